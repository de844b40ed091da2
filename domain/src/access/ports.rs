//! What the room needs of the database.

use jiff::Timestamp;

use super::{Device, Guard, Holder, RefreshToken, Session, SessionEnd, Who};
use crate::identity::Realm;
use crate::kernel::{Digest, Guarded, Id, Page, PageRequest, StoreError, kind};

/// Sessions, tokens, devices and guards in the database.
pub trait AccessStore {
    /// Adds a session.
    fn insert_session(&mut self, session: &Session) -> Result<(), StoreError>;

    /// Whoever has the password of this login id, compared without regard to case and width.
    fn holder(&mut self, realm: Realm, login_id: &str) -> Result<Option<Holder>, StoreError>;

    /// Whoever has the password of this account.
    fn holder_of(&mut self, account: Id<kind::Account>) -> Result<Option<Holder>, StoreError>;

    /// A session that was not ended, with who is signed in; a person in one query.
    fn signed_in(&mut self, id: Id<kind::Session>) -> Result<Option<Who>, StoreError>;

    /// The standing of a session that was not ended.
    fn standing(&mut self, id: Id<kind::Session>) -> Result<Option<i64>, StoreError>;

    /// The same, held: nobody changes it or ends the session before the transaction ends.
    fn hold_standing(&mut self, id: Id<kind::Session>) -> Result<Option<i64>, StoreError>;

    /// Lets a session do everything, once its temporary password was changed (RIS-TMP-02).
    fn lift_restriction(&mut self, id: Id<kind::Session>) -> Result<(), StoreError>;

    /// The account's live sessions, latest use first.
    fn live_sessions(
        &mut self,
        account: Id<kind::Account>,
        now: Timestamp,
        idle_since: Timestamp,
        page: PageRequest,
    ) -> Result<Page<Session>, StoreError>;

    /// Ends one session of the account.
    fn end_session(
        &mut self,
        account: Id<kind::Account>,
        id: Id<kind::Session>,
        why: SessionEnd,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;

    /// Ends the account's sessions but one; tells how many.
    fn end_sessions(
        &mut self,
        account: Id<kind::Account>,
        but: Option<Id<kind::Session>>,
        why: SessionEnd,
        at: Timestamp,
    ) -> Result<usize, StoreError>;

    /// Ends all sessions of these accounts.
    fn end_all_sessions(
        &mut self,
        accounts: &[Id<kind::Account>],
        why: SessionEnd,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Notes that the current password was given.
    fn note_proof(&mut self, id: Id<kind::Session>, at: Timestamp) -> Result<(), StoreError>;

    /// Adds a refresh token.
    fn insert_refresh(&mut self, token: &RefreshToken) -> Result<(), StoreError>;

    /// The refresh token with this digest.
    fn refresh(&mut self, digest: Digest) -> Result<Option<RefreshToken>, StoreError>;

    /// Spends a refresh token that was not spent, and notes the session's use.
    fn spend_refresh(&mut self, token: &RefreshToken, at: Timestamp)
    -> Result<Guarded, StoreError>;

    /// Adds a device.
    fn insert_device(&mut self, device: &Device) -> Result<(), StoreError>;

    /// The device with this token digest.
    fn device(&mut self, digest: Digest) -> Result<Option<Device>, StoreError>;

    /// Notes that a device signed in.
    fn use_device(&mut self, id: Id<kind::Device>, at: Timestamp) -> Result<(), StoreError>;

    /// Forgets a device.
    fn forget_device(&mut self, id: Id<kind::Device>) -> Result<(), StoreError>;

    /// Forgets all devices of these accounts.
    fn forget_devices(&mut self, accounts: &[Id<kind::Account>]) -> Result<(), StoreError>;

    /// The guard before this subject, made when there is none, held until the transaction ends.
    fn guard(
        &mut self,
        subject: Digest,
        account: Option<Id<kind::Account>>,
        now: Timestamp,
    ) -> Result<Guard, StoreError>;

    /// Writes a guard that this transaction holds.
    fn put_guard(&mut self, guard: &Guard) -> Result<(), StoreError>;

    /// Writes guards over whatever stands there.
    fn put_guards(&mut self, guards: &[Guard], now: Timestamp) -> Result<(), StoreError>;

    /// Removes guards that stand before no account, and sessions with their refresh tokens, that were
    /// last used or ended before `before`, and devices before `devices_before`; at most `limit` of
    /// each.
    fn sweep_access(
        &mut self,
        before: Timestamp,
        devices_before: Timestamp,
        limit: i64,
    ) -> Result<usize, StoreError>;
}
