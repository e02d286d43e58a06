//! `crosspass org brand`: set, show, change, clear; and every refusal with the field and the mend.

use std::fs;

use serde_json::json;

use crate::support::{ACME, Home};

const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg'/>";

fn home() -> Home {
    let home = Home::populated();
    fs::write(home.path("logo.svg"), SVG).unwrap();
    home
}

#[test]
fn a_brand_there_and_back() {
    let home = home();
    let texts = "service = \"Acme ID\"\n[sign_in]\nlogin = \"Personalnummer\"\n[failed]\n\"network.next\" = \"Warten.\"\n";
    fs::write(home.path("texts.toml"), texts).unwrap();
    let nothing = json!({ "organization": "acme", "logo": null, "color": null, "color_dark": null,
                          "forgot_password": null, "language": null, "texts": {} });
    assert_eq!(
        home.rows(&["org", "brand", "acme", "--json"]),
        std::slice::from_ref(&nothing)
    );
    assert!(
        home.run(&["org", "brand", "acme"])
            .contains("color             as built in")
    );

    let set = [
        ["--logo", "logo.svg"],
        ["--color", "#0a6"],
        ["--color-dark", "#3C9"],
        ["--forgot-password", "https://acme.example/forgot"],
        ["--language", "de"],
        ["--texts", "texts.toml"],
    ];
    let mut arguments = vec!["org", "brand", "acme"];
    arguments.extend(set.iter().flatten());
    let printed = home.run(&arguments);
    assert!(
        printed.contains("color             #00aa66, black text on it has a contrast of 6.9:1"),
        "{printed}"
    );
    let shown = home.rows(&["org", "brand", "acme", "--json"]).remove(0);
    let logo = shown["logo"].as_str().unwrap();
    assert!(logo.ends_with(".svg") && logo.len() == 36, "{logo}");
    let expected = json!({ "organization": "acme", "logo": logo, "color": "#00aa66", "color_dark": "#33cc99",
        "forgot_password": "https://acme.example/forgot", "language": "de",
        "texts": { "service": "Acme ID", "sign_in.login": "Personalnummer", "failed.network.next": "Warten." } });
    assert_eq!(shown, expected);

    // In force at once, beside a running server.
    let server = home.serve();
    let (status, answer) = server.get(&format!("/brand/{logo}"));
    assert!(status == 200 && answer.ends_with(SVG), "{answer}");
    assert!(
        server
            .get(&format!("/sign-in?return_to={ACME}/"))
            .1
            .contains("200 OK")
    );

    home.run(&[
        "org", "brand", "acme", "--clear", "texts", "--clear", "logo", "--color", "#fff",
    ]);
    let shown = home.rows(&["org", "brand", "acme", "--json"]).remove(0);
    assert_eq!((&shown["logo"], &shown["texts"]), (&json!(null), &json!({})));
    assert_eq!(
        (&shown["color"], &shown["language"]),
        (&json!("#ffffff"), &json!("de"))
    );
    assert_eq!(server.get(&format!("/brand/{logo}")).0, 404);

    home.run(&["org", "brand", "acme", "--clear", "all"]);
    assert_eq!(home.rows(&["org", "brand", "acme", "--json"]), [nothing]);
}

#[test]
fn what_is_refused() {
    let home = home();
    for (name, text) in [
        ("logo.png", SVG),
        ("logo.gif", "GIF89a"),
        ("large.svg", &format!("{SVG}{}", " ".repeat(70_000))),
        ("huge.svg", &" ".repeat(1_100_000)),
        ("key.toml", "[sign_in]\nbuton = 'x'"),
        ("value.toml", "[sign_in]\nbutton = 1"),
        ("broken.toml", "[sign_in"),
        ("names.toml", "[continue]\nbutton = 'Los'"),
        ("texts.toml", "service = 'Acme'"),
    ] {
        fs::write(home.path(name), text).unwrap();
    }
    for (arguments, code, wrong) in [
        (
            ["--logo", "logo.png"],
            2,
            "--logo \"logo.png\": its name says png, and it is svg",
        ),
        (
            ["--logo", "logo.gif"],
            2,
            "--logo \"logo.gif\": it is neither PNG nor WebP nor SVG",
        ),
        (["--logo", "large.svg"], 2, "70041 bytes; expected at most 65536"),
        (["--logo", "huge.svg"], 2, "expected a file of at most 1 MB"),
        (
            ["--logo", "nothing.svg"],
            2,
            "--logo \"nothing.svg\": No such file",
        ),
        (["--logo", "."], 2, "--logo \".\": expected a file"),
        (
            ["--color", "red"],
            2,
            "--color \"red\": expected #rgb or #rrggbb, such as #0a6",
        ),
        (["--color", "#0a6;}"], 2, "expected #rgb"),
        (["--color-dark", "#12"], 2, "--color-dark \"#12\": expected #rgb"),
        (
            ["--color-dark", "#123"],
            1,
            "--color-dark goes with --color: give both",
        ),
        (
            ["--forgot-password", "http://acme.example/"],
            2,
            "expected https (http on loopback only)",
        ),
        (
            ["--forgot-password", "javascript:alert(1)"],
            2,
            "--forgot-password \"javascript:alert(1)\": expected https",
        ),
        (["--language", "fr"], 2, "--language \"fr\": expected en or de"),
        (
            ["--texts", "texts.toml"],
            1,
            "--texts are in one language: give --language with them",
        ),
        (
            ["--texts", "key.toml"],
            2,
            "there is no text \"sign_in.buton\"; expected one of service, the_site, ",
        ),
        (
            ["--texts", "value.toml"],
            2,
            "sign_in.button: 1 is no text; expected it in quotes",
        ),
        (
            ["--texts", "broken.toml"],
            2,
            "--texts \"broken.toml\": TOML parse error",
        ),
        (
            ["--texts", "names.toml"],
            2,
            "continue.button: expected a text with {user}",
        ),
        (
            ["--clear", "colour"],
            2,
            "possible values: logo, color, color-dark, forgot-password, language, texts, all",
        ),
    ] {
        let mut all = vec!["org", "brand", "acme"];
        all.extend(arguments);
        let (found, complaint) = home.refused(&all);
        assert!(
            found == code && complaint.contains(wrong),
            "{arguments:?}: {found} {complaint}"
        );
    }
    let shown = home.rows(&["org", "brand", "acme", "--json"]).remove(0);
    assert!(shown["logo"].is_null() && shown["color"].is_null(), "{shown}");
    for arguments in [&["nobody"][..], &["nobody", "--language", "de"]] {
        let mut all = vec!["org", "brand"];
        all.extend(arguments);
        let (code, complaint) = home.refused(&all);
        assert!(
            code == 1 && complaint.contains("there is no organization nobody; there is: acme"),
            "{complaint}"
        );
    }
}
