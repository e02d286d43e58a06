//! Domains, and the proofs that they are their owners'.

use crosspass_protocol::{Origin, Timestamp};

use crate::model::{Domain, DomainVerification, VerificationVerdict};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

/// So many are looked for side by side.
const AT_ONCE: i64 = 16;

impl Tx {
    /// Adds a domain; false if one is at that origin. `proof` is what its owner is to put into DNS.
    pub(crate) async fn insert_domain(&mut self, domain: &Domain, proof: &str) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "INSERT INTO domains (origin, name, organization, trust, kind, suspended, unproven, proof)
                 SELECT $1, $2, id, $3, $4, $5, $6, $7 FROM organizations WHERE name = $8
                 ON CONFLICT (origin) DO NOTHING",
                values![
                    domain.origin.as_str(),
                    domain.name.as_str(),
                    domain.trust.as_str(),
                    domain.kind.as_str(),
                    domain.suspended,
                    domain.unproven,
                    proof,
                    domain.organization.as_str(),
                ],
            )
            .await?;
        Ok(done == 1)
    }

    /// All domains, by origin.
    pub(crate) async fn domains(&mut self) -> Result<Vec<Domain>, StoreError> {
        let rows = self
            .all(
                "SELECT origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven
                 FROM domains JOIN organizations ON organizations.id = domains.organization ORDER BY origin",
                values![],
            )
            .await?;
        rows.iter().map(Row::domain).collect()
    }

    /// The domain at an origin.
    pub(crate) async fn domain(&mut self, origin: &Origin) -> Result<Option<Domain>, StoreError> {
        let found = self
            .optional(
                "SELECT origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven
                 FROM domains JOIN organizations ON organizations.id = domains.organization WHERE origin = $1",
                values![origin.as_str()],
            )
            .await?;
        found.as_ref().map(Row::domain).transpose()
    }

    /// Suspends or resumes a domain; false if there is none.
    pub(crate) async fn set_suspended(
        &mut self,
        origin: &Origin,
        suspended: bool,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE domains SET suspended = $1 WHERE origin = $2",
                values![suspended, origin.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// Removes a domain, with its handoffs and consents; false if there is none.
    pub(crate) async fn delete_domain(&mut self, origin: &Origin) -> Result<bool, StoreError> {
        let done = self
            .execute("DELETE FROM domains WHERE origin = $1", values![origin.as_str()])
            .await?;
        Ok(done == 1)
    }

    /// What is known of a domain's proof.
    pub(crate) async fn domain_verification(
        &mut self,
        origin: &Origin,
    ) -> Result<Option<DomainVerification>, StoreError> {
        let found = self
            .optional(
                "SELECT origin, proof, unproven, proven_at, missed_at FROM domains WHERE origin = $1",
                values![origin.as_str()],
            )
            .await?;
        found.as_ref().map(verification).transpose()
    }

    /// Whether any proof is to be looked for by now.
    pub(crate) async fn any_verification_is_due(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM domains WHERE proof_due_at <= $1 LIMIT 1",
            values![now],
        )
        .await
    }

    /// Takes a few proofs that are due, for as long as a lease.
    pub(crate) async fn lease_verifications(
        &mut self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<DomainVerification>, StoreError> {
        let rows = self
            .all(
                "UPDATE domains SET proof_due_at = $2 WHERE proof_due_at <= $1 AND id IN
                 (SELECT id FROM domains WHERE proof_due_at <= $1 ORDER BY proof_due_at, id LIMIT $3)
                 RETURNING origin, proof, unproven, proven_at, missed_at",
                values![now, until, AT_ONCE],
            )
            .await?;
        rows.iter().map(verification).collect()
    }

    /// Writes what follows of a look. `value` is what the owner is to put into DNS from now on.
    pub(crate) async fn set_verification(
        &mut self,
        origin: &Origin,
        verdict: &VerificationVerdict,
        value: &str,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE domains SET unproven = $1, proven_at = $2, missed_at = $3, proof_due_at = $4, proof = $5
             WHERE origin = $6",
            values![
                verdict.unproven,
                verdict.proven_at,
                verdict.missed_at,
                verdict.due_at,
                value,
                origin.as_str(),
            ],
        )
        .await
        .map(drop)
    }

    /// Domains without a proof take sessions.
    pub(crate) async fn need_no_verification(&mut self) -> Result<(), StoreError> {
        self.execute("UPDATE domains SET unproven = $1 WHERE unproven", values![false])
            .await
            .map(drop)
    }
}

fn verification(row: &Row) -> Result<DomainVerification, StoreError> {
    Ok(DomainVerification {
        origin: row.parsed("origin", "domain", Origin::parse)?,
        value: row.get("proof")?,
        unproven: row.get("unproven")?,
        proven_at: row.moment_if_any("proven_at")?,
        missed_at: row.moment_if_any("missed_at")?,
    })
}
