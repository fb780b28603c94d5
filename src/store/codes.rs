//! Small enums as the integers that the schema gives them.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use super::accounts::AccountKind;
use super::certificates::Outcome;
use super::filters::Action;
use super::lists::RepliesPolicy;
use super::notification_policies::Fate;
use super::notifications::NotificationKind;
use super::push_subscriptions::Policy;
use super::quotes::QuotePolicy;
use super::statuses::{QuoteState, StatusKind, Visibility};
use crate::protocol::key::KeyKind;

/// The integer is the position in the list: append only.
trait Code: Copy + PartialEq + 'static {
    const ALL: &'static [Self];
}

impl Code for AccountKind {
    const ALL: &'static [Self] =
        &[Self::Person, Self::Service, Self::Application, Self::Group, Self::Organization];
}

impl Code for KeyKind {
    const ALL: &'static [Self] = &[Self::Rsa, Self::Ed25519];
}

impl Code for Visibility {
    const ALL: &'static [Self] = &[Self::Public, Self::Unlisted, Self::Followers, Self::Direct];
}

impl Code for StatusKind {
    const ALL: &'static [Self] = &[Self::Note, Self::Question, Self::Other];
}

impl Code for QuoteState {
    const ALL: &'static [Self] =
        &[Self::None, Self::Pending, Self::Accepted, Self::Rejected, Self::Revoked];
}

impl Code for QuotePolicy {
    const ALL: &'static [Self] = &[Self::Public, Self::Followers, Self::Nobody];
}

impl Code for Fate {
    const ALL: &'static [Self] = &[Self::Accept, Self::Filter, Self::Drop];
}

impl Code for Action {
    const ALL: &'static [Self] = &[Self::Warn, Self::Hide, Self::Blur];
}

impl Code for RepliesPolicy {
    const ALL: &'static [Self] = &[Self::Followed, Self::List, Self::None];
}

impl Code for NotificationKind {
    const ALL: &'static [Self] = &[
        Self::Mention,
        Self::Status,
        Self::Reblog,
        Self::Follow,
        Self::FollowRequest,
        Self::Favourite,
        Self::Poll,
        Self::Update,
        Self::Quote,
        Self::Report,
        Self::Moved,
    ];
}

impl Code for Policy {
    const ALL: &'static [Self] = &[Self::All, Self::Followed, Self::Followers, Self::Nobody];
}

impl Code for Outcome {
    const ALL: &'static [Self] = &[
        Self::Open,
        Self::Good,
        Self::Unproven,
        Self::Limited,
        Self::Refused,
        Self::Down,
        Self::Early,
    ];
}

/// The integer of a kind of notification, for sets of them.
pub(super) fn number(kind: NotificationKind) -> u32 {
    let position = NotificationKind::ALL.iter().position(|each| *each == kind);
    position.and_then(|position| position.try_into().ok()).unwrap_or_default()
}

fn to_code<T: Code>(value: T) -> rusqlite::Result<ToSqlOutput<'static>> {
    let position = T::ALL.iter().position(|each| *each == value).unwrap_or_default();
    Ok(ToSqlOutput::from(i64::try_from(position).unwrap_or_default()))
}

fn from_code<T: Code>(value: ValueRef<'_>) -> FromSqlResult<T> {
    let code = value.as_i64()?;
    let position = usize::try_from(code).map_err(|_| FromSqlError::OutOfRange(code))?;
    T::ALL.get(position).copied().ok_or(FromSqlError::OutOfRange(code))
}

/// The two directions between a [`Code`] and SQLite; a blanket impl would break Rust's orphan rule.
macro_rules! stored_as_code {
    ($($kind:ty),*) => {$(
        impl ToSql for $kind {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                to_code(*self)
            }
        }

        impl FromSql for $kind {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                from_code(value)
            }
        }
    )*};
}

stored_as_code!(
    AccountKind,
    Action,
    Fate,
    KeyKind,
    Visibility,
    StatusKind,
    QuoteState,
    QuotePolicy,
    NotificationKind,
    Outcome,
    Policy,
    RepliesPolicy
);
