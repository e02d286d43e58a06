//! What the parser makes of JSON: a tree in which each member has one meaning.

/// A value, as far as anything here asks.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    /// An integer of 0 or more, written without fraction and exponent.
    Unsigned(u64),
    Text(String),
    List(Vec<Json>),
    Object(Object),
    /// A negative or broken number, a boolean, null.
    Other,
}

/// An object whose every object, at any depth, has no duplicate member. Members are in order of their names.
#[derive(Debug, PartialEq)]
#[expect(
    clippy::vec_box,
    reason = "they move while they are put in order, and a pointer is less to move"
)]
pub(crate) struct Object(pub(super) Vec<Box<(String, Json)>>);

impl Object {
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.0
            .iter()
            .find(|member| member.0 == name)
            .map(|member| &member.1)
    }

    /// A member that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Json::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A member that is an integer of 0 or more.
    pub(crate) fn unsigned(&self, name: &str) -> Option<u64> {
        match self.get(name) {
            Some(Json::Unsigned(number)) => Some(*number),
            _ => None,
        }
    }

    /// A member that is a list.
    pub(crate) fn list(&self, name: &str) -> Option<&[Json]> {
        match self.get(name) {
            Some(Json::List(items)) => Some(items),
            _ => None,
        }
    }

    /// A member that is an object.
    pub(crate) fn object(&self, name: &str) -> Option<&Object> {
        match self.get(name) {
            Some(Json::Object(object)) => Some(object),
            _ => None,
        }
    }

    /// How many members there are: where all that are wanted are there, whether there is another.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}
