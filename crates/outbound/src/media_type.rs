//! What a message says that its body is (RFC 9110, 8.3).

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// Whether it is of this media type, whatever the parameters; two headers, or none, say nothing.
pub fn is_media_type(headers: &HeaderMap, expected: &str) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return false;
    };
    let essence = value.to_str().unwrap_or_default().split(';').next();
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(expected))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn says(values: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_TYPE, value.parse().unwrap());
        }
        is_media_type(&headers, "application/json")
    }

    #[test]
    fn one_header_names_it() {
        assert!(says(&["application/json"]));
        assert!(says(&["Application/JSON ; charset=utf-8"]));
        for other in [
            "text/json",
            "application/jsonp",
            "application/json, text/html",
            "",
        ] {
            assert!(!says(&[other]), "{other}");
        }
        assert!(!says(&[]));
        assert!(!says(&["application/json", "application/json"]));
    }
}
