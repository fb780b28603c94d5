//! What the golden files of the entities are made from.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::Place;
use crate::id::{AccountId, CollectionItemId, Id, StatusId};
use crate::media::card::Wanted;
use crate::site::Site;
use crate::store::accounts::{self, AccountKind};
use crate::store::status_view::{Attachment, Mention, PollView, StatusRow, StatusView};
use crate::store::statuses::{QuoteState, Visibility};
use crate::store::{collection_items, collections, filters, polls};

pub(super) const NOON_MS: i64 = 1_795_003_200_000;
pub(super) const ADA: AccountId = Id::new(1);
pub(super) const BOB: AccountId = Id::new(2);
/// Ada's post.
pub(super) const PLAIN: StatusId = Id::new(11);
/// Bob's post with everything.
pub(super) const RICH: StatusId = Id::new(12);
/// Ada's reblog of that.
pub(super) const REBLOG: StatusId = Id::new(13);
/// Ada's quote of that.
pub(super) const QUOTING: StatusId = Id::new(14);

pub(super) fn place() -> Place {
    let site = Arc::new(Site::new("home.example", "home.example"));
    Place { site, now_ms: NOON_MS, cards: Wanted::default() }
}

pub(super) fn ada() -> accounts::Account {
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
        avatar_description: String::new(),
        header_description: String::new(),
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
        tabs: accounts::Tabs::default(),
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

pub(super) fn bob() -> accounts::Account {
    accounts::Account {
        id: BOB,
        uri: "https://far.example/users/bob".into(),
        host_id: Some(1),
        kind: AccountKind::Service,
        username: "bob".into(),
        domain: "far.example".into(),
        url: String::new(),
        avatar_url: "https://far.example/bob.png".into(),
        avatar_description: "Bob with a bee".into(),
        fields_json: "[]".into(),
        emojis_json: "[]".into(),
        last_status_ms: None,
        ..ada()
    }
}

pub(super) fn row(id: StatusId, account_id: AccountId) -> StatusRow {
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
        policy_json: None,
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

pub(super) fn rich() -> StatusRow {
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

pub(super) fn poll() -> PollView {
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

pub(super) fn attachment() -> Attachment {
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
        preview_size: None,
    }
}

pub(super) fn view() -> StatusView {
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
        muted: HashSet::new(),
        filters: vec![filter()],
        followed: HashSet::new(),
        links: HashMap::new(),
        cards: HashMap::new(),
    }
}

/// A set in which Bob recommends himself.
pub(super) fn set() -> collections::Collection {
    collections::Collection {
        id: Id::new(91),
        uri: "https://far.example/sets/1".into(),
        url: None,
        account_id: BOB,
        name: "Birds".into(),
        description_html: "<p>All of them</p>".into(),
        language: Some("en".into()),
        tag: Some("nest".into()),
        sensitive: false,
        discoverable: true,
        published_ms: NOON_MS,
        updated_ms: NOON_MS + 60_000,
        fetched_ms: NOON_MS,
    }
}

pub(super) fn in_set() -> collection_items::Item {
    let id = CollectionItemId::first_at(NOON_MS);
    collection_items::Item { id, collection_id: Id::new(91), account_id: BOB }
}

/// Finds Bob's post by a word of it, and by itself.
pub(super) fn filter() -> filters::Filter {
    filters::Filter {
        id: Id::new(81),
        title: "No nests".into(),
        contexts: 1 | 4,
        action: filters::Action::Hide,
        expires_ms: Some(NOON_MS + 1000),
        keywords: vec![filters::Keyword {
            id: Id::new(82),
            filter_id: Id::new(81),
            keyword: "NEST".into(),
            whole_word: false,
        }],
        statuses: vec![filters::FilterStatus {
            id: Id::new(83),
            filter_id: Id::new(81),
            status_id: RICH,
        }],
    }
}
