//! Where tokens of the callers' own origins are taken: below path prefixes, and at no path that has two readings.

use crosspass_protocol::PathReading;

use crate::error::StartError;

/// The prefixes; with none, no such token is taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenPaths(Vec<String>);

impl TokenPaths {
    /// Each is a folder's path as every reader reads it.
    pub(crate) fn parse(texts: &[String]) -> Result<Self, StartError> {
        let is_prefix = |text: &&String| text.ends_with('/') && PathReading::of(text) == PathReading::One;
        match texts.iter().find(|text| !is_prefix(text)) {
            Some(wrong) => Err(StartError::CallerPath(wrong.clone())),
            None => Ok(Self(texts.to_vec())),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every reader takes a path to be below one of them.
    pub(crate) fn has(&self, path: &str) -> bool {
        PathReading::of(path) == PathReading::One && self.0.iter().any(|prefix| path.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_below_a_prefix_for_every_reader_or_not_at_all() {
        let paths = TokenPaths::parse(&["/api/".to_owned(), "/v1/open/".to_owned()]).unwrap();
        for path in ["/api/", "/api/orders", "/api/a%20b", "/v1/open/x"] {
            assert!(paths.has(path), "{path}");
        }
        for path in [
            "/",
            "/api",
            "/apis/",
            "/API/orders",
            "/v1/",
            "/account",
            "/api/../account",
            "/api/..;/account",
            "/api/..%2faccount",
            "/api//account",
            "/api/%2e%2e/account",
            "/api/;/..\\account",
        ] {
            assert!(!paths.has(path), "{path}");
        }
        assert!(!TokenPaths::default().has("/api/"));
    }

    #[test]
    fn a_prefix_is_a_plain_folder() {
        assert!(TokenPaths::parse(&["/".to_owned()]).unwrap().has("/account"));
        for wrong in [
            "",
            "api/",
            "/api",
            "/api//",
            "/a/../",
            "/%61pi/",
            "/api;v=1/",
            "/crosspass/",
            "*",
            "/*/../",
        ] {
            let refused = TokenPaths::parse(&[wrong.to_owned()]).unwrap_err();
            assert!(refused.to_string().contains("caller_paths"), "{wrong}: {refused}");
        }
    }
}
