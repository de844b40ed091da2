//! What the room needs of the database.

use jiff::Timestamp;

use super::TemporaryPassword;
use crate::kernel::{Guarded, Id, PasswordHash, StoreError, kind};

/// The password that an account has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentPassword {
    /// Which one it is; a hash with other parameters is still the same one.
    pub generation: i64,
    /// Its hash.
    pub hash: PasswordHash,
}

/// Passwords and temporary passwords in the database.
pub trait PasswordStore {
    /// The present password; `None` before the first one is set.
    fn present_password(
        &mut self,
        account: Id<kind::Account>,
    ) -> Result<Option<PresentPassword>, StoreError>;

    /// The hashes that a new password must differ from: the newest `generations` that their owner
    /// chose, and the one that was issued last, if it is not older: what is issued pushes none of the
    /// own ones out (PWD-03).
    fn password_hashes(
        &mut self,
        account: Id<kind::Account>,
        generations: u32,
    ) -> Result<Vec<PasswordHash>, StoreError>;

    /// Makes this, which its owner chose, the present password and forgets all but the newest
    /// `generations` of such; gives its generation.
    fn set_password(
        &mut self,
        account: Id<kind::Account>,
        hash: &PasswordHash,
        generations: u32,
        at: Timestamp,
    ) -> Result<i64, StoreError>;

    /// Makes each of these, which were issued, the present password of its account; an earlier issued
    /// one is forgotten, the own ones stay. Gives their generations, in the same order.
    fn issue_passwords(
        &mut self,
        issued: &[(Id<kind::Account>, &PasswordHash)],
        at: Timestamp,
    ) -> Result<Vec<i64>, StoreError>;

    /// Replaces the present hash by one of the same password with other parameters.
    fn rehash_password(
        &mut self,
        account: Id<kind::Account>,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<Guarded, StoreError>;

    /// Writes the temporary passwords of terminal users in place of earlier ones.
    fn put_temporaries(&mut self, issued: &[TemporaryPassword]) -> Result<(), StoreError>;

    /// The latest temporary password of a terminal user.
    fn temporary(
        &mut self,
        account: Id<kind::Account>,
    ) -> Result<Option<TemporaryPassword>, StoreError>;

    /// Notes that a terminal user changed it, and erases it.
    fn change_temporary(
        &mut self,
        account: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// The sealed ones that were issued before this, oldest first; at most `limit` of them.
    fn sealed_temporaries(
        &mut self,
        issued_before: Timestamp,
        limit: i64,
    ) -> Result<Vec<TemporaryPassword>, StoreError>;

    /// Erases the sealed password, if it is still the one of this generation.
    fn erase_temporary(
        &mut self,
        account: Id<kind::Account>,
        generation: i64,
    ) -> Result<(), StoreError>;
}
