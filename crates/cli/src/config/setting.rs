//! The settings there are: names, defaults, and what each expects, in one table.

/// One setting. In `crosspass.toml` its name is a dotted key, in the environment it is
/// `CROSSPASS_` and the name in upper case with `_` for the dot.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The dotted name.
    pub name: &'static str,
    /// The default value; empty if there is no default.
    pub default: &'static str,
    /// What a value looks like, for error messages and docs.
    pub expected: &'static str,
}

const fn setting(name: &'static str, default: &'static str, expected: &'static str) -> Setting {
    Setting {
        name,
        default,
        expected,
    }
}

/// The environment variable of a setting.
pub(super) fn variable(name: &str) -> String {
    format!("CROSSPASS_{}", name.replace('.', "_").to_uppercase())
}

/// The flag of a setting that has one: the last part of its name.
pub(super) fn flag(name: &str) -> String {
    let (_, last) = name.rsplit_once('.').unwrap_or(("", name));
    format!("--{}", last.replace('_', "-"))
}

/// All settings.
pub const SETTINGS: &[Setting] = &[
    setting(
        "issuer",
        "",
        "an origin such as https://auth.example.com (http on loopback only)",
    ),
    setting(
        "listen",
        "127.0.0.1:9000",
        "an address and port such as 127.0.0.1:9000",
    ),
    setting(
        "database",
        "crosspass.db",
        "the path of a file, or postgres://user:password@host/name",
    ),
    setting(
        "database_file",
        "",
        "a file that holds the address of the database",
    ),
    setting("postgres.connections", "16", "a whole number from 2 to 1000"),
    setting("postgres.patience_seconds", "5", "a whole number from 1 to 60"),
    setting(
        "pages",
        "",
        "a folder with sign-in.html, or another of the pages, in it",
    ),
    setting("log", "info", "off, error, warn, info, debug or trace"),
    setting(
        "trusted_proxies",
        "",
        "addresses or networks, with commas between them: 10.0.0.0/8, ::1",
    ),
    setting(
        "session.absolute_seconds",
        "43200",
        "a whole number from 60 to 2592000",
    ),
    setting(
        "session.idle_seconds",
        "7200",
        "a whole number from 60 to 2592000",
    ),
    // Never above what verifiers take, `SessionClaims::MAX_LIFE`.
    setting("session.token_seconds", "600", "a whole number from 5 to 600"),
    setting("propagation.after_sign_in", "false", "true or false"),
    setting("password.parallel", "2", "a whole number from 1 to 64"),
    setting("password.queue", "200", "a whole number from 1 to 10000"),
    setting("password.patience_seconds", "5", "a whole number from 1 to 60"),
    setting(
        "limits.account_attempts",
        "10",
        "a whole number from 1 to 1000000",
    ),
    setting(
        "limits.account_refill_seconds",
        "30",
        "a whole number from 1 to 86400",
    ),
    setting(
        "limits.address_attempts",
        "60",
        "a whole number from 1 to 1000000",
    ),
    setting(
        "limits.address_refill_seconds",
        "2",
        "a whole number from 1 to 86400",
    ),
    setting("limits.address_calls", "600", "a whole number from 1 to 1000000"),
    setting(
        "limits.address_calls_refill_seconds",
        "1",
        "a whole number from 1 to 86400",
    ),
    setting("limits.concurrency", "512", "a whole number from 8 to 65536"),
    setting(
        "domains.private_addresses",
        "refuse",
        "refuse; or allow, where domains live in a network of one's own",
    ),
    setting(
        "domains.proof",
        "none",
        "none; or dns, where each domain has a TXT record (crosspass domain prove ORIGIN)",
    ),
    setting(
        "domains.dns_server",
        "",
        "nothing, for the system's; or an address and port such as 127.0.0.1:53",
    ),
    setting(
        "kratos.public_url",
        "",
        "an address on the issuer's host such as https://auth.example.com/kratos",
    ),
    setting(
        "kratos.internal_url",
        "",
        "an address such as http://127.0.0.1:4433",
    ),
    setting("kratos.admin_url", "", "an address such as http://127.0.0.1:4434"),
    setting("kratos.cookie_name", "ory_kratos_session", "a cookie's name"),
    setting(
        "kratos.cookie_domain",
        "",
        "nothing, or the domain of Kratos' cookies, such as example.com",
    ),
    setting("kratos.aal", "aal1", "aal1 or aal2"),
    setting("kratos.timeout_seconds", "3", "a whole number from 1 to 5"),
    setting("kratos.login", "email", "the path of a trait, such as email"),
    setting(
        "kratos.name",
        "name.first name.last",
        "paths of traits with spaces between them: name.first name.last",
    ),
    setting("kratos.email", "email", "the path of a trait, such as email"),
    setting(
        "kratos.organizations",
        "",
        "a path such as traits.organizations, metadata_public.organizations or metadata_admin.organizations",
    ),
    setting(
        "gate.origin",
        "",
        "exact origins, with commas between them: https://app.example.com",
    ),
    setting(
        "gate.origins",
        "",
        "the path of a file with one exact origin a line, such as https://app.example.com",
    ),
    setting(
        "gate.caller",
        "",
        "exact origins, with commas between them: https://pages.example.com",
    ),
    setting(
        "gate.caller_path",
        "",
        "path prefixes that begin and end with a slash, with commas between them: /api/",
    ),
    setting("gate.cross_site_cookies", "", "partitioned or shared"),
    setting(
        "gate.key_file",
        "",
        "the path of a file, in a folder that is there",
    ),
    setting(
        "gate.listen",
        "127.0.0.1:9100",
        "an address and port such as 127.0.0.1:9100",
    ),
    setting(
        "gate.proxy",
        "127.0.0.0/8, ::1",
        "addresses or networks, with commas between them: 10.0.0.0/8, ::1",
    ),
];
