//! The backend gets its own cookies, and none of Crosspass'.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, GatedSite, World};
use libtest_mimic::Trial;

use super::proxied::proxy_story;
use super::visitor::Visitor;

pub(super) fn trials() -> Vec<Trial> {
    // attack: 101
    proxy_story("gate::cookies_for_the_backend", CHROMIUM, cookies)
}

const PAGES: [&str; 2] = ["GET /headers", "GET /public/headers"];

async fn cookies(world: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    // None at all.
    got(&mut visitor, "GET /public/headers", &[], &[]).await?;
    visitor.sign_in(world, &ADA).await?;
    visitor.cookies.remove("basket");
    // A handoff that was begun beside the session.
    let begun = visitor
        .ask("GET /crosspass/begin?return_to=/account", &[])
        .await?;
    ensure!(begun.status == 303, "{begun:?}");
    let ours = visitor.cookies.len();
    ensure!(
        ours > 2 && visitor.cookies.keys().all(|name| name.starts_with("crosspass")),
        "{:?}",
        visitor.cookies
    );
    for page in PAGES {
        visitor.cookies.remove("basket");
        got(&mut visitor, page, &[], &[]).await?;
        // Those that only begin like ours.
        for (name, value) in [
            ("crosspass_theme", "a=b"),
            ("crosspassport", "1"),
            ("aaa", "x"),
            ("basket", "2"),
        ] {
            visitor.cookies.insert(name.to_owned(), value.to_owned());
        }
        let own = "aaa=x; basket=2; crosspass_theme=a=b; crosspassport=1";
        got(&mut visitor, page, &[], &[own]).await?;
        // A second line, as HTTP/2 may have it.
        visitor.cookies.insert("basket".to_owned(), "2".to_owned());
        let joined = format!("{own}; zzz=1");
        got(
            &mut visitor,
            page,
            &[("Cookie", "zzz=1; crosspass-pending_1=x")],
            &[&joined],
        )
        .await?;
        // A long one.
        visitor
            .cookies
            .retain(|name, _| name.starts_with("crosspass_") && name != "crosspass_theme");
        let long = "x".repeat(5000);
        visitor.cookies.insert("long".to_owned(), long.clone());
        got(&mut visitor, page, &[], &[&format!("long={long}")]).await?;
        visitor.cookies.remove("long");
    }
    // The gate itself gets them.
    let told = visitor.ask("GET /crosspass/session", &[]).await?;
    ensure!(told.status == 200 && told.body.contains(ADA.email), "{told:?}");
    // And a client that is refused, or let through, is not told of cookies that its scripts may not see.
    for (line, origin) in [
        ("POST /headers", "http://evil.localhost"),
        ("GET /headers", site.origin()),
    ] {
        let answer = visitor
            .ask(line, &[("Origin", origin), ("Cookie", "secret=1")])
            .await?;
        ensure!(answer.all("cookie").is_empty(), "{answer:?}");
    }
    Ok(())
}

/// What the backend got as `Cookie`, line for line.
async fn got(visitor: &mut Visitor, line: &str, headers: &[(&str, &str)], expected: &[&str]) -> Result<()> {
    let answer = visitor.ask(line, headers).await?;
    let got = answer.backend_got("cookie")?;
    let got: Vec<&str> = got.iter().map(|(_, value)| value.as_str()).collect();
    ensure!(got == expected, "{line}: {got:?}, not {expected:?}");
    Ok(())
}
