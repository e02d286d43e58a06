//! What is bound to a statement: four types that both databases have, each of which may be NULL.

use crosspass_protocol::Timestamp;
use sqlx::{Arguments, Encode, Type};

/// One parameter. NULL has a type, too: PostgreSQL wants to know it when a statement is prepared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Int(Option<i64>),
    Text(Option<&'a str>),
    Bytes(Option<&'a [u8]>),
    Bool(Option<bool>),
}

macro_rules! values_from {
    ($($variant:ident: $kind:ty),+ $(,)?) => {
        $(
            impl<'a> From<$kind> for Value<'a> {
                fn from(value: $kind) -> Self {
                    Self::$variant(Some(value))
                }
            }

            impl<'a> From<Option<$kind>> for Value<'a> {
                fn from(value: Option<$kind>) -> Self {
                    Self::$variant(value)
                }
            }
        )+
    };
}

values_from!(Int: i64, Text: &'a str, Bytes: &'a [u8], Bool: bool);

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(value: Timestamp) -> Self {
        Self::Int(Some(value.seconds()))
    }
}

impl From<Option<Timestamp>> for Value<'_> {
    fn from(value: Option<Timestamp>) -> Self {
        Self::Int(value.map(Timestamp::seconds))
    }
}

/// The parameters of a statement, `$1` first.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::store::value::Value::from($value)),*]
    };
}
pub(crate) use values;

/// The parameters as one database's driver takes them.
pub(super) fn arguments<'a, A: Arguments>(values: &[Value<'a>]) -> Result<A, sqlx::Error>
where
    Option<i64>: Encode<'a, A::Database> + Type<A::Database>,
    Option<&'a str>: Encode<'a, A::Database> + Type<A::Database>,
    Option<&'a [u8]>: Encode<'a, A::Database> + Type<A::Database>,
    Option<bool>: Encode<'a, A::Database> + Type<A::Database>,
{
    let mut all = A::default();
    for value in values {
        match *value {
            Value::Int(value) => all.add(value),
            Value::Text(value) => all.add(value),
            Value::Bytes(value) => all.add(value),
            Value::Bool(value) => all.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(all)
}
