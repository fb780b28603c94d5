//! What the writers write, compared with `tests/golden/outgoing`.
//!
//! `NICHOIR_BLESS=1 cargo test outgoing` rewrites the files; read the difference before committing.

use std::path::PathBuf;

use serde::Serialize;

use super::activity::{Activity, Request, Verb};
use super::actor::{Actor, ActorKind};
use super::attachment::{Attachment, Image};
use super::collection::{Collection, Order, Page};
use super::note::{Counted, Note, Quote, QuotePolicy};
use super::poll::{Choice, Poll, Vote};
use super::quote_authorization::QuoteAuthorization;
use super::tag::Tag;
use super::tombstone::Tombstone;
use super::{PUBLIC, time};
use crate::protocol::incoming;

const ADA: &str = "https://home.example/users/ada";
const BOB: &str = "https://remote.example/users/bob";
const POST: &str = "https://home.example/users/ada/statuses/1";
const FOLLOWERS: &str = "https://home.example/users/ada/followers";
const BOBS_POST: &str = "https://remote.example/users/bob/statuses/9";
const NOON_MS: i64 = 1_795_003_200_000;

/// Compares `document`, byte by byte, with the golden file of this name.
fn check(name: &str, document: &impl Serialize) {
    let written = serde_json::to_string_pretty(document).unwrap() + "\n";
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/outgoing")
        .join(name)
        .with_extension("json");
    #[expect(clippy::disallowed_methods, reason = "a switch of the tests, not configuration")]
    if std::env::var("NICHOIR_BLESS").is_ok() {
        std::fs::write(&file, &written).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(written, expected, "{} differs; NICHOIR_BLESS=1 rewrites it", file.display());
}

fn check_activity(name: &str, verb: Verb<'_>) {
    check(name, &activity(verb).document());
}

fn activity(verb: Verb<'_>) -> Activity<'_> {
    Activity {
        id: "https://home.example/users/ada/activities/1",
        actor: ADA,
        published_ms: Some(NOON_MS),
        to: vec![BOB],
        cc: vec![],
        verb,
    }
}

fn actor() -> Actor<'static> {
    Actor {
        id: ADA,
        url: "https://home.example/@ada",
        username: "ada",
        handle: "ada@home.example",
        name: "Ada :owl:",
        summary: "<p>Hello</p>",
        inbox: "https://home.example/users/ada/inbox",
        outbox: "https://home.example/users/ada/outbox",
        followers: Some(FOLLOWERS),
        following: Some("https://home.example/users/ada/following"),
        featured: Some("https://home.example/users/ada/featured"),
        featured_tags: Some("https://home.example/users/ada/tags"),
        shared_inbox: Some("https://home.example/inbox"),
        rsa_public_pem: "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
        ed25519_multibase: "z6MkexampleExampleExampleExampleExampleExample",
        manually_approves_followers: true,
        discoverable: true,
        indexable: false,
        published_ms: Some(NOON_MS),
        icon: Some(picture("https://home.example/media/a.webp", Some("An owl"))),
        image: Some(picture("https://home.example/media/b.webp", None)),
        hides_media_replies: true,
        attribution_domains: vec!["news.example"],
        fields: vec![("Site", "<a href=\"https://ada.example\" rel=\"me\">ada.example</a>")],
        tags: vec![emoji()],
        also_known_as: vec!["https://old.example/users/ada"],
        moved_to: None,
        ..Actor::default()
    }
}

fn picture<'a>(url: &'a str, description: Option<&'a str>) -> Image<'a> {
    Image { media_type: "image/webp", url, description }
}

fn emoji() -> Tag<'static> {
    Tag::Emoji {
        id: "https://home.example/emoji/owl",
        name: ":owl:",
        icon: Image {
            media_type: "image/png",
            url: "https://home.example/media/owl.png",
            description: None,
        },
        updated_ms: NOON_MS,
    }
}

fn note() -> Note<'static> {
    Note {
        id: POST,
        url: "https://home.example/@ada/1",
        attributed_to: ADA,
        content: "<p>Hello</p>",
        language: Some("en"),
        to: vec![PUBLIC],
        cc: vec![FOLLOWERS, BOB],
        published_ms: NOON_MS,
        replies: Some("https://home.example/users/ada/statuses/1/replies"),
        ..Note::default()
    }
}

fn rich_note() -> Note<'static> {
    Note {
        summary: Some("Owls"),
        sensitive: true,
        in_reply_to: Some(BOBS_POST),
        updated_ms: Some(NOON_MS + 61_001),
        tags: vec![
            Tag::Mention { href: BOB, name: "@bob@remote.example" },
            Tag::Hashtag { href: "https://home.example/tags/owls", name: "#owls" },
            emoji(),
        ],
        attachments: vec![Attachment {
            media_type: "image/webp",
            url: "https://home.example/media/c.webp",
            description: Some("An owl"),
            size: Some((1200, 800)),
            blurhash: Some("LEHV6nWB2yk8pyo0adR*.7kCMdnj"),
            focal_point: Some([0.0, -0.5]),
        }],
        likes: Some(Counted { id: "https://home.example/users/ada/statuses/1/likes", total: 3 }),
        shares: Some(Counted { id: "https://home.example/users/ada/statuses/1/shares", total: 0 }),
        quote_policy: Some(QuotePolicy {
            automatic_approval: vec![FOLLOWERS],
            manual_approval: vec![PUBLIC],
        }),
        ..note()
    }
}

fn quoting_note() -> Note<'static> {
    let quote = Quote {
        id: BOBS_POST,
        url: "https://remote.example/@bob/9",
        authorization: Some("https://remote.example/users/bob/stamps/1"),
    };
    Note { quote: Some(quote), ..note() }
}

fn question() -> Note<'static> {
    let poll = Poll {
        choice: Choice::One,
        options: vec![("Barn owl", 2), ("Tawny owl", 1)],
        end_ms: Some(NOON_MS + 86_400_000),
        closed_ms: None,
        voters: 3,
    };
    Note { poll: Some(poll), ..note() }
}

#[test]
fn actors_are_written_as_in_the_golden_files() {
    check("actor", &actor().document());
    let moved = Actor { moved_to: Some(BOB), tags: vec![], fields: vec![], ..actor() };
    check("actor_moved", &moved.document());
    let application = Actor {
        kind: ActorKind::Application,
        id: "https://home.example/actor",
        url: "https://home.example/",
        username: "home.example",
        handle: "home.example@home.example",
        inbox: "https://home.example/actor/inbox",
        outbox: "https://home.example/actor/outbox",
        rsa_public_pem: "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
        ed25519_multibase: "z6MkexampleExampleExampleExampleExampleExample",
        manually_approves_followers: true,
        ..Actor::default()
    };
    check("actor_application", &application.document());
}

#[test]
fn posts_are_written_as_in_the_golden_files() {
    check("note", &note().document());
    check("note_rich", &rich_note().document());
    check("note_quoting", &quoting_note().document());
    check("question", &question().document());
}

#[test]
fn activities_about_posts_are_written_as_in_the_golden_files() {
    let (note, edited) = (note(), rich_note());
    let gone = Tombstone { id: POST, former_type: Some("Note"), deleted_ms: None };
    let vote = Vote {
        id: "https://home.example/users/ada/activities/1#vote",
        attributed_to: ADA,
        name: "Tawny owl",
        in_reply_to: BOBS_POST,
        to: BOB,
    };
    let featured = "https://home.example/users/ada/featured";
    check_activity("create", Verb::Create(&note));
    check_activity("create_vote", Verb::Vote(&vote));
    check_activity("update_note", Verb::UpdateNote(&edited));
    check_activity("delete", Verb::Delete(&gone));
    check_activity("announce", Verb::Announce(BOBS_POST));
    check_activity("like", Verb::Like(BOBS_POST));
    check_activity("undo_like", Verb::Undo(&activity(Verb::Like(BOBS_POST))));
    check_activity("add", Verb::Add { object: POST, target: featured });
    check_activity("remove", Verb::Remove { object: POST, target: featured });
}

#[test]
fn activities_about_actors_are_written_as_in_the_golden_files() {
    let follow = Request {
        id: "https://remote.example/follows/1",
        kind: "Follow",
        actor: BOB,
        object: ADA,
        instrument: None,
    };
    check_activity("update_actor", Verb::UpdateActor(&actor()));
    check_activity("delete_actor", Verb::DeleteId(ADA));
    check_activity("follow", Verb::Follow(BOB));
    check_activity("undo_follow", Verb::Undo(&activity(Verb::Follow(BOB))));
    check_activity("accept_follow", Verb::Accept { request: follow, result: None });
    check_activity("reject_follow", Verb::Reject(follow));
    check_activity("block", Verb::Block(BOB));
    check_activity("flag", Verb::Flag { objects: vec![BOB, BOBS_POST], content: "Spam" });
    check_activity("move", Verb::Move { object: ADA, target: BOB });
}

#[test]
fn consent_to_quotes_is_written_as_in_the_golden_files() {
    let stamp = QuoteAuthorization {
        id: "https://home.example/users/ada/stamps/1",
        attributed_to: ADA,
        interacting_object: BOBS_POST,
        interaction_target: POST,
    };
    let request = Request {
        id: "https://remote.example/users/bob/statuses/9/quote",
        kind: "QuoteRequest",
        actor: BOB,
        object: POST,
        instrument: Some(BOBS_POST),
    };
    let quoting = Note {
        quote: quoting_note().quote.map(|quote| Quote { authorization: None, ..quote }),
        ..note()
    };
    check("quote_authorization", &stamp.document());
    check_activity("quote_request", Verb::QuoteRequest { object: BOBS_POST, instrument: &quoting });
    check_activity("accept_quote", Verb::Accept { request, result: Some(stamp.id) });
    check_activity("reject_quote", Verb::Reject(request));
}

#[test]
fn collections_are_written_as_in_the_golden_files() {
    let outbox = "https://home.example/users/ada/outbox";
    let page = "https://home.example/users/ada/outbox?page=1";
    check("outbox", &Collection::counted(outbox, Order::Newest, 41, Some(page)).document());
    let announce = activity(Verb::Announce(BOBS_POST));
    let items = vec![announce.clone(), announce];
    check(
        "outbox_page",
        &Page { id: page, order: Order::Newest, part_of: outbox, next: None, prev: None, items }
            .document(),
    );
    check("followers_hidden", &Collection::counted(FOLLOWERS, Order::Newest, 7, None).document());
    let replies = Collection {
        id: "https://home.example/users/ada/statuses/1/replies",
        order: Order::None,
        total: Some(1),
        first: None,
        last: None,
        items: Some(vec![BOBS_POST]),
    };
    check("replies", &replies.document());
    let tombstone = Tombstone { id: POST, former_type: Some("Note"), deleted_ms: Some(NOON_MS) };
    check("tombstone", &tombstone.document());
}

#[test]
fn our_own_reader_understands_what_we_write() {
    let value = serde_json::to_value(actor().document()).unwrap();
    let read = incoming::Actor::read(&value).unwrap();
    assert_eq!(read.id, ADA);
    assert_eq!(read.inbox, "https://home.example/users/ada/inbox");
    for note in [note(), rich_note(), quoting_note(), question()] {
        let read = incoming::Object::read(&serde_json::to_value(note.document()).unwrap()).unwrap();
        assert_eq!(read.id, POST);
        assert_eq!(read.poll.is_some(), note.poll.is_some());
    }
    let note = quoting_note();
    let create = serde_json::to_value(activity(Verb::Create(&note)).document()).unwrap();
    assert_eq!(incoming::Activity::read(&create).unwrap().actor, ADA);
}

#[test]
fn times_end_in_z_and_absurd_ones_do_no_harm() {
    assert_eq!(time::rfc3339(NOON_MS), "2026-11-18T12:00:00Z");
    assert_eq!(time::rfc3339(NOON_MS + 5), "2026-11-18T12:00:00.005Z");
    assert_eq!(time::rfc3339(i64::MAX), "1970-01-01T00:00:00Z");
}
