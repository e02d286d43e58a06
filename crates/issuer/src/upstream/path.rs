//! Where in an identity a value is: member names with dots between them.

use serde_json::Value;

/// The parts of an identity that users, or operators, put values into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    #[default]
    Traits,
    PublicMetadata,
    AdminMetadata,
}

/// A path to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    part: Part,
    members: Vec<String>,
}

impl Path {
    /// A path in the traits: `email`, `name.first`.
    pub fn trait_of(text: &str) -> Result<Self, &'static str> {
        Self::within(Part::Traits, text)
    }

    /// A path that begins with the part that it is in: `traits.organizations`, `metadata_public.organizations`.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let parts = [
            ("traits.", Part::Traits),
            ("metadata_public.", Part::PublicMetadata),
            ("metadata_admin.", Part::AdminMetadata),
        ];
        let found = parts
            .iter()
            .find_map(|(prefix, part)| Some((*part, text.strip_prefix(prefix)?)));
        let (part, rest) =
            found.ok_or("it begins with none of traits., metadata_public. and metadata_admin.")?;
        Self::within(part, rest)
    }

    fn within(part: Part, text: &str) -> Result<Self, &'static str> {
        let members: Vec<String> = text.split('.').map(str::to_owned).collect();
        if members.iter().any(String::is_empty) {
            return Err("it is no path: a name is missing");
        }
        Ok(Self { part, members })
    }

    pub(super) fn part(&self) -> Part {
        self.part
    }

    /// The value in the part; nothing and null are the same.
    pub(super) fn find<'a>(&self, part: &'a Value) -> Option<&'a Value> {
        let found = self
            .members
            .iter()
            .try_fold(part, |value, member| value.as_object()?.get(member))?;
        (!found.is_null()).then_some(found)
    }
}
