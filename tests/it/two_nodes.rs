//! Two nodes of ours live next to each other: everything that goes back and forth between people.

use nichoir::actions::draft::{Draft, PollDraft, QuotePolicy};
use nichoir::actions::follow::{Options, follow, unfollow};
use nichoir::actions::post::NewPost;
use nichoir::actions::{
    block, delete, edit, favourite, follow_requests, pin, profile, quotes, reblog, report, vote,
};
use nichoir::store::notification_view::{self, Wanted};
use nichoir::store::notifications::NotificationKind;
use nichoir::store::page::Page;
use nichoir::store::statuses::{self, QuoteState, Visibility};
use nichoir::store::{
    Read, Write, accounts, blocks, follows, mentions, pins, polls, reports, settings, tombstones,
};

use crate::support::neighbours::{friends, neighbours};

#[tokio::test(flavor = "multi_thread")]
async fn a_post_comes_home_to_a_follower() {
    let (ada, bert) = friends().await;
    let uri = ada.says("Good morning #birds", Visibility::Public, None).await;
    let status = bert.gets(&uri).await;
    assert_eq!(status.visibility, Visibility::Public);
    let me = bert.me;
    bert.until("it is in the home timeline", move |db| {
        nichoir::store::home::contains(db, me, status.id)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_to_hear_of_each_post_does() {
    let (ada, bert) = friends().await;
    let target = bert.find(&ada).await;
    let first = ada.says("Not told", Visibility::Public, None).await;
    bert.gets(&first).await;
    let watch = Options { notify: true, ..Options::default() };
    follow(&bert.app, bert.me, target, watch).await.unwrap();
    let told = ada.says("Told", Visibility::Public, None).await;
    let told = bert.gets(&told).await.id;
    let answer = bert.says("Hm", Visibility::Public, Some(told)).await;
    let answer = ada.gets(&answer).await;
    let reply = ada.says("To you", Visibility::Public, Some(answer.id)).await;
    bert.gets(&reply).await;
    let me = bert.me;
    let wanted = Wanted { kinds: vec![NotificationKind::Status], from: None, filtered: true };
    let page = move |db: &Read| notification_view::page(db, me, &wanted, &[], &Page::newest(9));
    let told_of: Vec<_> = bert.read(page).await.iter().map(|told| told.status_id).collect();
    assert_eq!(told_of, [Some(told)], "neither what came before nor what was said to others");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfollowed_node_gets_nothing_more() {
    let (ada, bert) = friends().await;
    let target = bert.find(&ada).await;
    unfollow(&bert.app, bert.me, target).await.unwrap();
    let (me, follower) = (ada.me, ada.find(&bert).await);
    ada.until("the follower is gone", move |db| Ok(!follows::is_accepted(db, follower, me)?)).await;
    let quiet = ada.says("Nobody hears this", Visibility::Public, None).await;
    let loud = ada.says("Hello @bert@bert.example", Visibility::Public, None).await;
    bert.gets(&loud).await;
    assert!(bert.has(&quiet).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_reaches_the_author_and_ties_the_thread() {
    let (ada, bert) = friends().await;
    let first = ada.says("Who sings there?", Visibility::Public, None).await;
    let parent = bert.gets(&first).await;
    let answer = bert.says("A wren", Visibility::Public, Some(parent.id)).await;
    let reply = ada.gets(&answer).await;
    assert_eq!(reply.in_reply_to_id, ada.has(&first).await.map(|status| status.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_post_reaches_only_the_one_named() {
    let (ada, bert) = friends().await;
    let secret = ada.says("Just for @bert@bert.example", Visibility::Direct, None).await;
    let status = bert.gets(&secret).await;
    assert_eq!(status.visibility, Visibility::Direct);
    let mine = ada.says("A note to myself", Visibility::Direct, None).await;
    let later = ada.says("For everybody", Visibility::Public, None).await;
    bert.gets(&later).await;
    assert!(bert.has(&mine).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_and_reblogs_arrive_and_can_be_taken_back() {
    let (ada, bert) = friends().await;
    let uri = ada.says("A nest!", Visibility::Public, None).await;
    let copy = bert.gets(&uri).await;
    let original = ada.has(&uri).await.unwrap().id;
    favourite::favourite(&bert.app, bert.me, copy.id).await.unwrap();
    reblog::reblog(&bert.app, bert.me, copy.id, Visibility::Public).await.unwrap();
    ada.until("both are counted", move |db| Ok(statuses::counts(db, original)? == (0, 1, 1))).await;
    favourite::unfavourite(&bert.app, bert.me, copy.id).await.unwrap();
    reblog::unreblog(&bert.app, bert.me, copy.id).await.unwrap();
    ada.until("both are gone", move |db| Ok(statuses::counts(db, original)? == (0, 0, 0))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_and_a_deletion_arrive() {
    let (ada, bert) = friends().await;
    let uri = ada.says("A robbin", Visibility::Public, None).await;
    let copy = bert.gets(&uri).await;
    let original = ada.has(&uri).await.unwrap().id;
    let draft = Draft { text: "A robin".into(), ..Draft::default() };
    edit::edit(&ada.app, ada.me, original, draft).await.unwrap();
    bert.until("it is edited", move |db| {
        Ok(statuses::by_id(db, copy.id)?.is_some_and(|status| status.edited_ms.is_some()))
    })
    .await;
    delete::delete(&ada.app, ada.me, original, delete::Files::Gone).await.unwrap();
    let gone = uri.clone();
    bert.until("it is gone", move |db| {
        Ok(statuses::by_uri(db, &gone)?.is_none() && tombstones::by_uri(db, &gone)?.is_some())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_account_decides_who_follows() {
    let (ada, bert) = neighbours().await;
    let changes = profile::Changes { locked: Some(true), ..profile::Changes::default() };
    profile::update(&ada.app, ada.me, changes).await.unwrap();
    let target = bert.find(&ada).await;
    follow(&bert.app, bert.me, target, Options::default()).await.unwrap();
    let follower = ada.find(&bert).await;
    let (ada_id, bert_id) = (ada.me, bert.me);
    ada.until("the request is here", move |db| {
        Ok(follows::between(db, follower, ada_id)?.is_some_and(|follow| !follow.accepted))
    })
    .await;
    let early = bert.read(move |db| follows::is_accepted(db, bert_id, target)).await;
    assert!(!early, "following before the owner agreed");
    follow_requests::accept(&ada.app, ada.me, follower).await.unwrap();
    bert.until("it is accepted", move |db| follows::is_accepted(db, bert_id, target)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_are_counted_where_the_poll_is() {
    let (ada, bert) = friends().await;
    let poll = PollDraft {
        options: vec!["wren".into(), "robin".into()],
        multiple: false,
        hide_totals: false,
        expires_in_s: 600,
    };
    let draft = Draft { text: "Which?".into(), poll: Some(poll), ..Draft::default() };
    let uri = ada.posts(public(draft)).await;
    let copy = bert.gets(&uri).await;
    vote::vote(&bert.app, bert.me, copy.id, vec![1]).await.unwrap();
    let original = ada.has(&uri).await.unwrap().id;
    ada.until("the vote is counted", move |db| {
        let poll = polls::by_status(db, original)?.unwrap();
        Ok(poll.voters_count == 1 && poll.options[1].1 == 1 && poll.options[0].1 == 0)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_asked_for_stamped_and_checked() {
    let (ada, bert) = friends().await;
    let uri = ada.says("Quote me", Visibility::Public, None).await;
    let copy = bert.gets(&uri).await;
    let draft = Draft { text: "Well said".into(), ..Draft::default() };
    let quoting = bert.posts(NewPost { quote: Some(copy.id), ..public(draft) }).await;
    for node in [&bert, &ada] {
        let quoting = quoting.clone();
        node.until("the quote is agreed", move |db| {
            let status = statuses::by_uri(db, &quoting)?;
            Ok(status.is_some_and(|status| status.quote_state == QuoteState::Accepted))
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_that_is_taken_back_is_taken_back_next_door() {
    let (ada, bert) = friends().await;
    let uri = ada.says("Quote me", Visibility::Public, None).await;
    let copy = bert.gets(&uri).await;
    let draft = Draft { text: "Well said".into(), ..Draft::default() };
    let quoting = bert.posts(NewPost { quote: Some(copy.id), ..public(draft) }).await;
    let state_is = |expected| {
        let quoting = quoting.clone();
        move |db: &Read| {
            let status = statuses::by_uri(db, &quoting)?;
            Ok(status.is_some_and(|status| status.quote_state == expected))
        }
    };
    for node in [&ada, &bert] {
        node.until("the quote is agreed", state_is(QuoteState::Accepted)).await;
    }
    let original = ada.has(&uri).await.unwrap().id;
    let here = ada.has(&quoting).await.unwrap().id;
    quotes::revoke(&ada.app, ada.me, original, here).await.unwrap();
    bert.until("the quote is taken back", state_is(QuoteState::Revoked)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_may_quote_is_quoted_by_nobody() {
    let (ada, bert) = friends().await;
    let draft = Draft { text: "Mine alone".into(), ..Draft::default() };
    let uri = ada.posts(NewPost { quote_policy: QuotePolicy::Nobody, ..public(draft) }).await;
    let copy = bert.gets(&uri).await;
    let draft = Draft { text: "Well said".into(), ..Draft::default() };
    let quoting = bert.posts(NewPost { quote: Some(copy.id), ..public(draft) }).await;
    bert.until("the quote is refused", move |db| {
        let status = statuses::by_uri(db, &quoting)?;
        Ok(status.is_some_and(|status| status.quote_state == QuoteState::Rejected))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_post_is_pinned_next_door() {
    let (ada, bert) = friends().await;
    let uri = ada.says("Read this first", Visibility::Public, None).await;
    bert.gets(&uri).await;
    let original = ada.has(&uri).await.unwrap().id;
    pin::pin(&ada.app, ada.me, original).await.unwrap();
    let author = bert.find(&ada).await;
    bert.until("it is pinned", move |db| Ok(pins::count(db, author)? == 1)).await;
    pin::unpin(&ada.app, ada.me, original).await.unwrap();
    bert.until("it is unpinned", move |db| Ok(pins::count(db, author)? == 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_cuts_both_ways() {
    let (ada, bert) = friends().await;
    let target = ada.find(&bert).await;
    block::block(&ada.app, ada.me, target).await.unwrap();
    let (blocker, me) = (bert.find(&ada).await, bert.me);
    bert.until("the block is here and the follow is not", move |db| {
        Ok(blocks::exists(db, blocker, me)? && !follows::is_accepted(db, me, blocker)?)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_reaches_the_owner_without_naming_the_reporter() {
    let (ada, bert) = friends().await;
    let uri = ada.says("Something rude", Visibility::Public, None).await;
    let post = bert.gets(&uri).await;
    let target = bert.find(&ada).await;
    report::report(&bert.app, target, vec![post.id], "Rude".into()).await.unwrap();
    ada.until("the report is here", move |db| {
        let from = accounts::by_uri(db, "https://bert.example/actor")?;
        from.map_or(Ok(false), |from| Ok(reports::count(db, from.id)? == 1))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_profile_is_read_again() {
    let (ada, bert) = friends().await;
    let changes = profile::Changes {
        display_name: Some("Ada L.".into()),
        show_media_replies: Some(false),
        ..profile::Changes::default()
    };
    profile::update(&ada.app, ada.me, changes).await.unwrap();
    let author = bert.find(&ada).await;
    bert.until("the new name is here", move |db| {
        Ok(accounts::by_id(db, author)?.is_some_and(|account| account.display_name == "Ada L."))
    })
    .await;
    let account = bert.read(move |db| accounts::by_id(db, author)).await.unwrap();
    assert_eq!(account.tabs, accounts::Tabs { media_replies: false, ..Default::default() });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_is_named_gets_the_post() {
    let (ada, bert) = neighbours().await;
    let uri = ada.says("Hello @bert@bert.example!", Visibility::Unlisted, None).await;
    let status = bert.gets(&uri).await;
    let me = bert.me;
    assert!(bert.read(move |db| mentions::exists(db, status.id, me)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn neighbours_who_sign_their_requests_pass_where_strangers_do_not() {
    let (ada, bert) = neighbours().await;
    let strict = |tx: &Write| settings::set(tx, settings::AUTHORISED_FETCH, "1");
    for node in [&ada, &bert] {
        node.app.store.write(strict).await.unwrap();
    }
    assert_eq!(ada.asked_by_a_stranger("/users/ada").await, 401);
    assert_eq!(ada.asked_by_a_stranger("/actor").await, 200);
    let target = bert.find(&ada).await;
    follow(&bert.app, bert.me, target, Options::default()).await.unwrap();
    let me = bert.me;
    bert.until("it is accepted", move |db| follows::is_accepted(db, me, target)).await;
}

fn public(draft: Draft) -> NewPost {
    let visibility = Visibility::Public;
    NewPost {
        quote_policy: QuotePolicy::default(),
        draft,
        visibility,
        in_reply_to: None,
        quote: None,
        idempotency_key: None,
        app_id: None,
        scheduled: None,
    }
}
