//! `crosspass domain prove`: the record that a domain's owner puts into DNS, and whether it is there.

use crosspass_protocol::Origin;

use super::error::CliError;
use super::output::line;
use super::storage::{Desk, origin};
use crosspass_issuer::Dns;
use crosspass_issuer::model::{DomainVerification, TxtLookup};

/// Shows what is to be put into DNS.
pub(crate) async fn show(desk: &Desk, origin: &Origin) -> Result<(), CliError> {
    let proof = known(desk, origin).await?;
    line(format_args!(
        "it takes sessions once this record is in DNS; crosspass domain prove {origin} looks for it"
    ))?;
    tell(&proof)
}

/// Shows it, looks for it, and notes what that came to where proofs are needed.
pub(crate) async fn look(desk: &Desk, text: &str) -> Result<(), CliError> {
    let origin = origin(text)?;
    let proof = known(desk, &origin).await?;
    tell(&proof)?;
    let look = Dns::new(desk.proof.server)?.look_up(&proof).await;
    if desk.proof.is_needed {
        let after = desk
            .store
            .record_lookup(&proof, look, &desk.random, &desk.audit())
            .await?;
        if let Some(after) = after.filter(|after| after.value != proof.value) {
            line(format_args!(
                "it was missed for too long: another value is wanted now"
            ))?;
            tell(&after)?;
        }
    }
    match look {
        TxtLookup::Found => Ok(line(format_args!("it is there"))?),
        TxtLookup::Absent => Err(CliError::Refused(format!(
            "{text}: the record is not there; a new one may take until its name's negative answers run out (SOA)"
        ))),
        TxtLookup::Unanswered => Err(CliError::Refused(format!(
            "{text}: no DNS server said whether the record is there; try again, or name one in domains.dns_server"
        ))),
    }
}

async fn known(desk: &Desk, origin: &Origin) -> Result<DomainVerification, CliError> {
    if let Some(proof) = desk.store.domain_verification(origin).await? {
        return Ok(proof);
    }
    let domains = desk.store.domains().await?;
    let origins: Vec<_> = domains.iter().map(|domain| domain.origin.as_str()).collect();
    let wrong = format!("no such domain is registered; there are {}", origins.join(", "));
    Err(CliError::argument("ORIGIN", origin.as_str(), wrong))
}

fn tell(proof: &DomainVerification) -> Result<(), CliError> {
    let told = match proof.name() {
        _ if proof.origin.is_loopback() => "it is on this machine and needs no record".to_owned(),
        Some(name) => format!("{name}. TXT \"{}\"", proof.record()),
        None => "an address has no DNS records: it cannot be proven, a name can".to_owned(),
    };
    Ok(line(format_args!("{told}"))?)
}
