//! Proof that a domain is still its owner's: a TXT record, looked for every day.
//!
//! A domain that lapses loses its records; its next owner finds the issuer waiting for a value that was never
//! published: one that was missed for a day is replaced, so that a copy of the old record proves nothing.

use std::net::IpAddr;

use crosspass_protocol::{Origin, Seconds, Timestamp};

use crate::random::{RandomError, Randomness};

const DAY: Seconds = Seconds(24 * 60 * 60);
/// Between two lookups of a record that is missing.
const MISSED: Seconds = Seconds(5 * 60);
/// Between two lookups that DNS did not answer.
const UNANSWERED: Seconds = Seconds(10 * 60);
/// How long a domain stays verified while DNS does not answer.
const PATIENCE: Seconds = Seconds(3 * 24 * 60 * 60);

/// Whether a domain's owner has published its record, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainVerification {
    /// The domain.
    pub origin: Origin,
    /// What its owner puts into DNS.
    pub value: String,
    /// Whether it takes no sessions for want of it.
    pub unproven: bool,
    /// When it was last seen; of this value.
    pub proven_at: Option<Timestamp>,
    /// Since when it is missed.
    pub missed_at: Option<Timestamp>,
}

/// A random value that a domain's owner is to publish.
#[derive(Clone, Debug)]
pub struct VerificationValue(String);

impl VerificationValue {
    /// Draws one.
    pub fn draw(random: &Randomness) -> Result<Self, RandomError> {
        let bytes = random.bytes::<16>()?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// As the record has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What DNS says about the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TxtLookup {
    /// The record is there.
    Found,
    /// It is not there: an authoritative server says so.
    Absent,
    /// No server answered.
    Unanswered,
}

impl TxtLookup {
    /// As it is shown, and noted in audit rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Found => "ok",
            Self::Absent => "proof_absent",
            Self::Unanswered => "proof_unanswered",
        }
    }
}

/// What follows of a lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerificationVerdict {
    /// As in [`DomainVerification`].
    pub unproven: bool,
    /// As in [`DomainVerification`].
    pub proven_at: Option<Timestamp>,
    /// As in [`DomainVerification`].
    pub missed_at: Option<Timestamp>,
    /// Whether another value is wanted from now on.
    pub is_replaced: bool,
    /// When to look again.
    pub due_at: Timestamp,
}

impl DomainVerification {
    /// The name that the record is looked for under; an address has none.
    pub fn name(&self) -> Option<String> {
        let host = self.origin.host();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare.parse::<IpAddr>()
            .is_err()
            .then(|| format!("_crosspass.{host}"))
    }

    /// What the record says.
    pub fn record(&self) -> String {
        format!("crosspass={}", self.value)
    }

    /// What follows of a lookup.
    pub fn after(&self, lookup: TxtLookup, now: Timestamp) -> VerificationVerdict {
        let missed = VerificationVerdict {
            unproven: true,
            proven_at: self.proven_at,
            missed_at: self.missed_at.or(Some(now)),
            is_replaced: false,
            due_at: now + MISSED,
        };
        match lookup {
            TxtLookup::Found => VerificationVerdict {
                unproven: false,
                proven_at: Some(now),
                missed_at: None,
                is_replaced: false,
                due_at: now + DAY,
            },
            TxtLookup::Absent => {
                let is_stale = self.missed_at.is_some_and(|since| now >= since + DAY);
                let is_replaced = is_stale && self.proven_at.is_some();
                VerificationVerdict {
                    is_replaced,
                    proven_at: self.proven_at.filter(|_| !is_replaced),
                    ..missed
                }
            }
            TxtLookup::Unanswered => {
                let is_good = self.proven_at.is_some_and(|at| now < at + PATIENCE);
                let stays = VerificationVerdict {
                    unproven: self.unproven,
                    missed_at: self.missed_at,
                    ..missed
                };
                VerificationVerdict {
                    due_at: now + UNANSWERED,
                    ..if is_good || self.unproven { stays } else { missed }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn start() -> Timestamp {
        Timestamp::from_seconds(1_000_000)
    }

    fn fresh() -> DomainVerification {
        DomainVerification {
            origin: Origin::parse("https://app.example").unwrap(),
            value: "first".to_owned(),
            unproven: true,
            proven_at: None,
            missed_at: None,
        }
    }

    /// What is known after such looks, each so many seconds after the start.
    fn after(lookups: &[(i64, TxtLookup)]) -> (DomainVerification, VerificationVerdict) {
        let mut verification = fresh();
        let mut last = None;
        for &(seconds, lookup) in lookups {
            let verdict = verification.after(lookup, start() + Seconds(seconds));
            verification.unproven = verdict.unproven;
            verification.proven_at = verdict.proven_at;
            verification.missed_at = verdict.missed_at;
            if verdict.is_replaced {
                verification.value.push_str(" replaced");
            }
            last = Some(verdict);
        }
        (verification, last.unwrap())
    }

    const HOURS: i64 = 3600;

    #[test]
    fn what_was_found_is_good_for_a_day() {
        let (verification, verdict) = after(&[(0, TxtLookup::Found)]);
        assert!(!verification.unproven);
        assert_eq!(verdict.due_at, start() + DAY);
    }

    #[test]
    fn what_is_absent_counts_at_once_and_is_looked_for_soon() {
        let (verification, verdict) = after(&[(0, TxtLookup::Found), (24 * HOURS, TxtLookup::Absent)]);
        assert!(verification.unproven);
        assert_eq!(verdict.due_at - start(), Seconds(24 * HOURS + 300));
        let (back, _) = after(&[
            (0, TxtLookup::Found),
            (1, TxtLookup::Absent),
            (23 * HOURS, TxtLookup::Absent),
            (24 * HOURS, TxtLookup::Found),
        ]);
        assert!(!back.unproven);
        assert_eq!((back.value.as_str(), back.missed_at), ("first", None));
    }

    // attack: 41
    #[test]
    fn what_was_missed_for_a_day_is_replaced_once() {
        let lookups = [
            (0, TxtLookup::Found),
            (10, TxtLookup::Absent),
            (10 + 24 * HOURS, TxtLookup::Absent),
            (90 * HOURS, TxtLookup::Absent),
        ];
        let (verification, _) = after(&lookups);
        assert_eq!(verification.value, "first replaced");
        assert_eq!((verification.unproven, verification.proven_at), (true, None));
    }

    #[test]
    fn what_was_never_there_is_not_replaced() {
        let (verification, _) = after(&[(0, TxtLookup::Absent), (100 * HOURS, TxtLookup::Absent)]);
        assert_eq!(verification.value, "first");
    }

    #[test]
    fn silence_is_borne_for_three_days() {
        let (verification, verdict) = after(&[(0, TxtLookup::Found), (71 * HOURS, TxtLookup::Unanswered)]);
        assert!(!verification.unproven);
        assert_eq!(verdict.due_at - start(), Seconds(71 * HOURS + 600));
        let (verification, _) = after(&[(0, TxtLookup::Found), (72 * HOURS, TxtLookup::Unanswered)]);
        assert!(verification.unproven);
        let (never, _) = after(&[(0, TxtLookup::Unanswered)]);
        assert!(never.unproven);
    }

    #[test]
    fn silence_proves_nothing() {
        let (verification, _) = after(&[
            (0, TxtLookup::Found),
            (1, TxtLookup::Absent),
            (2, TxtLookup::Unanswered),
        ]);
        assert!(verification.unproven);
        // Nor does it count as another day without.
        let (verification, _) = after(&[
            (0, TxtLookup::Found),
            (1, TxtLookup::Absent),
            (30 * HOURS, TxtLookup::Unanswered),
        ]);
        assert_eq!(verification.value, "first");
    }

    #[test]
    fn addresses_have_no_name() {
        for (origin, name) in [
            ("https://app.example:8443", Some("_crosspass.app.example")),
            ("https://203.0.113.5", None),
            ("https://[::1]:9000", None),
        ] {
            let origin = Origin::parse(origin).unwrap();
            assert_eq!(DomainVerification { origin, ..fresh() }.name().as_deref(), name);
        }
    }
}
