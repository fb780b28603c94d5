//! What apps are given, compared with `tests/golden/entity`.
//!
//! `NICHOIR_BLESS=1 cargo test golden` rewrites the files; read the difference before committing.

use std::path::PathBuf;

use serde::Serialize;

use super::account::{Account, MutedAccount};
use super::application::{Application, CredentialApplication};
use super::async_refresh::AsyncRefresh;
use super::collection::{Collection, CollectionWithAccounts};
use super::context::Context;
use super::conversation::Conversation;
use super::credential_account::CredentialAccount;
use super::featured_tag::FeaturedTag;
use super::filter::Filter;
use super::filter_v1::FilterV1;
use super::instance::Instance;
use super::instance_v1::InstanceV1;
use super::list::List;
use super::marker;
use super::media_attachment::MediaAttachment;
use super::notification::Notification;
use super::notification_group::{GroupedNotifications, NotificationGroup};
use super::notification_policy::NotificationPolicy;
use super::notification_request::NotificationRequest;
use super::poll::Poll;
use super::preview_card::PreviewCard;
use super::profile::Profile;
use super::push_subscription::PushSubscription;
use super::relationship::Relationship;
use super::search::Search;
use super::status::Status;
use super::status_edit::StatusEdit;
use super::status_source::StatusSource;
use super::tag::Tag;
use super::token::Token;
use crate::federation::refreshes::Refreshes;
use crate::id::Id;
use crate::site::{MediaKey, Site};
use crate::store::account_view::Relation;
use crate::store::cards::Card;
use crate::store::lists::{self, RepliesPolicy};
use crate::store::notification_groups::{Group, Line};
use crate::store::notification_policies::Policy;
use crate::store::notification_requests;
use crate::store::notifications::NotificationKind;
use crate::store::oauth::OauthApp;
use crate::store::owners::Preferences;
use crate::store::push_subscriptions::{self, Alerts, Receiver, Subscription, Wishes};
use crate::store::quotes::QuotePolicy;
use crate::store::status_edits::Version;
use crate::store::status_view::Attachment;
use crate::store::statuses::Visibility;
use crate::store::tags::{Day, Seen};
use crate::store::{featured_tags, markers, notification_view};

#[path = "golden_scene.rs"]
mod scene;

use scene::*;

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
        quote_policy: QuotePolicy::Followers,
        attribution_domains_json: r#"["news.example"]"#.into(),
    };
    let tags = [featured_tags::FeaturedTag {
        id: Id::new(5),
        name: "bees".into(),
        statuses_count: 3,
        last_status_ms: Some(NOON_MS),
    }];
    check("profile", &Profile::build(&ada, &preferences, &tags, &place.site));
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
        muting: Some(false),
        muting_until_ms: Some(NOON_MS),
        endorsed: false,
        note: "met at the pond".into(),
    };
    check("relationship", &Relationship::build(&relation));
    check("muted_account", &MutedAccount::build(&bob, Some(NOON_MS), &place.site));
}

#[test]
fn files_and_links_are_written_as_in_the_golden_files() {
    let site = Site::new("home.example", "home.example").with_media_key(MediaKey::new("secret"));
    check("media_attachment", &MediaAttachment::build(&attachment(), &site));
    let own = Attachment {
        media_type: "video/mp4".into(),
        remote_url: None,
        file: Some(("ab".repeat(32), "mp4".into())),
        preview: Some(("cd".repeat(32), "jpg".into())),
        preview_size: Some((320, 240)),
        duration_ms: Some(12_500),
        ..attachment()
    };
    check("media_attachment_own", &MediaAttachment::build(&own, &site));
    let card = Card {
        url: "https://news.example/nests".into(),
        title: "Nests".into(),
        description: "All about nests".into(),
        author_name: "Ada".into(),
        provider_name: "News".into(),
        language: Some("en".into()),
        image_url: Some("https://news.example/nest.jpg".into()),
        image_description: "A nest".into(),
        image_size: Some((640, 480)),
        published_ms: Some(NOON_MS),
        fetched_ms: NOON_MS,
    };
    check("preview_card", &PreviewCard::build(&card, &site).unwrap());
}

#[test]
fn sets_of_people_are_written_as_in_the_golden_files() {
    let (place, bob, set) = (place(), bob(), set());
    let with_accounts = CollectionWithAccounts {
        collection: Collection::build(&set, &[in_set()], &place.site),
        accounts: vec![Account::build(&bob, &place.site)],
    };
    check("collection_with_accounts", &with_accounts);
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
    let refreshes = Refreshes::default();
    refreshes.begin(PLAIN, NOON_MS);
    let refresh = refreshes.of(PLAIN, NOON_MS).unwrap();
    check("async_refresh", &AsyncRefresh::build(PLAIN, refresh));
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
    let day = Day { begins_ms: NOON_MS - NOON_MS.rem_euclid(86_400_000), uses: 3, accounts: 2 };
    let seen = Seen { name: "nest".into(), following: true, featuring: false, days: vec![day] };
    let set = set();
    let search = Search {
        accounts: vec![],
        statuses: vec![],
        hashtags: vec![Tag::build(&seen, &place.site)],
        collections: vec![Collection::build(&set, &[in_set()], &place.site)],
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
        group_id: Id::new(50),
    };
    let account = || Account::build(&bob, &place.site);
    let follow = told(NotificationKind::Follow, None);
    check("notification_follow", &Notification::build(&follow, account(), None));
    let mention = told(NotificationKind::Mention, Some(RICH));
    let status = Status::build(RICH, &view, Some(ADA), &place);
    check("notification_mention", &Notification::build(&mention, account(), status));
    let liked = Group {
        line: Line::Group(Id::new(50)),
        newest: told(NotificationKind::Favourite, Some(RICH)),
        count: 2,
        oldest_id: Id::new(50),
        from: vec![BOB],
    };
    let status = || Status::build(RICH, &view, Some(ADA), &place);
    let groups = GroupedNotifications {
        accounts: vec![account()],
        statuses: status().into_iter().collect(),
        notification_groups: vec![NotificationGroup::build(&liked)],
    };
    check("grouped_notifications", &groups);
    check("notification_policy", &NotificationPolicy::build(Policy::default(), (1, 2)));
    let request = notification_requests::NotificationRequest {
        id: Id::new(52),
        from_id: BOB,
        last_status_id: Some(RICH),
        notifications_count: 2,
        created_ms: NOON_MS,
        updated_ms: NOON_MS,
    };
    check("notification_request", &NotificationRequest::build(&request, account(), status()));
    let conversation = Conversation {
        id: Id::new(53),
        unread: true,
        accounts: vec![account()],
        last_status: status(),
    };
    check("conversation", &conversation);
}

#[test]
fn the_node_is_written_as_in_the_golden_files() {
    let (place, ada) = (place(), ada());
    let account = || Account::build(&ada, &place.site);
    check("instance", &Instance::build(account(), &place.site, "BKey", false));
    check("instance_v1", &InstanceV1::build(account(), (1, 7), &place.site));
}

#[test]
fn choices_are_written_as_in_the_golden_files() {
    let list = lists::List {
        id: Id::new(71),
        title: "Birds".into(),
        replies_policy: RepliesPolicy::Followed,
        exclusive: true,
    };
    check("list", &List::build(&list));
    let marker = markers::Marker {
        timeline: "home".into(),
        last_read_id: 12,
        version: 3,
        updated_ms: NOON_MS,
    };
    check("markers", &marker::by_timeline(&[marker]));
    let featured = featured_tags::FeaturedTag {
        id: Id::new(72),
        name: "nest".into(),
        statuses_count: 4,
        last_status_ms: Some(NOON_MS),
    };
    check("filter", &Filter::build(&filter()));
    check("filter_v1", &FilterV1::build(&filter(), &filter().keywords[0]));
    check("featured_tag", &FeaturedTag::build(&featured, &place().site));
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
        wishes: Wishes { alerts, policy: push_subscriptions::Policy::Followed },
    };
    check("push_subscription", &PushSubscription::build(&row, "BKey"));
}
