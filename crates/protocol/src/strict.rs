//! JSON that says one thing only: objects without duplicate members, integers where integers belong.
//! Most JSON parsers keep the last duplicate, some the first; a token must mean the same to all.

use core::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Members that one object may have: far above any token of ours.
const MAX_MEMBERS: usize = 64;

/// What a member's value is, as far as strictness asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An integer of 0 or more, written without fraction and exponent.
    Unsigned(u64),
    /// A string.
    Text,
    /// Anything else.
    Other,
}

/// The members of a JSON object whose every object, at any depth, has no duplicate member.
#[derive(Debug)]
pub(crate) struct StrictObject(Vec<(String, Shape)>);

impl StrictObject {
    /// Parses; `None` if it is no object, or ambiguous at any depth.
    pub(crate) fn parse(json: &[u8]) -> Option<Self> {
        match serde_json::from_slice(json) {
            Ok(Node::Object(members)) => Some(Self(members)),
            _ => None,
        }
    }

    /// Whether all members are among these names.
    pub(crate) fn only_has(&self, names: &[&str]) -> bool {
        self.0.iter().all(|(name, _)| names.contains(&name.as_str()))
    }

    /// The shape of a member.
    pub(crate) fn shape(&self, name: &str) -> Option<Shape> {
        self.0
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, shape)| *shape)
    }
}

enum Node {
    Object(Vec<(String, Shape)>),
    Leaf(Shape),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate members")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Leaf(Shape::Other))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Leaf(Shape::Unsigned(value)))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Leaf(Shape::Other))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Leaf(Shape::Other))
    }

    fn visit_str<E>(self, _: &str) -> Result<Node, E> {
        Ok(Node::Leaf(Shape::Text))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf(Shape::Other))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        while items.next_element::<Node>()?.is_some() {}
        Ok(Node::Leaf(Shape::Other))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut members: Vec<(String, Shape)> = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            if members.len() == MAX_MEMBERS || members.iter().any(|(seen, _)| *seen == name) {
                return Err(de::Error::custom("duplicate member"));
            }
            let shape = match entries.next_value()? {
                Node::Leaf(shape) => shape,
                Node::Object(_) => Shape::Other,
            };
            members.push((name, shape));
        }
        Ok(Node::Object(members))
    }
}
