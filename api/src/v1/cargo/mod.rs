//! Cargo records, pickup requests, master data, airlines and codes.

pub mod airlines;
pub mod bulk_cargo_records;
pub mod cargo_codes;
pub mod cargo_records;
pub mod change_cargo_record;
pub mod change_pickup_request;
pub mod create_pickup_request;
pub mod dangerous_goods;
pub mod dangerous_goods_rules;
pub mod dangerous_goods_view;
pub mod export;
pub mod list_view;
pub mod master_data;
pub mod pickup_requests;
pub mod register_cargo_record;
pub mod set_cargo_status;
pub mod set_pickup_status;
pub mod view;
pub mod visibility_view;
