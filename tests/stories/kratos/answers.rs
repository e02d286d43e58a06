//! The stand-in answers as the real Kratos does: both are asked the same, and what is read of the answers must be the same.

use std::sync::Arc;

use anyhow::{Result, ensure};
use e2e::kratos::{COOKIE, Identity, Kratos};
use e2e::{Engine, RealKratos, trial};
use libtest_mimic::Trial;
use reqwest::Method;
use serde_json::{Value, json};

use super::asking::{Asking, Told};

/// An id that no session and no identity has.
const UNKNOWN: &str = "99999999-9999-4999-8999-999999999999";

/// Where no issuer needs to be.
const ISSUER: &str = "http://auth.localhost:9000";

const LOGIN: &str = "steve@example.com";
const PASSWORD: &str = "a long enough password of hers";

type Answers = Vec<(&'static str, Told)>;

pub(super) fn trials() -> Vec<Trial> {
    vec![trial(
        "kratos_real::answers_are_those_of_the_stand_in",
        Engine::Chromium,
        answers_are_alike,
    )]
}

async fn answers_are_alike() -> Result<()> {
    let stand_in = Kratos::start(Arc::new(|| 0)).await?;
    stand_in.allow(&format!("{ISSUER}/provider/return"));
    let organizations = json!({ "organizations": ["acme"] });
    let note = json!({ "note": "for administrators" });
    let steve = Identity {
        metadata_public: Some(organizations.clone()),
        metadata_admin: Some(note.clone()),
        ..Identity::new(1, LOGIN, PASSWORD)
    };
    let real = RealKratos::start(ISSUER).await?;
    let body = json!({
        "schema_id": "person", "traits": &steve.traits, "metadata_public": organizations, "metadata_admin": note,
        "credentials": { "password": { "config": { "password": PASSWORD } } },
    });
    let (ours, theirs) = (steve.id(), real.add(&body).await?);
    stand_in.put(steve);
    let ours = answers(&stand_in.public_url(), &stand_in.admin_url(), &ours).await?;
    let theirs = answers(&real.internal_url(), &real.admin_url(), &theirs).await?;
    let differing: Vec<_> = ours
        .iter()
        .zip(&theirs)
        .filter(|(one, other)| one != other)
        .collect();
    ensure!(
        ours.len() == theirs.len() && differing.is_empty(),
        "stand-in and real Kratos answer differently: {differing:#?}"
    );
    statuses_are_those_of_the_guide(&theirs)?;

    // The public API knows no sessions by their ids: behind a wrong `kratos.admin_url` no session has ended.
    let elsewhere = Asking::new(&real.internal_url(), ISSUER);
    let told = elsewhere
        .ask(Method::GET, &format!("/admin/sessions/{UNKNOWN}"), &[])
        .await?;
    ensure!(told.status == 404 && told.body == Value::Null, "{told:?}");
    Ok(())
}

/// One who signs in, and what becomes of their sessions.
async fn answers(public: &str, admin: &str, identity: &str) -> Result<Answers> {
    let (public, admin) = (Asking::new(public, ISSUER), Asking::new(admin, ISSUER));
    let mut told = Vec::new();
    let whoami = "/sessions/whoami";
    let of = |id: &str| format!("/admin/sessions/{id}");
    let identity = format!("/admin/identities/{identity}");

    told.push((
        "an unknown session",
        admin.ask(Method::GET, &of(UNKNOWN), &[]).await?,
    ));
    told.push(("its end", admin.ask(Method::DELETE, &of(UNKNOWN), &[]).await?));
    let unknown = format!("/admin/identities/{UNKNOWN}");
    told.push((
        "an unknown identity",
        admin.ask(Method::GET, &unknown, &[]).await?,
    ));
    told.push(("whoami of no cookie", public.ask(Method::GET, whoami, &[]).await?));
    let cookie = format!("{COOKIE}=another");
    told.push((
        "whoami of a wrong cookie",
        public.ask(Method::GET, whoami, &[("cookie", &cookie)]).await?,
    ));
    let unknown = format!("/self-service/login/flows?id={UNKNOWN}");
    told.push(("an unknown flow", public.ask(Method::GET, &unknown, &[]).await?));
    let elsewhere = "/self-service/login/browser?return_to=https%3A%2F%2Fevil.example%2F";
    let as_script = [("accept", "application/json")];
    told.push((
        "a way back elsewhere",
        public.ask(Method::GET, elsewhere, &as_script).await?,
    ));

    let form = public.begin().await?;
    told.push((
        "the flow of another browser",
        public.ask(Method::GET, &form.address(), &[]).await?,
    ));
    told.push((
        "a wrong password",
        public.submit(&form, LOGIN, "another password").await?,
    ));
    told.push(("the form", form.told.clone()));
    let landed = public.submit(&form, LOGIN, PASSWORD).await?;
    let cookie = landed.session_cookie()?;
    told.push(("a sign-in", landed));
    let cookies = [("cookie", cookie.as_str())];
    let seen = public.ask(Method::GET, whoami, &cookies).await?;
    let session = seen.id()?;
    told.push(("whoami", seen));
    told.push((
        "the form for who is signed in",
        public.ask(Method::GET, &public.beginning(), &cookies).await?,
    ));
    told.push(("the session", admin.ask(Method::GET, &of(&session), &[]).await?));
    let expanded = of(&session) + "?expand=identity";
    told.push((
        "the session with its identity",
        admin.ask(Method::GET, &expanded, &[]).await?,
    ));
    let active = "/admin/sessions?active=true&expand=identity";
    told.push(("active sessions", admin.ask(Method::GET, active, &[]).await?));
    told.push(("the identity", admin.ask(Method::GET, &identity, &[]).await?));

    told.push(("the end", admin.ask(Method::DELETE, &of(&session), &[]).await?));
    told.push((
        "the end once more",
        admin.ask(Method::DELETE, &of(&session), &[]).await?,
    ));
    told.push((
        "a session that was ended",
        admin.ask(Method::GET, &expanded, &[]).await?,
    ));
    told.push((
        "whoami after the end",
        public.ask(Method::GET, whoami, &cookies).await?,
    ));
    told.push((
        "active sessions after it",
        admin.ask(Method::GET, active, &[]).await?,
    ));

    let landed = public.submit(&public.begin().await?, LOGIN, PASSWORD).await?;
    let cookie = landed.session_cookie()?;
    let cookies = [("cookie", cookie.as_str())];
    let seen = public.ask(Method::GET, whoami, &cookies).await?;
    let session = seen.id()?;
    let expanded = of(&session) + "?expand=identity";
    told.push(("the same identity", seen));
    let state = json!([{ "op": "replace", "path": "/state", "value": "inactive" }]);
    told.push((
        "an identity made inactive",
        admin.send(Method::PATCH, &identity, &state).await?,
    ));
    told.push(("its session", admin.ask(Method::GET, &expanded, &[]).await?));
    told.push(("whoami of it", public.ask(Method::GET, whoami, &cookies).await?));
    told.push((
        "an identity removed",
        admin.ask(Method::DELETE, &identity, &[]).await?,
    ));
    told.push((
        "a session that went with it",
        admin.ask(Method::GET, &expanded, &[]).await?,
    ));
    told.push((
        "its end then",
        admin.ask(Method::DELETE, &of(&session), &[]).await?,
    ));
    told.push(("whoami then", public.ask(Method::GET, whoami, &cookies).await?));
    Ok(told)
}

/// What docs/kratos.md says of answers, so that both cannot be wrong in the same way.
fn statuses_are_those_of_the_guide(answers: &Answers) -> Result<()> {
    let expected = [
        ("an unknown session", 404, Value::Null),
        ("whoami of a wrong cookie", 401, Value::Null),
        ("whoami", 200, json!(true)),
        ("the session with its identity", 200, json!(true)),
        ("the end", 204, Value::Null),
        ("a session that was ended", 200, json!(false)),
        ("whoami after the end", 401, Value::Null),
        ("its session", 200, json!(false)),
        ("whoami of it", 401, Value::Null),
        ("a session that went with it", 404, Value::Null),
    ];
    for (name, status, active) in expected {
        let told = answers.iter().find(|(asked, _)| *asked == name);
        ensure!(
            told.is_some_and(|(_, told)| told.status == status && told.body["active"] == active),
            "{name}: {told:#?}"
        );
    }
    Ok(())
}
