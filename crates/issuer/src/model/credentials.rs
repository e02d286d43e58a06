//! What a password is compared with.

use super::User;
use crate::password::PasswordHash;

/// A user and what their password is compared with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The user.
    pub user: User,
    /// The stored hash.
    pub hash: PasswordHash,
}
