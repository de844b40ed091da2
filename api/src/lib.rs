//! Tegata over HTTP: the routes under [`v1`], what every request passes through under [`http`], the
//! refusals' words under [`problem`], and the composition root in [`server`].
//!
//! Only [`server`], [`http::App`], [`cli`] and [`config`] name types of `tegata-infra`.

pub mod cli;
pub mod config;
pub mod docs;
pub mod http;
pub mod openapi;
pub mod operations;
pub mod problem;
pub mod server;
pub mod v1;
