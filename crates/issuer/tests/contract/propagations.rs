//! Propagations: each domain changes once from pending to where it ends, and only for the session that began.

use crosspass_issuer::actions::{
    EnterRequest, Grant, NewPropagation, Probed, PropagationBegun, PropagationVisit,
};
use crosspass_issuer::model::{Asked, Carrier, Hop, HopReason, HopState, SecretHash};
use crosspass_issuer::store::Store;
use crosspass_protocol::{Binding, KeyThumbprint, Nonce, PropagationId, TokenId};

use crate::values::{context, limits, new_session, origin};

const ID: [u8; 16] = [1; 16];

fn new(secret: &SecretHash) -> NewPropagation {
    NewPropagation {
        id: PropagationId::from_random(ID),
        secret: secret.clone(),
        return_to: None,
        retry: None,
        limits: limits(),
    }
}

/// A popup's token for the domain, which counts as come to.
async fn arrive(store: &Store, secret: &SecretHash, seconds: i64) {
    let enter = EnterRequest {
        secret: secret.clone(),
        origin: origin(),
        asked: Asked::ByClick,
        grant: Some(Grant {
            carrier: Carrier::Popup,
            binding: Binding {
                nonce: Nonce::from_random([8; 32]),
                jkt: KeyThumbprint::parse(Nonce::from_random([8; 32]).as_str()).unwrap(),
            },
            token_id: TokenId::from_random([8; 16]),
        }),
        limits: limits(),
    };
    store.enter(&enter, &context(seconds)).await.unwrap();
}

/// A member signs in; one domain is gone to, given up, and arrives after all.
pub(crate) async fn propagation(store: &Store) {
    let session = new_session("hash", 7);
    store.sign_in(&session, &context(0)).await.unwrap();
    let secret = &session.secret;
    let begun = store.begin_propagation(&new(secret), &context(1)).await.unwrap();
    assert_eq!(begun, PropagationBegun::Begun);
    let visit = PropagationVisit {
        id: PropagationId::from_random(ID),
        secret: secret.clone(),
        limits: limits(),
    };
    let state = async |seconds| {
        let found = store
            .propagation(&visit, &context(seconds))
            .await
            .unwrap()
            .unwrap();
        let is_app = |hop: &&Hop| hop.origin == origin();
        let hop = found.hops.iter().find(is_app).map(|hop| hop.state).unwrap();
        (hop, found.next.iter().any(|domain| domain.origin == origin()))
    };
    assert_eq!(state(2).await, (HopState::Pending, true));
    let probed = Probed {
        answered: Some(origin()),
        ..Probed::default()
    };
    let sent = store.note_probes(&visit, &probed, &context(3)).await.unwrap();
    assert_eq!(sent.map(|domain| domain.origin), Some(origin()));
    // Once: neither for the same answer again nor for a worse one.
    for again in [
        probed,
        Probed {
            refused: vec![(origin(), HopReason::Slow)],
            ..Probed::default()
        },
    ] {
        let sent = store.note_probes(&visit, &again, &context(3)).await.unwrap();
        assert!(sent.is_none());
    }
    assert_eq!(state(4).await, (HopState::Failed(HopReason::NoAnswer), false));
    arrive(store, secret, 5).await;
    assert_eq!(state(6).await, (HopState::Arrived, false));
    belongs_to_its_session(store, &visit).await;
}

async fn belongs_to_its_session(store: &Store, visit: &PropagationVisit) {
    let other = new_session("hash", 8);
    store.sign_in(&other, &context(7)).await.unwrap();
    let stranger = PropagationVisit {
        secret: other.secret.clone(),
        ..visit.clone()
    };
    assert!(store.propagation(&stranger, &context(8)).await.unwrap().is_none());
    // Nor does it outlive that session.
    assert!(store.propagation(visit, &context(1001)).await.unwrap().is_none());
    let late = store
        .begin_propagation(&new(&visit.secret), &context(1001))
        .await
        .unwrap();
    assert_eq!(late, PropagationBegun::NoSession);
}
