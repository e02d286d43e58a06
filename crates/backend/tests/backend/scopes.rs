//! An operator changes whose requests the session cookie goes along with: nobody is locked out, and no cookie of a scope
//! that is not wanted counts.
// attacks of this file: 48, 109

use crosspass_backend::{Calls, CrossSite, Options};

use crate::support::{ACME, Backend, Browser, World, backend};

/// What the cookie can be for: its own site, and other sites' pages in two ways.
const SCOPES: [Option<CrossSite>; 3] = [None, Some(CrossSite::Partitioned), Some(CrossSite::Shared)];
const CALLER: &str = "http://caller.localhost:3000";

fn with_scope(options: Options, caller: &str, scope: Option<CrossSite>) -> Backend {
    match scope {
        None => backend(options),
        Some(across) => backend(options.calls(Calls::from([caller]).with_cookies_across_sites(across))),
    }
}

fn started(world: &World, scope: Option<CrossSite>) -> Backend {
    with_scope(world.options(&[ACME], "backend.key"), CALLER, scope)
}

/// All session cookies that a browser keeps, whatever they are called.
fn sessions(browser: &Browser) -> Vec<&str> {
    let both = browser.cookies.iter().chain(&browser.partitioned);
    let is_session =
        |name: &&String| !name.contains("begun") && !name.contains("turns") && !name.contains("pending");
    both.map(|(name, _)| name)
        .filter(is_session)
        .map(String::as_str)
        .collect()
}

/// A visit: never an error, and one cookie at most, because nginx passes on no more.
async fn visit(browser: &mut Browser) -> String {
    let answer = browser.visit("/").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.cookies().len() <= 1, "{:?}", answer.cookies());
    answer.text
}

/// Signs in without a question, as the browser of somebody who is signed in at the issuer.
async fn enter_silently(world: &World, browser: &mut Browser, cookie: &str) {
    let landing = world.to_landing(browser, cookie).await;
    assert_eq!(browser.visit(&landing).await.status, 303);
}

#[tokio::test]
async fn no_change_of_scope_locks_anybody_out() {
    for from in SCOPES {
        for to in SCOPES {
            let world = World::new().await;
            let mut browser = started(&world, from).browser(ACME);
            let cookie = world.enter(&mut browser, "ada").await;
            assert_eq!(visit(&mut browser).await, "Ada Lovelace");
            browser.meets(&started(&world, to).app);
            let goes_on = from == to || from.is_none();
            if !goes_on {
                // A cookie for more requests than are wanted, or for others, is nobody's, and goes.
                assert_eq!(visit(&mut browser).await, "nobody", "{from:?}, {to:?}");
                assert!(sessions(&browser).is_empty(), "{from:?}, {to:?}");
                enter_silently(&world, &mut browser, &cookie).await;
            }
            stays(&world, &mut browser).await;
            // And back.
            browser.meets(&started(&world, from).app);
            if visit(&mut browser).await == "nobody" {
                enter_silently(&world, &mut browser, &cookie).await;
            }
            stays(&world, &mut browser).await;
        }
    }
}

/// Ada is signed in for a while, in one cookie in the end.
async fn stays(world: &World, browser: &mut Browser) {
    // An answer that renews has no room for another cookie: those that come after it have.
    for seconds in [401, 401, 401, 1, 1] {
        world.clock.step(seconds);
        assert_eq!(visit(browser).await, "Ada Lovelace");
    }
    assert_eq!(sessions(browser).len(), 1, "{:?}", sessions(browser));
}

/// A session is moved at once: the strictest cookie is left behind, and does not come back with the old session.
#[tokio::test]
async fn the_strictest_cookie_is_moved() {
    for scope in [CrossSite::Partitioned, CrossSite::Shared] {
        let world = World::new().await;
        let mut browser = started(&world, None).browser(ACME);
        world.enter(&mut browser, "ada").await;
        let token = browser.token();
        browser.meets(&started(&world, Some(scope)).app);
        assert_eq!(visit(&mut browser).await, "Ada Lovelace");
        let moved = match scope {
            CrossSite::Partitioned => browser.partitioned.get("crosspass-partitioned_9001"),
            CrossSite::Shared => browser.cookies.get("crosspass-shared_9001"),
        };
        assert_eq!(moved, Some(&token));
        // The two jars that it may be in have their turns by the second.
        for _ in 0..2 {
            visit(&mut browser).await;
            world.clock.step(1);
        }
        assert_eq!(browser.token(), "");
        assert_eq!(visit(&mut browser).await, "Ada Lovelace");
    }
}

/// A page of another site that is no caller any more must not find a session with its calls.
#[tokio::test]
async fn a_cookie_of_a_wider_scope_is_nobodys() {
    for (stem, scopes) in [
        ("crosspass-shared", [None, Some(CrossSite::Partitioned)]),
        ("crosspass-partitioned", [None, Some(CrossSite::Shared)]),
    ] {
        for scope in scopes {
            let world = World::new().await;
            let mut browser = world.backend().browser(ACME);
            world.enter(&mut browser, "ada").await;
            let (name, _) = browser.session_cookie();
            let token = browser.cookies.remove(&name).unwrap();
            browser.meets(&started(&world, scope).app);
            let jar = match stem {
                "crosspass-shared" => &mut browser.cookies,
                _ => &mut browser.partitioned,
            };
            jar.insert(format!("{stem}_9001"), token);
            for path in ["/crosspass/session", "/crosspass/cookies"] {
                let told = browser.clone().visit(path).await.text;
                assert!(
                    told.contains("null") || told.contains("\"came\":false"),
                    "{stem}: {told}"
                );
            }
            assert_eq!(browser.clone().visit("/account").await.status, 303);
            assert_eq!(visit(&mut browser).await, "nobody", "{stem}, {scope:?}");
            assert!(sessions(&browser).is_empty(), "{stem}, {scope:?}");
        }
    }
}

/// What deployments have from before there were names for scopes: one name in both jars.
#[tokio::test]
async fn two_of_the_old_name_are_no_session_and_go() {
    let folder = tempfile::tempdir().unwrap();
    for scope in SCOPES {
        for lives_below_crosspass in [false, true] {
            let origin = "https://app.example.com";
            let options = Options::new("https://auth.example.com", [origin], folder.path().join("key"));
            let mut browser = with_scope(options, "https://caller.example", scope).browser(origin);
            for jar in [&mut browser.cookies, &mut browser.partitioned] {
                jar.insert("__Host-crosspass".to_owned(), "x".to_owned());
            }
            assert_eq!(visit(&mut browser.clone()).await, "nobody");
            assert_eq!(browser.clone().visit("/account").await.status, 303);
            if lives_below_crosspass {
                assert_eq!(browser.visit("/crosspass/begin").await.status, 303);
                assert!(sessions(&browser).is_empty(), "{scope:?}");
                continue;
            }
            visit(&mut browser).await;
            assert_eq!(sessions(&browser).len(), 1, "{scope:?}");
            // The one that stays is of the jar that the operator wants.
            let is_wanted = match scope {
                Some(CrossSite::Partitioned) => !browser.partitioned.is_empty(),
                Some(CrossSite::Shared) | None => !browser.cookies.is_empty(),
            };
            assert!(is_wanted, "{scope:?}");
        }
    }
}

/// Over plain http there is no prefix: any server on this machine can have set the second one.
#[tokio::test]
async fn two_of_a_name_are_refused_on_loopback_in_each_scope() {
    for (scope, stem) in SCOPES
        .into_iter()
        .zip(["crosspass", "crosspass-partitioned", "crosspass-shared"])
    {
        let world = World::new().await;
        let mut browser = started(&world, scope).browser(ACME);
        world.enter(&mut browser, "ada").await;
        for jar in [&mut browser.cookies, &mut browser.partitioned] {
            jar.insert(format!("{stem}_9001"), "x".to_owned());
        }
        browser.visit("/").await.refused_at_domain(400, "invalid_request");
    }
}

/// A sign-out leaves no session in any scope, neither here nor at the issuer.
// attack: 65
#[tokio::test]
async fn signing_out_ends_the_sessions_of_all_scopes() {
    for scope in SCOPES {
        let world = World::new().await;
        let mut browser = Browser::new(backend(world.options(&[ACME], "backend.key")).app, ACME);
        let mut copies = Vec::new();
        // Three sessions of three handoffs, each in the cookie of its scope.
        for entered in SCOPES {
            let mut fresh = started(&world, entered).browser(ACME);
            world.enter(&mut fresh, "ada").await;
            browser.cookies.extend(fresh.cookies.clone());
            browser.partitioned.extend(fresh.partitioned.clone());
            copies.push((entered, fresh));
        }
        let backend = started(&world, scope);
        browser.meets(&backend.app);
        assert_eq!(sessions(&browser).len(), 3);
        assert_eq!(browser.call("/crosspass/end", "").await.status, 204);
        assert!(sessions(&browser).is_empty());
        while world.calls("/api/end") < 3 {
            tokio::task::yield_now().await;
        }
        for (entered, mut copy) in copies {
            copy.meets(&started(&world, entered).app);
            world.clock.step(700);
            assert_eq!(visit(&mut copy).await, "nobody", "{scope:?}, {entered:?}");
        }
    }
}

/// A new sign-in takes the place of every session that was there.
#[tokio::test]
async fn a_new_session_leaves_no_other_behind() {
    for scope in SCOPES {
        for has_partitions in [true, false] {
            let world = World::new().await;
            let mut browser = started(&world, None).browser(ACME);
            browser.has_partitions = has_partitions;
            let cookie = world.enter(&mut browser, "ada").await;
            // The session is another one by now, and the old cookie has not gone yet.
            let left = browser.cookies.clone();
            browser.meets(&started(&world, scope).app);
            enter_silently(&world, &mut browser, &cookie).await;
            browser
                .cookies
                .extend(left.into_iter().filter(|(name, _)| name == "crosspass_9001"));
            enter_silently(&world, &mut browser, &cookie).await;
            assert_eq!(sessions(&browser).len(), 1, "{scope:?}");
            assert_eq!(visit(&mut browser).await, "Ada Lovelace");
        }
    }
}

/// A session that ends while its cookie still has the old name: the cookie goes, from whichever jar it is in.
#[tokio::test]
async fn an_ended_session_of_the_old_name_goes() {
    for scope in [CrossSite::Partitioned, CrossSite::Shared] {
        for is_partitioned in [false, true] {
            let world = World::new().await;
            let mut browser = started(&world, None).browser(ACME);
            world.enter(&mut browser, "ada").await;
            let copy = browser.clone();
            browser.call("/crosspass/end", "").await;
            while world.calls("/api/end") < 1 {
                tokio::task::yield_now().await;
            }
            let (name, token) = (copy.session_cookie().0, copy.token());
            let jar = match is_partitioned {
                true => &mut browser.partitioned,
                false => &mut browser.cookies,
            };
            jar.insert(name, token);
            browser.meets(&started(&world, Some(scope)).app);
            world.clock.step(700);
            for _ in 0..2 {
                assert_eq!(visit(&mut browser).await, "nobody");
                world.clock.step(1);
            }
            assert!(sessions(&browser).is_empty(), "{scope:?}, {is_partitioned}");
        }
    }
}
