//! A token with a proof (RFC 9449) instead of the cookie: method and address of the proof are those of the request that
//! reached the proxy, not of the question to the gate.

use anyhow::{Result, ensure};
use crosspass_protocol::dpop::{ProofClaims, attach};
use crosspass_protocol::{KeyId, Nonce, SigningKey, Timestamp, TokenId};
use e2e::people::ADA;
use e2e::{CHROMIUM, GatedSite, World, clock, random};
use libtest_mimic::Trial;

use super::proxied::proxy_story;
use super::visitor::{Visitor, token};

pub(super) fn trials() -> Vec<Trial> {
    // attack: 89
    proxy_story("gate::proofs", CHROMIUM, proofs)
}

/// A caller with a key of its own, and a token bound to it.
pub(super) struct Caller {
    key: SigningKey,
    pub(super) token: String,
}

impl Caller {
    /// With a token of Ada's for that domain.
    pub(super) async fn new(world: &World, domain: &str) -> Result<Self> {
        let bytes = SigningKey::generate(&random::source())?;
        let key = SigningKey::from_pkcs8(&bytes, KeyId::parse("caller")?, random::source())?;
        let nonce = Nonce::from_random(random::bytes()?);
        let binding = (nonce.to_string(), key.public_jwk().thumbprint().to_string());
        let token = token(world, &ADA, domain, binding).await?;
        Ok(Self { key, token })
    }

    /// A proof for one request with the token.
    pub(super) fn prove(&self, method: &str, url: &str) -> Result<String> {
        #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
        let now = Timestamp::from_seconds((clock::unix_milliseconds() / 1000.0) as i64);
        let claims = ProofClaims {
            method,
            url,
            now,
            token_id: &TokenId::from_random(random::bytes()?),
            access_token: Some(&self.token),
        };
        let input = claims.signing_input(self.key.public_jwk());
        Ok(attach(&input, &self.key.sign_bytes(input.as_bytes())?))
    }
}

async fn proofs(world: &mut World, site: &mut GatedSite) -> Result<()> {
    let caller = Caller::new(world, site.origin()).await?;
    let authorization = format!("DPoP {}", caller.token);
    let mut visitor = Visitor::new(site);
    let subject = world.subject(ADA.login).await?;
    let url = site.url("/headers");
    for method in ["GET", "PUT"] {
        let proof = caller.prove(method, &url)?;
        let headers = [("Authorization", authorization.as_str()), ("DPoP", &proof)];
        let line = format!("{method} /headers?page=2");
        let answer = visitor.ask(&line, &headers).await?;
        let got = answer.backend_got("crosspass-subject")?;
        ensure!(
            got == [("crosspass-subject".to_owned(), subject.clone())],
            "{got:?}"
        );
        // Once.
        let answer = visitor.ask(&line, &headers).await?;
        ensure!(
            answer.status == 401 && answer.code()? == "token_used",
            "{answer:?}"
        );
    }
    let reached = site.reached();
    for (method, url) in [
        ("POST", url.as_str()),
        ("GET", &site.url("/other")),
        ("GET", &site.url("/crosspass/auth")),
        ("GET", "http://office.localhost:1/headers"),
        ("GET", &format!("http://{}/headers", site.gate.address())),
    ] {
        let proof = caller.prove(method, url)?;
        let headers = [("Authorization", authorization.as_str()), ("DPoP", &proof)];
        for page in ["GET /headers", "GET /public/headers"] {
            let answer = visitor.ask(page, &headers).await?;
            let challenge = answer.header("www-authenticate").unwrap_or_default();
            ensure!(
                answer.status == 401 && challenge.contains("invalid_token"),
                "{url}: {answer:?}"
            );
        }
    }
    ensure!(site.reached() == reached, "something got through");
    Ok(())
}
