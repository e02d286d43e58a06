//! Where the database is: a SQLite file, or a PostgreSQL server by its URL. The URL may hold a password, so it is never shown
//! whole.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::{Host, Url};

/// How long a request waits for a connection, and how many there are.
#[derive(Clone, Copy, Debug)]
pub struct PoolSettings {
    /// Connections at most.
    pub connections: u32,
    /// How long a request waits for one, and a statement for an answer.
    pub patience: Duration,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            connections: 16,
            patience: Duration::from_secs(5),
        }
    }
}

/// Where the database is.
#[derive(Clone)]
pub enum DatabaseAddress {
    /// The path of a SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<PostgresAddress>),
}

/// A PostgreSQL database: `postgres://user:password@host/database`, with libpq's parameters.
#[derive(Clone)]
pub struct PostgresAddress {
    pub(super) options: PgConnectOptions,
    shown: String,
}

/// Why a text is no address. It never repeats the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseAddressError {
    /// Nothing.
    #[error("it is empty")]
    Empty,
    /// A URL of something else.
    #[error("its scheme is {0}")]
    Scheme(String),
    /// No URL, or one that PostgreSQL's clients do not take.
    #[error("it is no address of a PostgreSQL database")]
    Form,
    /// No database is named.
    #[error("it names no database: put its name behind the host, as in postgres://host/crosspass")]
    NoDatabase,
    /// A mode that encrypts without knowing for whom, or only perhaps.
    #[error(
        "its sslmode is {0}, which does not check who answers: take verify-full, or disable where the network is trusted"
    )]
    Unverified(String),
}

impl DatabaseAddress {
    /// A path, or a URL that begins with `postgres://` or `postgresql://`.
    pub fn parse(text: &str) -> Result<Self, DatabaseAddressError> {
        match text.split_once("://") {
            None if text.is_empty() => Err(DatabaseAddressError::Empty),
            None => Ok(Self::Sqlite(PathBuf::from(text))),
            Some(("postgres" | "postgresql", _)) => {
                Ok(Self::Postgres(Box::new(PostgresAddress::parse(text)?)))
            }
            Some((other, _)) => Err(DatabaseAddressError::Scheme(other.to_owned())),
        }
    }
}

impl PostgresAddress {
    /// Parses a URL. Over a network TLS with a verified name is the default: the database has everybody's sessions.
    pub fn parse(text: &str) -> Result<Self, DatabaseAddressError> {
        let url = Url::parse(text).map_err(|_| DatabaseAddressError::Form)?;
        let parameter = |name: &str| {
            let found = url.query_pairs().filter(|(key, _)| key == name);
            found.last().map(|(_, value)| value.into_owned())
        };
        let name = url.path().trim_start_matches('/');
        if name.is_empty() && parameter("dbname").is_none() {
            return Err(DatabaseAddressError::NoDatabase);
        }
        let host = parameter("host").unwrap_or_else(|| url.host_str().unwrap_or_default().to_owned());
        let mode = match parameter("sslmode").or_else(|| parameter("ssl-mode")).as_deref() {
            Some("verify-full") => PgSslMode::VerifyFull,
            Some("verify-ca") => PgSslMode::VerifyCa,
            Some("disable") => PgSslMode::Disable,
            Some(other) => return Err(DatabaseAddressError::Unverified(other.to_owned())),
            None if is_on_this_machine(&host) => PgSslMode::Disable,
            None => PgSslMode::VerifyFull,
        };
        let options = PgConnectOptions::from_str(text).map_err(|_| DatabaseAddressError::Form)?;
        let options = options.ssl_mode(mode);
        Ok(Self {
            options,
            shown: format!("{}://{}", url.scheme(), rest(&url)),
        })
    }
}

/// User, host and name, without what the URL's parameters say.
fn rest(url: &Url) -> String {
    let user = match (url.username(), url.password()) {
        ("", _) => String::new(),
        (user, None) => format!("{user}@"),
        (user, Some(_)) => format!("{user}:…@"),
    };
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{user}{host}{port}{}", url.path())
}

/// A socket in a folder, or loopback: nobody is between.
fn is_on_this_machine(host: &str) -> bool {
    host.is_empty()
        || host.starts_with('/')
        || host == "localhost"
        || match Host::parse(host) {
            Ok(Host::Ipv4(address)) => address.is_loopback(),
            Ok(Host::Ipv6(address)) => address.is_loopback(),
            Ok(Host::Domain(_)) | Err(_) => false,
        }
}

impl fmt::Display for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(address) => f.write_str(&address.shown),
        }
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    fn options(text: &str) -> PgConnectOptions {
        match DatabaseAddress::parse(text).unwrap() {
            DatabaseAddress::Postgres(address) => address.options,
            DatabaseAddress::Sqlite(path) => panic!("{}", path.display()),
        }
    }

    fn mode(text: &str) -> String {
        format!("{:?}", options(text).get_ssl_mode())
    }

    #[test]
    fn a_text_without_a_scheme_is_a_path() {
        for path in ["crosspass.db", "/var/lib/crosspass.db", "postgres"] {
            assert!(matches!(
                DatabaseAddress::parse(path).unwrap(),
                DatabaseAddress::Sqlite(_)
            ));
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let address =
            DatabaseAddress::parse("postgres://ada:hunter2@db.example/crosspass?options=x").unwrap();
        for shown in [format!("{address}"), format!("{address:?}")] {
            assert_eq!(shown, "postgres://ada:…@db.example/crosspass");
        }
        for wrong in [
            "postgres://ada:hunter2@",
            "postgres://ada:hunter2@db.example",
            "mysql://ada:hunter2@db/x",
        ] {
            let error = DatabaseAddress::parse(wrong).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn over_a_network_the_server_proves_who_it_is() {
        assert_eq!(mode("postgres://db.example/crosspass"), "VerifyFull");
        assert_eq!(mode("postgres://10.0.0.5/crosspass"), "VerifyFull");
        assert_eq!(mode("postgres://db.example/crosspass?sslmode=disable"), "Disable");
        for unverified in ["require", "prefer", "allow", "", "VERIFY-FULL"] {
            let text = format!("postgres://db.example/crosspass?sslmode={unverified}");
            assert_eq!(
                DatabaseAddress::parse(&text).unwrap_err(),
                DatabaseAddressError::Unverified(unverified.to_owned())
            );
        }
    }

    #[test]
    fn on_this_machine_there_is_nothing_to_encrypt() {
        for text in [
            "postgres://localhost/crosspass",
            "postgres://127.0.0.1/crosspass",
            "postgres://[::1]/crosspass",
            "postgres:///crosspass?host=/run/postgresql",
        ] {
            assert_eq!(mode(text), "Disable", "{text}");
        }
    }
}
