//! Registration, my page, recovery, inquiries.
