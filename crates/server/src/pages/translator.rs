//! What templates speak with: `t('sign_in.button')`, and `t.html('continue.button')` for texts whose
//! names are to stand apart.

use std::sync::Arc;

use minijinja::value::{Object, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::Theme;
use crate::texts::{Filling, Key};

/// The texts of one page.
#[derive(Debug)]
pub(super) struct Translator {
    theme: Theme,
    filling: Filling,
}

impl Translator {
    /// Speaks as `look` has it, about what `filling` names.
    pub(super) fn new(theme: Theme, filling: Filling) -> Self {
        Self { theme, filling }
    }

    /// A text, filled.
    pub(super) fn text(&self, key: Key) -> String {
        self.filling.plain(self.theme.text(key))
    }

    /// The same as a sentence: "the site" may stand at its beginning.
    pub(super) fn sentence(&self, key: Key) -> String {
        let text = self.text(key);
        let mut rest = text.chars();
        let first = rest.next().into_iter().flat_map(char::to_uppercase);
        first.chain(rest).collect()
    }

    /// What the page's script may have to say: all that begins so.
    pub(super) fn spoken_by_script(&self) -> impl Iterator<Item = (&'static str, String)> {
        Key::all().filter_map(|key| match key.name() {
            name if name.starts_with("status.") => Some((name, self.text(key))),
            name if name.starts_with("failed.") => Some((name, self.sentence(key))),
            _ => None,
        })
    }

    fn key(args: &[Value]) -> Result<Key, Error> {
        let (name,): (&str,) = from_args(args)?;
        Key::parse(name)
            .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("there is no text {name:?}")))
    }
}

impl Object for Translator {
    /// Escaped by the template like every other value.
    fn call(self: &Arc<Self>, _state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        Ok(self.text(Self::key(args)?).into())
    }

    fn call_method(
        self: &Arc<Self>,
        _state: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        if method != "html" {
            return Err(ErrorKind::UnknownMethod.into());
        }
        let key = Self::key(args)?;
        Ok(Value::from_safe_string(self.filling.html(self.theme.text(key))))
    }
}
