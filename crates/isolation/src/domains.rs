//! Which domains can be checked.

use crosspass_protocol::{Origin, RegisteredOrigin};

/// More domains than that are a matter of days: every ordered pair is checked.
const MOST: usize = 12;

/// Domains that cannot be checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?}: {wrong}")]
pub struct DomainsError {
    /// The domain, or all of them.
    pub text: String,
    /// What is wrong with it.
    pub wrong: String,
}

/// The domains that are checked, each one that a browser may be sent to by this issuer.
pub fn origins(texts: &[&str], issuer: &Origin) -> Result<Vec<Origin>, DomainsError> {
    let wrong = |text: &str, wrong: &dyn std::fmt::Display| DomainsError {
        text: text.to_owned(),
        wrong: wrong.to_string(),
    };
    if !(2..=MOST).contains(&texts.len()) {
        let count = texts.len();
        let advice = format!("that is {count}; name 2 to {MOST}, which are checked against each other");
        return Err(wrong(&texts.join(" "), &advice));
    }
    let mut origins = Vec::new();
    for &text in texts {
        let origin = RegisteredOrigin::parse(text).map_err(|error| wrong(text, &error))?;
        let origin = origin.origin().clone();
        if origin == *issuer {
            return Err(wrong(text, &"it is the issuer, which is no domain"));
        }
        if origin.is_loopback() != issuer.is_loopback() {
            return Err(wrong(
                text,
                &"it and the issuer must both be on loopback, or neither",
            ));
        }
        if origins.contains(&origin) {
            return Err(wrong(text, &"it is there twice"));
        }
        origins.push(origin);
    }
    Ok(origins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(domain: &str, issuer: &str) -> String {
        let issuer = Origin::parse(issuer).unwrap();
        let good = if issuer.is_loopback() {
            "http://a.localhost:1"
        } else {
            "https://a.example.com"
        };
        origins(&[good, domain], &issuer).unwrap_err().to_string()
    }

    #[test]
    fn domains_that_cannot_be_checked_are_refused_by_name() {
        let far = "https://auth.example.com";
        let cases = [
            ("https://auth.example.com", far, "the issuer"),
            ("http://b.example.com", far, "use https"),
            ("https://b.example.com/", far, "nothing follows"),
            ("https://a.example.com", far, "twice"),
            ("http://b.localhost:2", far, "loopback"),
            ("https://b.example.com", "http://auth.localhost:9000", "loopback"),
        ];
        for (domain, issuer, why) in cases {
            let error = refused(domain, issuer);
            assert!(error.contains(why), "{domain}: {error}");
            assert!(error.contains(domain), "{error}");
        }
    }

    #[test]
    fn one_domain_is_isolated_from_nobody_and_many_take_days() {
        let issuer = Origin::parse("https://auth.example.com").unwrap();
        let many: Vec<String> = (0..=MOST)
            .map(|number| format!("https://{number}.example.com"))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (count, is_good) in [(1, false), (2, true), (MOST, true), (MOST + 1, false)] {
            assert_eq!(origins(&many[..count], &issuer).is_ok(), is_good, "{count}");
        }
    }
}
