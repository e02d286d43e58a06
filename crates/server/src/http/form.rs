//! A receiver's call as a form: what a browser sends to another origin without asking first. It says its version, and
//! brings its proof as a member.

use std::borrow::Cow;

use crosspass_protocol::Version;

use super::pairs::{PairError, Pairs, pairs, shown};
use crate::error::BodyError;

/// What the body of a receiver's call is read from.
pub(super) trait Members: Sized {
    /// Takes the members out of a form.
    fn of_form(form: &mut Form) -> Result<Self, BodyError>;
}

/// Members that nobody has taken yet.
pub(super) struct Form(Pairs);

impl Form {
    /// Reads a whole body and its proof: every member is known here, or the call is refused. What a newer version meant
    /// by one could be what makes the call harmless.
    pub(super) fn read<T: Members>(body: &[u8]) -> Result<(T, String), BodyError> {
        let text = std::str::from_utf8(body).map_err(|_| malformed("it is not UTF-8"))?;
        let mut form = Self(pairs(text).map_err(|error| match error {
            PairError::TooMany => malformed("too many members"),
            PairError::Twice(name) => malformed(format!("duplicate member `{}`", shown(&name))),
            PairError::Name | PairError::Value(_) => malformed("it is not percent-encoded UTF-8"),
        })?);
        if form.text(Version::MEMBER)? != Version::OURS.number().to_string() {
            return Err(BodyError::member(
                Version::MEMBER,
                "that version is not spoken here",
            ));
        }
        let proof = form.text("proof")?;
        let members = T::of_form(&mut form)?;
        match form.0.first() {
            Some((name, _)) => Err(malformed(format!("unknown member `{}`", shown(name)))),
            None => Ok((members, proof)),
        }
    }

    /// A member that must be there.
    pub(super) fn text(&mut self, name: &'static str) -> Result<String, BodyError> {
        let place = self.0.iter().position(|(known, _)| known == name);
        let place = place.ok_or_else(|| malformed(format!("missing member `{name}`")))?;
        Ok(self.0.swap_remove(place).1)
    }

    /// `true` or `false`; absent, it is `false`.
    pub(super) fn optional_flag(&mut self, name: &'static str) -> Result<bool, BodyError> {
        let is_there = self.0.iter().any(|(known, _)| known == name);
        if is_there { self.flag(name) } else { Ok(false) }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, name: &'static str) -> Result<bool, BodyError> {
        match self.text(name)?.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(BodyError::member(name, "it is true or false")),
        }
    }
}

fn malformed(wrong: impl Into<Cow<'static, str>>) -> BodyError {
    BodyError::Malformed(wrong.into())
}
