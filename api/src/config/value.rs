//! The types that settings have, and how each is read.

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use tegata_infra::SecretKey;
use tegata_infra::mail::Security;

use super::Profile;

/// A type of setting.
pub trait Value: Sized {
    /// What its documentation calls it.
    const KIND: &'static str;
    /// Reads it.
    fn read(text: &str) -> Result<Self, String>;
}

macro_rules! parsed {
    ($($type:ty = $kind:literal),*) => {$(
        impl Value for $type {
            const KIND: &'static str = $kind;
            fn read(text: &str) -> Result<Self, String> {
                text.trim().parse().map_err(|_| format!("not a {}", $kind))
            }
        }
    )*};
}
parsed!(
    u16 = "port",
    u32 = "whole number",
    u64 = "whole number",
    usize = "whole number",
    i8 = "whole number",
    i32 = "whole number",
    i64 = "whole number",
    bool = "true or false",
    SocketAddr = "address:port"
);

impl Value for String {
    const KIND: &'static str = "text";
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.trim().to_owned())
    }
}

impl Value for Profile {
    const KIND: &'static str = "sandbox or production";
    fn read(text: &str) -> Result<Self, String> {
        Self::named(text.trim()).ok_or_else(|| "not sandbox or production".to_owned())
    }
}

impl Value for Security {
    const KIND: &'static str = "starttls, tls or none";
    fn read(text: &str) -> Result<Self, String> {
        match text.trim() {
            "none" => Ok(Self::None),
            "starttls" => Ok(Self::StartTls),
            "tls" => Ok(Self::Tls),
            _ => Err("not starttls, tls or none".to_owned()),
        }
    }
}

/// A secret text that prints masked.
#[derive(Clone)]
pub struct Masked(pub String);

impl std::fmt::Debug for Masked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[masked]")
    }
}

impl Value for Masked {
    const KIND: &'static str = "secret text";
    fn read(text: &str) -> Result<Self, String> {
        Ok(Self(text.to_owned()))
    }
}

impl Value for SecretKey {
    const KIND: &'static str = "32 bytes in base64";
    fn read(text: &str) -> Result<Self, String> {
        Self::parse(text).ok_or_else(|| "not 32 bytes in base64".to_owned())
    }
}

impl Value for url::Url {
    const KIND: &'static str = "URL";
    fn read(text: &str) -> Result<Self, String> {
        let url: Self = text.trim().parse().map_err(|_| "not a URL".to_owned())?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.query().is_none()
            && url.fragment().is_none();
        if plain { Ok(url) } else { Err("not an http or https URL without query".to_owned()) }
    }
}

impl Value for IpNet {
    const KIND: &'static str = "network";
    fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        text.parse()
            .or_else(|_| text.parse::<std::net::IpAddr>().map(Self::from))
            .map_err(|_| "not an address or network".to_owned())
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: &'static str = T::KIND;
    fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() { Ok(None) } else { T::read(text).map(Some) }
    }
}

impl Value for PathBuf {
    const KIND: &'static str = "path";
    fn read(text: &str) -> Result<Self, String> {
        Ok(Self::from(text))
    }
}

/// A list, with commas between its items.
#[derive(Debug, Clone, Default)]
pub struct List<T>(pub Vec<T>);

impl<T: Value> Value for List<T> {
    const KIND: &'static str = "list with commas";
    fn read(text: &str) -> Result<Self, String> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(T::read).collect::<Result<_, _>>().map(Self)
    }
}
