//! Which addresses may be called.

/// Which addresses may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those of https that lie on the public internet: what a customer registers must not lead into our own network.
    Public,
    /// Those of https, wherever they lead.
    Https,
    /// Plain http as well: for loopback, and for what an operator names.
    Any,
}
