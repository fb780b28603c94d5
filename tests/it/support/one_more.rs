//! One more of everything that the owner's app lists, and of everything that a post can have.

use hyper::Method;
use nichoir::clock::rfc3339;
use nichoir::id::{AccountId, StatusId};
use nichoir::store::cards::{self, Card};
use nichoir::store::notifications::{self, NewNotification, NotificationKind};
use nichoir::store::statuses::Visibility;
use nichoir::store::{favourites, follows};
use serde_json::{Value, json};

use super::arriving::{ada, follow, post_by};
use super::met::meet;
use super::owner::Owner;
use super::server::Server;

/// What there is more of.
#[derive(Default)]
pub(crate) struct Many {
    /// People whom Ada follows.
    pub(crate) people: Vec<AccountId>,
    /// Posts of all kinds.
    pub(crate) posts: Vec<StatusId>,
    /// The last answer of the longest thread.
    pub(crate) deepest: Option<StatusId>,
}

/// What every further thing hangs on.
pub(crate) struct Middle {
    /// Ada's post that others like, answer and quote.
    pub(crate) post: StatusId,
    /// Somebody whom everybody follows.
    pub(crate) person: AccountId,
    /// The list of people.
    pub(crate) list: String,
    /// The filter.
    pub(crate) filter: String,
}

/// Adds one of each kind; `n` is another one each time.
pub(crate) async fn one_more(owner: &Owner<'_>, middle: &Middle, many: &mut Many, n: usize) {
    let bird = somebody(owner.server, middle, n).await;
    many.people.push(bird);
    let mut posts = own_posts(owner, middle, n).await;
    posts.extend(arrivals(owner.server, middle, many, bird, n).await);
    for post in &posts {
        for verb in ["favourite", "bookmark", "reblog"] {
            owner.ask(Method::POST, &format!("/api/v1/statuses/{post}/{verb}"), &json!({})).await;
        }
    }
    choices(owner, middle, bird, posts[0], n).await;
    react(owner.server, middle.post, bird).await;
    many.posts.extend(posts);
}

/// Somebody who follows, and is followed by, everybody; somebody who asks to; and a stranger who says something.
async fn somebody(server: &Server, middle: &Middle, n: usize) -> AccountId {
    let bird = meet(server, &format!("chirp{n}")).await;
    follow(server, bird).await;
    let (ada, asking) = (ada(server).await, meet(server, &format!("asking{n}")).await);
    let (ids, now_ms, person) = (server.app.ids.clone(), server.app.clock.now_ms(), middle.person);
    let write = server.app.store.write(move |tx| {
        for (from, to) in [(asking, ada), (bird, ada), (bird, person), (person, bird)] {
            let uri = format!("https://far.example/f/{from}/{to}");
            follows::request(tx, ids.next(), &uri, from, to, now_ms)?;
            if from != asking {
                follows::accept(tx, &follows::between(tx, from, to)?.unwrap())?;
            }
        }
        Ok(())
    });
    write.await.unwrap();
    post_by(asking).naming_ada().arrives(server).await;
    bird
}

/// A picture, a poll with rules of its own, a quote, and one with people and hashtags, for later as well.
async fn own_posts(owner: &Owner<'_>, middle: &Middle, n: usize) -> Vec<StatusId> {
    let poll = json!({ "options": ["a", "b"], "expires_in": 3600 });
    let later = rfc3339(owner.server.app.clock.now_ms() + 3_600_000);
    let mut bodies = vec![
        json!({ "status": format!("chirp @chirp{n}@far.example #nest #chirp{n}") }),
        json!({ "status": "?", "poll": poll, "quote_approval_policy": "followers" }),
        json!({ "status": "indeed", "quoted_status_id": middle.post.to_string() }),
        json!({ "status": format!("dear @chirp{n}@far.example"), "visibility": "direct" }),
        json!({ "status": "later", "scheduled_at": later }),
    ];
    for body in [json!({ "status": "a nest" }), json!({ "status": "", "scheduled_at": later })] {
        let mut with_picture = body;
        with_picture["media_ids"] = json!([owner.upload("photo.png").await]);
        bodies.push(with_picture);
    }
    let mut posts = Vec::new();
    for body in bodies {
        let made = owner.post("/api/v1/statuses", &body).await;
        if made.get("scheduled_at").is_none() {
            posts.push(id(&made));
        }
    }
    let changed = json!({ "status": format!("chirp chirp #nest {n}") });
    owner.ask(Method::PUT, &format!("/api/v1/statuses/{}", middle.post), &changed).await;
    posts
}

/// With a hashtag, with a link that was read, answers, a reblog, and one for Ada alone.
async fn arrivals(
    server: &Server,
    middle: &Middle,
    many: &mut Many,
    bird: AccountId,
    n: usize,
) -> Vec<StatusId> {
    let (url, person, ada) =
        (format!("https://news.example/{n}"), middle.person, ada(server).await);
    let card = Card { url: url.clone(), title: "Chirp".into(), ..Card::default() };
    server.app.store.write(move |tx| cards::put(tx, &card)).await.unwrap();
    let text = format!("<p>Chirp <a href=\"{url}\">news</a></p>");
    let linking = post_by(bird).saying(&text).tagged("nest").arrives(server).await;
    post_by(bird).reblogging(linking).arrives(server).await;
    post_by(bird).reblogging(middle.post).arrives(server).await;
    post_by(person).tagged(&format!("chirps{n}")).arrives(server).await;
    post_by(bird).answering(middle.post, ada).naming_ada().arrives(server).await;
    let (above, author) = many.deepest.map_or((middle.post, ada), |post| (post, person));
    let deepest = post_by(person).answering(above, author).naming_ada().arrives(server).await;
    many.deepest = Some(deepest);
    post_by(bird).seen_by(Visibility::Direct).naming_ada().arrives(server).await;
    vec![linking]
}

/// A further line in each of the owner's own lists.
async fn choices(owner: &Owner<'_>, middle: &Middle, bird: AccountId, post: StatusId, n: usize) {
    let (muted, blocked) = (format!("muted{n}"), format!("blocked{n}"));
    let muted = meet(owner.server, &muted).await;
    let blocked = meet(owner.server, &blocked).await;
    let word = json!({ "keyword": format!("chirp {n}") });
    let filter = json!({
        "title": n.to_string(), "context": ["home", "public"], "keywords_attributes": [word],
    });
    let list = owner.post("/api/v1/lists", &json!({ "title": format!("Birds {n}") })).await;
    let list = list["id"].as_str().unwrap();
    let people = json!({ "account_ids": [bird.to_string(), middle.person.to_string()] });
    let single = json!({ "status_id": post.to_string() });
    let another = owner.post("/api/v2/filters", &filter).await;
    let another = another["id"].as_str().unwrap();
    for (path, body) in [
        (format!("v1/lists/{list}/accounts"), &people),
        (
            format!("v1/lists/{}/accounts", middle.list),
            &json!({ "account_ids": [bird.to_string()] }),
        ),
        (format!("v1/tags/chirp{n}/follow"), &json!({})),
        ("v1/featured_tags".into(), &json!({ "name": format!("chirps{n}") })),
        (format!("v1/accounts/{bird}/endorse"), &json!({})),
        (format!("v1/accounts/{muted}/mute"), &json!({})),
        (format!("v1/accounts/{blocked}/block"), &json!({})),
        ("v1/domain_blocks".into(), &json!({ "domain": format!("bad{n}.example") })),
        (format!("v2/filters/{}/keywords", middle.filter), &word),
        (format!("v2/filters/{}/statuses", middle.filter), &single),
        (format!("v2/filters/{another}/statuses"), &single),
    ] {
        owner.post(&format!("/api/{path}"), body).await;
    }
}

/// Somebody likes Ada's post, of which she is told.
async fn react(server: &Server, post: StatusId, bird: AccountId) {
    let (app, ada) = (server.app.clone(), ada(server).await);
    let write = server.app.store.write(move |tx| {
        let now_ms = app.clock.now_ms();
        let uri = format!("https://far.example/likes/{bird}");
        favourites::insert(tx, bird, post, &uri, None, now_ms)?;
        for (kind, status_id) in [
            (NotificationKind::Favourite, Some(post)),
            (NotificationKind::Reblog, Some(post)),
            (NotificationKind::Follow, None),
        ] {
            let id = app.ids.next();
            let new = NewNotification { id, account_id: ada, kind, from_id: bird, status_id };
            notifications::insert(tx, &new, now_ms)?;
        }
        Ok(())
    });
    write.await.unwrap();
}

fn id(value: &Value) -> StatusId {
    value["id"].as_str().unwrap().parse().unwrap()
}
