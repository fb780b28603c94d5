//! What apps are given, compared with `tests/golden/entity`.
//!
//! `NICHOIR_BLESS=1 cargo test golden` rewrites the files; read the difference before committing.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::Place;
use super::account::Account;
use super::application::{Application, CredentialApplication};
use super::context::Context;
use super::credential_account::CredentialAccount;
use super::instance::Instance;
use super::instance_v1::InstanceV1;
use super::notification::Notification;
use super::poll::Poll;
use super::push_subscription::PushSubscription;
use super::relationship::Relationship;
use super::search::Search;
use super::status::Status;
use super::status_edit::StatusEdit;
use super::status_source::StatusSource;
use super::tag::Tag;
use super::token::Token;
use crate::id::{AccountId, Id, StatusId};
use crate::site::Site;
use crate::store::account_view::Relation;
use crate::store::accounts::{self, AccountKind};
use crate::store::notification_view;
use crate::store::notifications::NotificationKind;
use crate::store::oauth::OauthApp;
use crate::store::owners::Preferences;
use crate::store::polls;
use crate::store::push_subscriptions::{Alerts, Policy, Receiver, Subscription, Wishes};
use crate::store::status_edits::Version;
use crate::store::status_view::{Attachment, Mention, PollView, StatusRow, StatusView};
use crate::store::statuses::{QuoteState, Visibility};

const NOON_MS: i64 = 1_795_003_200_000;
const ADA: AccountId = Id::new(1);
const BOB: AccountId = Id::new(2);
/// Ada's post.
const PLAIN: StatusId = Id::new(11);
/// Bob's post with everything.
const RICH: StatusId = Id::new(12);
/// Ada's reblog of that.
const REBLOG: StatusId = Id::new(13);
/// Ada's quote of that.
const QUOTING: StatusId = Id::new(14);

/// Compares `entity`, byte by byte, with the golden file of this name.
fn check(name: &str, entity: &impl Serialize) {
    let written = serde_json::to_string_pretty(entity).unwrap() + "\n";
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/entity")
        .join(name)
        .with_extension("json");
    #[expect(clippy::disallowed_methods, reason = "a switch of the tests, not configuration")]
    if std::env::var("NICHOIR_BLESS").is_ok() {
        std::fs::write(&file, &written).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(written, expected, "{} differs; NICHOIR_BLESS=1 rewrites it", file.display());
}

fn place() -> Place {
    Place { site: Arc::new(Site::new("home.example", "home.example")), now_ms: NOON_MS }
}

fn ada() -> accounts::Account {
    accounts::Account {
        id: ADA,
        uri: "https://home.example/users/ada".into(),
        host_id: None,
        kind: AccountKind::Person,
        username: "ada".into(),
        domain: String::new(),
        display_name: "Ada :bee:".into(),
        note_html: "<p>Bees</p>".into(),
        url: "https://home.example/@ada".into(),
        avatar_url: String::new(),
        header_url: String::new(),
        fields_json: r#"[["Web","<a href=\"https://ada.example\">ada.example</a>"]]"#.into(),
        emojis_json: r#"[["bee","https://home.example/bee.png"]]"#.into(),
        also_known_as_json: "[]".into(),
        followers_uri: String::new(),
        outbox_uri: String::new(),
        featured_uri: String::new(),
        locked: true,
        discoverable: true,
        indexable: false,
        hides_network: false,
        handle_verified: true,
        moved_to_uri: None,
        gone: false,
        followers_count: 3,
        following_count: 2,
        statuses_count: 1,
        last_status_ms: Some(NOON_MS),
        created_ms: NOON_MS,
        fetched_ms: NOON_MS,
    }
}

fn bob() -> accounts::Account {
    accounts::Account {
        id: BOB,
        uri: "https://far.example/users/bob".into(),
        host_id: Some(1),
        kind: AccountKind::Service,
        username: "bob".into(),
        domain: "far.example".into(),
        url: String::new(),
        avatar_url: "https://far.example/bob.png".into(),
        fields_json: "[]".into(),
        emojis_json: "[]".into(),
        last_status_ms: None,
        ..ada()
    }
}

fn row(id: StatusId, account_id: AccountId) -> StatusRow {
    StatusRow {
        id,
        uri: format!("https://home.example/users/ada/statuses/{id}"),
        url: Some(format!("https://home.example/@ada/{id}")),
        account_id,
        reblog_of_id: None,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        content_html: "<p>Good morning</p>".into(),
        spoiler_text: String::new(),
        language: Some("en".into()),
        sensitive: false,
        visibility: Visibility::Public,
        emojis_json: None,
        quote_of_id: None,
        quote_state: QuoteState::None,
        app: Some("Tusky".into()),
        replies_count: 1,
        reblogs_count: 0,
        favourites_count: 2,
        extras: 0,
        created_ms: NOON_MS,
        edited_ms: None,
        favourited: false,
        reblogged: false,
        bookmarked: false,
        pinned: true,
    }
}

fn rich() -> StatusRow {
    StatusRow {
        uri: "https://far.example/notes/12".into(),
        url: None,
        in_reply_to_id: Some(PLAIN),
        in_reply_to_account_id: Some(ADA),
        content_html: "<p>Look, a poll</p>".into(),
        spoiler_text: "eggs".into(),
        language: None,
        sensitive: true,
        visibility: Visibility::Unlisted,
        emojis_json: Some(r#"[["egg","https://far.example/egg.png"]]"#.into()),
        app: None,
        edited_ms: Some(NOON_MS + 60_000),
        favourited: true,
        reblogged: true,
        bookmarked: true,
        pinned: false,
        ..row(RICH, BOB)
    }
}

fn poll() -> PollView {
    let poll = polls::Poll {
        multiple: true,
        hide_totals: false,
        expires_ms: Some(NOON_MS + 3_600_000),
        closed: false,
        voters_count: 2,
        options: vec![("yes".into(), 2), ("no".into(), 1)],
    };
    PollView { poll, own_votes: vec![0] }
}

fn attachment() -> Attachment {
    Attachment {
        id: Id::new(31),
        media_type: "image/jpeg".into(),
        remote_url: Some("https://far.example/nest.jpg".into()),
        file: None,
        preview: None,
        description: "A nest".into(),
        blurhash: Some("UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH".into()),
        size: Some((640, 480)),
        duration_ms: None,
        focus: Some((-0.5, 0.25)),
    }
}

fn view() -> StatusView {
    let reblog = StatusRow { reblog_of_id: Some(RICH), app: None, ..row(REBLOG, ADA) };
    let quoting = StatusRow {
        quote_of_id: Some(RICH),
        quote_state: QuoteState::Accepted,
        ..row(QUOTING, ADA)
    };
    let mention = Mention {
        id: ADA,
        username: "ada".into(),
        domain: String::new(),
        url: "https://home.example/@ada".into(),
    };
    let rows = [row(PLAIN, ADA), rich(), reblog, quoting];
    StatusView {
        rows: rows.into_iter().map(|row| (row.id, row)).collect(),
        accounts: HashMap::from([(ADA, ada()), (BOB, bob())]),
        attachments: HashMap::from([(RICH, vec![attachment()])]),
        mentions: HashMap::from([(RICH, vec![mention])]),
        tags: HashMap::from([(RICH, vec!["nest".into()])]),
        polls: HashMap::from([(RICH, poll())]),
    }
}

#[test]
fn accounts_are_written_as_in_the_golden_files() {
    let (place, ada, bob) = (place(), ada(), bob());
    check("account", &Account::build(&bob, &place.site));
    let preferences = Preferences {
        note_text: "Bees".into(),
        fields_text_json: r#"[["Web","https://ada.example"]]"#.into(),
        visibility: Visibility::Followers,
        sensitive: false,
        language: "fr".into(),
    };
    check("credential_account", &CredentialAccount::build(&ada, preferences, 4, &place.site));
    let relation = Relation {
        id: BOB,
        following: true,
        requested: false,
        showing_reblogs: true,
        notifying: false,
        followed_by: false,
        requested_by: true,
        blocking: false,
        blocked_by: false,
        domain_blocking: false,
    };
    check("relationship", &Relationship::build(&relation));
}

#[test]
fn statuses_are_written_as_in_the_golden_files() {
    let (place, view) = (place(), view());
    let by_ada = |id| Status::build(id, &view, Some(ADA), &place).unwrap();
    check("status", &by_ada(PLAIN));
    check("status_rich", &by_ada(RICH));
    check("status_reblog", &by_ada(REBLOG));
    check("status_quoting", &by_ada(QUOTING));
    check("status_for_a_guest", &Status::build(PLAIN, &view, None, &place).unwrap());
    check("context", &Context { ancestors: vec![by_ada(PLAIN)], descendants: vec![] });
    check("poll", &Poll::build(&rich(), &poll(), None, NOON_MS));
    let source = StatusSource { id: PLAIN, text: "Good *morning*".into(), spoiler_text: "".into() };
    check("status_source", &source);
    let version = Version {
        made_ms: NOON_MS,
        content_html: "<p>Good mornig</p>".into(),
        spoiler_text: String::new(),
        sensitive: false,
        emojis_json: String::new(),
    };
    check("status_edit", &StatusEdit::build(&version, &ada(), &place.site));
    let search = Search {
        accounts: vec![],
        statuses: vec![],
        hashtags: vec![Tag::build("nest", &place.site)],
    };
    check("search", &search);
}

#[test]
fn notifications_are_written_as_in_the_golden_files() {
    let (place, view, bob) = (place(), view(), bob());
    let told = |kind, status_id| notification_view::Notification {
        id: Id::new(51),
        kind,
        from_id: BOB,
        status_id,
        created_ms: NOON_MS,
    };
    let account = || Account::build(&bob, &place.site);
    let follow = told(NotificationKind::Follow, None);
    check("notification_follow", &Notification::build(&follow, account(), None));
    let mention = told(NotificationKind::Mention, Some(RICH));
    let status = Status::build(RICH, &view, Some(ADA), &place);
    check("notification_mention", &Notification::build(&mention, account(), status));
}

#[test]
fn the_node_is_written_as_in_the_golden_files() {
    let (place, ada) = (place(), ada());
    let account = || Account::build(&ada, &place.site);
    check("instance", &Instance::build(account(), &place.site, "BKey"));
    check("instance_v1", &InstanceV1::build(account(), (1, 7), &place.site));
}

#[test]
fn apps_and_tokens_are_written_as_in_the_golden_files() {
    let app = OauthApp {
        id: Id::new(61),
        client_id: "client".into(),
        secret_hash: [0; 32],
        name: "Tusky".into(),
        website: Some("https://tusky.app".into()),
        redirect_uris: vec!["tusky://oauth".into()],
        scopes: "read write".into(),
        created_ms: NOON_MS,
    };
    check("application", &Application::build(app.clone(), "BKey"));
    check("credential_application", &CredentialApplication::build(app, "secret".into(), "BKey"));
    let (scope, created_at) = ("read write".into(), NOON_MS / 1000);
    check(
        "token",
        &Token { access_token: "token".into(), token_type: "Bearer", scope, created_at },
    );
}

#[test]
fn a_push_subscription_is_written_as_in_its_golden_file() {
    let receiver = Receiver {
        endpoint: "https://push.example/1".into(),
        p256dh: Vec::new(),
        auth: Vec::new(),
        standard: true,
        language: "en".into(),
    };
    let alerts = Alerts::default().with(NotificationKind::Mention).with(NotificationKind::Follow);
    let row = Subscription {
        id: Id::new(7),
        account_id: ADA,
        token: [0; 32],
        receiver,
        wishes: Wishes { alerts, policy: Policy::Followed },
    };
    check("push_subscription", &PushSubscription::build(&row, "BKey"));
}
