//! Where a request comes from, and in which language its answer is wanted.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::http::header::{self, HeaderMap};
use ipnet::IpNet;
use tegata_domain::kernel::{Language, Origin};

/// Characters of a user agent that are kept.
const USER_AGENT: usize = 200;

/// The client's address: the peer, or behind a configured proxy the last address in
/// `X-Forwarded-For` that is no such proxy. Nobody else is believed.
pub fn origin(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Origin {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
    let address = if is_trusted(&peer) {
        let forwarded = headers.get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
        hops.iter()
            .rev()
            .map_while(|hop| hop.trim().parse::<IpAddr>().ok())
            .map(|hop| hop.to_canonical())
            .find(|hop| !is_trusted(hop))
            .unwrap_or(peer)
    } else {
        peer
    };
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let user_agent = user_agent.map(|text| text.chars().take(USER_AGENT).collect());
    Origin { address, user_agent }
}

/// The wanted language: the best of `Accept-Language` that there is, Japanese otherwise.
pub fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut best = (0.0_f32, Language::default());
    for range in wanted.unwrap_or_default().split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let quality = parts
            .find_map(|part| part.trim().strip_prefix("q=").map(str::trim))
            .map_or(Some(1.0), |text| text.parse::<f32>().ok())
            .unwrap_or(0.0);
        let primary = tag.split('-').next().unwrap_or_default();
        if let Some(language) = Language::from_tag(primary).filter(|_| quality > best.0) {
            best = (quality, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        headers
    }

    fn address(peer: &str, forwarded: &'static str) -> String {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().expect("a network")];
        let headers = headers("x-forwarded-for", forwarded);
        origin(peer.parse().ok(), &headers, &trusted).address.to_string()
    }

    #[test]
    fn only_a_configured_proxy_is_believed() {
        assert_eq!(address("203.0.113.9", "198.51.100.7"), "203.0.113.9");
        assert_eq!(address("10.0.0.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(address("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2"), "198.51.100.7");
        assert_eq!(address("10.0.0.1", "nonsense"), "10.0.0.1");
    }

    #[test]
    fn the_best_known_language_is_taken() {
        for (wanted, language) in [
            ("en", Language::En),
            ("en-US,en;q=0.9,ja;q=0.8", Language::En),
            ("ja;q=0.4, en;q=0.3", Language::Ja),
            ("fr, de;q=0.5", Language::Ja),
            ("*", Language::Ja),
            ("fr, en;q=0.1", Language::En),
            ("en;q=x", Language::Ja),
        ] {
            assert_eq!(super::language(&headers("accept-language", wanted)), language, "{wanted}");
        }
    }
}
