//! What stands for an entry of a list of passwords: six bytes of a hash (FNV-1a, 64 bits). A list of
//! them is half as large as its text; of all passwords that are not listed, one in two thousand million
//! is taken for one that is. Also compiled into `build.rs`, which makes the lists.

/// Bytes of a mark.
pub(crate) const MARK: usize = 6;

/// The mark of an entry.
pub(crate) const fn mark(entry: &[u8]) -> [u8; MARK] {
    let (mut hash, mut at) = (0xcbf2_9ce4_8422_2325_u64, 0);
    while at < entry.len() {
        hash = (hash ^ entry[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    // The last bytes of an entry have hardly reached the upper half.
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^= hash >> 32;
    let [mark @ .., _, _] = hash.to_be_bytes();
    mark
}
