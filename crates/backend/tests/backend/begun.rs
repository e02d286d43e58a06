//! Handoffs that were begun and not finished: a browser remembers five, and not too many bytes.

use crate::support::{ACME, Browser, World};

fn begun(browser: &Browser) -> Vec<&String> {
    browser
        .cookies
        .keys()
        .filter(|name| name.contains("-begun"))
        .collect()
}

#[tokio::test]
async fn of_more_than_five_the_oldest_goes() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let mut nonces = Vec::new();
    for count in 1..=8 {
        let (nonce, _) = browser.begin().await;
        nonces.push(nonce);
        world.clock.step(1);
        assert_eq!(begun(&browser).len(), count.min(5));
    }
    for (place, nonce) in nonces.iter().enumerate() {
        let is_kept = begun(&browser).iter().any(|name| name.ends_with(nonce.as_str()));
        assert_eq!(is_kept, place >= 3, "{place}");
    }
}

/// Proxies refuse heads beyond 8 KB, and every page that opens the address can begin handoffs here.
#[tokio::test]
async fn long_addresses_do_not_fill_the_requests_head() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    for _ in 0..6 {
        let answer = browser
            .visit(&format!("/crosspass/begin?return_to=/{}", "a".repeat(1900)))
            .await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        // Turns are counted for a minute.
        world.clock.step(61);
    }
    assert_eq!(begun(&browser).len(), 1);
    assert!(
        browser.cookie_header().len() < 4096,
        "{}",
        browser.cookie_header().len()
    );
}

// attack: 48
#[tokio::test]
async fn cookies_that_are_none_of_ours_go_first() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let stem = browser.cookie_name("crosspass-begun");
    for (name, value) in [
        ("x", "y"),
        ("", ""),
        ("a\"b", "9999999999.Lw"),
        ("z", "-1.Lw"),
        ("9", "1.%"),
    ] {
        browser.cookies.insert(format!("{stem}-{name}"), value.to_owned());
    }
    let (nonce, _) = browser.begin().await;
    assert!(begun(&browser).contains(&&format!("{stem}-{nonce}")));
    assert_eq!(begun(&browser).len(), 5);
    world.clock.step(1);
    for _ in 0..4 {
        browser.begin().await;
    }
    assert!(begun(&browser).contains(&&format!("{stem}-{nonce}")));
}
