//! The origins that a backend answers for, by host: a gate has hundreds of them.

use std::borrow::Cow;
use std::collections::HashMap;

use crosspass_protocol::Origin;

/// Exact origins, to be found by what a `Host` says.
#[derive(Debug)]
pub(crate) struct Origins(HashMap<String, Origin>);

impl Origins {
    pub(crate) fn new(origins: Vec<Origin>) -> Self {
        let mut hosts = HashMap::new();
        for origin in origins {
            let (_, own) = origin.as_str().split_once("://").unwrap_or_default();
            // Browsers leave a default port out, others may not.
            let default = if origin.is_https() { ":443" } else { ":80" };
            let further = (!has_port(own)).then(|| format!("{own}{default}"));
            for host in further.into_iter().chain([own.to_owned()]) {
                hosts.entry(host).or_insert_with(|| origin.clone());
            }
        }
        Self(hosts)
    }

    /// The origin that this host is of, whatever its case.
    pub(crate) fn find(&self, host: &str) -> Option<&Origin> {
        let host = if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(host.to_ascii_lowercase())
        } else {
            Cow::Borrowed(host)
        };
        self.0.get(host.as_ref())
    }
}

fn has_port(host: &str) -> bool {
    let after = host.rsplit_once(':').map(|(_, port)| port);
    after.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_with_and_without_its_default_port() {
        let origins = ["https://a.example.com", "https://b.example.com:8443"];
        let origins = Origins::new(origins.map(|text| Origin::parse(text).unwrap()).to_vec());
        let found = |host: &str| origins.find(host).map(Origin::as_str);
        assert_eq!(found("a.example.com"), Some("https://a.example.com"));
        assert_eq!(found("A.Example.com:443"), Some("https://a.example.com"));
        assert_eq!(found("b.example.com:8443"), Some("https://b.example.com:8443"));
        for other in [
            "",
            "b.example.com",
            "b.example.com:443",
            "a.example.com:80",
            "a.example.com.",
            "a.example.com, a.example.com",
            "a.example.com:8443",
            "x.a.example.com",
            "https://a.example.com",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
