//! Stored values that Crosspass did not write: the page is there, without the values that cannot be used.

use crosspass_issuer::model::OrganizationName;

use crate::support::{ACME, REAL_PAGES, World, sign_in_path};

#[tokio::test]
async fn what_is_not_usable_is_left_out() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    world
        .database
        .damage(
            "brands",
            "INSERT INTO brands (organization) SELECT id FROM organizations WHERE name = 'acme'",
        )
        .await;
    for set in [
        "color = '#0a6;}body{display:none'",
        "color = 'red'",
        "color = '#00aa66', color_dark = '</style>'",
        "color = NULL, color_dark = '#00aa66'",
        "forgot_password = 'javascript:alert(1)'",
        "language = 'xx'",
        "language = 'de', texts = '{\"sign_in.buton\": \"x\"}'",
        "language = 'de', texts = '{\"continue.button\": \"Sentinel\"}'",
        "language = 'de', texts = '{\"sign_in.button\":'",
        "language = 'de', texts = '[1]'",
        "language = 'xx', texts = '{\"sign_in.button\": \"Los\"}'",
        "logo_name = '../../etc/passwd', logo = $logo",
        "logo_name = '00000000000000000000000000000000.svg', logo = $logo",
        "logo_name = '00000000000000000000000000000000.svg', logo = NULL",
    ] {
        let set = set.replace("$logo", world.database.a_byte());
        world
            .database
            .damage("brands", &format!("UPDATE brands SET {set}"))
            .await;
        let page = world.visit(&sign_in_path(ACME, None), "").await;
        assert_eq!(page.status, 200, "{set}");
        assert!(page.text.contains("id=\"password\""), "{set}: {}", page.text);
        for text in [
            "display:none",
            "javascript:",
            "</style>",
            "passwd",
            "Sentinel",
            ">Los<",
        ] {
            assert!(!page.text.contains(text), "{set}: {}", page.text);
        }
        let logo = world
            .visit("/brand/00000000000000000000000000000000.svg", "")
            .await;
        assert_eq!(logo.status, 404, "{set}");
        world
            .database
            .damage(
                "brands",
                "UPDATE brands SET color = NULL, color_dark = NULL, forgot_password = NULL, language = NULL, \
             texts = NULL, logo_name = NULL, logo = NULL",
            )
            .await;
    }
}

/// A value that is not usable takes no other down with it.
#[tokio::test]
async fn what_is_usable_stays() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    world
        .database
        .damage(
            "brands",
            "INSERT INTO brands (organization, color, forgot_password, language) \
         SELECT id, 'red', 'https://acme.example/forgot', 'de' FROM organizations WHERE name = 'acme'",
        )
        .await;
    let page = world.visit(&sign_in_path(ACME, None), "").await;
    assert!(
        page.text.contains("<html lang=\"de\">") && page.text.contains("acme.example"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("/brand/"), "{}", page.text);
}

#[tokio::test]
async fn a_table_that_is_gone_keeps_nobody_out() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    world.database.damage("brands", "DROP TABLE brands").await;
    let acme = OrganizationName::parse("acme").unwrap();
    assert!(world.store.brand(&acme).await.is_err());
    let page = world.visit(&sign_in_path(ACME, None), "").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("id=\"password\""), "{}", page.text);
}
