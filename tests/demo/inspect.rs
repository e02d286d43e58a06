//! What the inspector is shown: the logs of all who take part, as long as the demo runs.

use std::time::Duration;

use e2e::people::{CUSTOMERS, HUDSUCKER, VANDELAY};
use e2e::{Backend, Domain, GatedSite, Inspector, Issuer, Party, workspace};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(400);

/// Has the pages of static domains tell what they show of the session.
pub(crate) fn watch(domains: &[Domain]) {
    for domain in domains {
        domain.turn(|knobs| {
            knobs.is_watched = true;
            knobs
                .folders
                .push(("/watch/", workspace().join("tests/demo/watch")));
        });
    }
}

/// Looks for good, whenever somebody was asked something. What could not be read is looked for the next time.
pub(crate) async fn look(
    inspector: &Inspector,
    issuer: &Issuer,
    domains: &[Domain],
    backend: &Backend,
    gated: Option<&GatedSite>,
) {
    let mut seen = 0;
    loop {
        let parties = parties(domains, backend, gated);
        let requests = issuer.log().len() + parties.iter().map(|party| party.log.len()).sum::<usize>();
        if requests != seen && inspector.look(issuer, &parties).await.is_ok() {
            seen = requests;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn parties(domains: &[Domain], backend: &Backend, gated: Option<&GatedSite>) -> Vec<Party> {
    let statics = CUSTOMERS.iter().zip(domains).map(|(customer, domain)| Party {
        origin: domain.origin().to_owned(),
        name: customer.domain.to_owned(),
        has_backend: false,
        log: domain.log(),
    });
    let with_server = |origin: &str, name: &str, log| Party {
        origin: origin.to_owned(),
        name: name.to_owned(),
        has_backend: true,
        log,
    };
    let backend = with_server(backend.origin(), VANDELAY.domain, backend.log());
    let gated = gated.map(|gated| with_server(gated.origin(), HUDSUCKER.domain, gated.log()));
    statics.chain([backend]).chain(gated).collect()
}
