//! What mends a refusal: the column "what to do" of docs/codes.md, which is in the binary for that.

use crosspass_protocol::Code;

const CODES: &str = include_str!("../../../../docs/codes.md");

/// The code behind a row's reason: rows say some things more finely than answers do.
pub(super) fn code(reason: &str) -> Option<Code> {
    match reason {
        "unknown_user" | "user_disabled" | "not_a_member" | "popup_for_external" => Some(Code::AccessDenied),
        "unknown_ticket" | "other_key" | "new_key" | "unknown_handoff" => Some(Code::InvalidToken),
        "proof_replayed" | "ticket_leaked" => Some(Code::TokenUsed),
        "domain_unproven" => Some(Code::DomainSuspended),
        "domain_session_ended" => Some(Code::LoginRequired),
        _ => Code::parse(reason),
    }
}

/// What to do about a code.
pub(super) fn mend(code: Code) -> &'static str {
    let row = CODES.lines().find_map(|line| {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        let name = cells.next()?.trim_matches('`');
        (name == code.as_str()).then(|| cells.nth(2)).flatten()
    });
    row.unwrap_or("docs/codes.md says more")
}

#[cfg(test)]
mod tests {
    use super::*;

    use crosspass_issuer::model::{Decision, RedeemRefusal, RenewRefusal};

    #[test]
    fn every_code_has_its_row() {
        for code in Code::ALL {
            let mend = mend(*code);
            assert!(mend.ends_with('.') && !mend.contains('|'), "{code}: {mend}");
        }
        assert_eq!(mend(Code::ThirdPartyCookiesBlocked), "Nothing.");
    }

    #[test]
    fn rows_lead_to_the_codes_that_answers_have() {
        let decisions = [
            Decision::UnknownUser,
            Decision::UserDisabled,
            Decision::UnknownDomain,
            Decision::DomainSuspended,
            Decision::DomainUnproven,
            Decision::NotAMember,
        ];
        for decision in decisions {
            assert_eq!(code(decision.reason()), decision.refusal());
        }
        for refusal in [
            RedeemRefusal::UnknownTicket,
            RedeemRefusal::ProofReplayed,
            RedeemRefusal::OtherKey,
            RedeemRefusal::NewKey,
            RedeemRefusal::Leaked,
            RedeemRefusal::Used,
            RedeemRefusal::SessionEnded,
        ] {
            assert_eq!(code(refusal.reason().as_str()), Some(refusal.code()));
        }
        for refusal in [
            RenewRefusal::OtherKey,
            RenewRefusal::ProofReplayed,
            RenewRefusal::PastEnd,
            RenewRefusal::SessionEnded,
            RenewRefusal::UnknownHandoff,
            RenewRefusal::DomainSessionEnded,
        ] {
            assert_eq!(code(refusal.reason().as_str()), Some(refusal.code()));
        }
    }
}
