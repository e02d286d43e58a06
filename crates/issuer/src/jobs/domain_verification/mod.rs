//! Whose a domain is: the TXT record that its owner puts into DNS, looked for again every day.

mod dns;
mod worker;

pub use dns::{Dns, DnsError};
pub use worker::look_after;
