//! No domain gets the cookie of Ory Kratos: not by the command, not by a start over domains that were there before; and
//! the settings of Kratos in a file.

use std::fs;

use crate::support::Home;

const ISSUER: &str = r#"issuer = "https://auth.example.com""#;

fn configure(home: &Home, kratos: &str) {
    fs::write(home.path("crosspass.toml"), format!("{ISSUER}\n{kratos}")).unwrap();
}

fn add(home: &Home, origin: &str) -> Result<String, (i32, String)> {
    let arguments = ["domain", "add", origin, "--org", "acme", "--name", "Acme"];
    let output = home.output(&arguments, None);
    let told = |bytes| String::from_utf8(bytes).unwrap();
    match output.status.code() {
        Some(0) => Ok(told(output.stdout)),
        code => Err((code.unwrap(), told(output.stderr))),
    }
}

const KRATOS: &str = r#"
[kratos]
public_url = "https://auth.example.com/kratos"
admin_url = "http://127.0.0.1:4434"
"#;

// attack: 87
#[test]
fn no_domain_is_added_where_the_cookie_goes() {
    let home = Home::new();
    configure(&home, &format!("{KRATOS}cookie_domain = \"example.com\""));
    home.run(&["org", "add", "acme", "--title", "Acme"]);
    for origin in ["https://app.example.com", "https://auth.example.com:8443"] {
        let (code, complaint) = add(&home, origin).unwrap_err();
        assert_eq!(code, 2, "{complaint}");
        assert!(
            complaint.contains(origin) && complaint.contains("Ory Kratos"),
            "{complaint}"
        );
    }
    add(&home, "https://app.acme.com").unwrap();
}

// attack: 87
#[test]
fn no_start_over_a_domain_where_the_cookie_goes() {
    let home = Home::new();
    configure(&home, "");
    home.run(&["org", "add", "acme", "--title", "Acme"]);
    add(&home, "https://app.example.com").unwrap();
    configure(&home, &format!("{KRATOS}cookie_domain = \"example.com\""));
    let (code, complaint) = home.refused(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(code, 2, "{complaint}");
    for part in ["the domain https://app.example.com", "Ory Kratos", "remove it"] {
        assert!(complaint.contains(part), "{part}: {complaint}");
    }
}

/// The command may be run without the configuration: it uses what the issuer was last started with.
// attack: 87
#[test]
fn a_command_without_the_settings_knows_them_from_the_last_start() {
    let home = Home::new();
    home.run(&["org", "add", "acme", "--title", "Acme"]);
    let text = "[kratos]\npublic_url = \"http://auth.localhost:4433\"\nadmin_url = \"http://127.0.0.1:4434\"";
    fs::write(home.path("crosspass.toml"), text).unwrap();
    home.serve().kill();
    fs::remove_file(home.path("crosspass.toml")).unwrap();
    let (_, complaint) = add(&home, "http://auth.localhost:9009").unwrap_err();
    assert!(complaint.contains("Ory Kratos"), "{complaint}");
    add(&home, "http://acme.localhost:9009").unwrap();
    // Without Kratos the next start forgets it.
    home.serve().kill();
    add(&home, "http://auth.localhost:9009").unwrap();
}

#[test]
fn what_cannot_be_used_stops_the_start() {
    let home = Home::new();
    configure(
        &home,
        "[kratos]\npublic_url = \"https://accounts.example.com\"\naal = \"aal3\"",
    );
    let (code, complaint) = home.refused(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(code, 2, "{complaint}");
    for setting in ["kratos.public_url", "kratos.admin_url: is missing", "kratos.aal"] {
        assert!(complaint.contains(setting), "{setting}: {complaint}");
    }
}
