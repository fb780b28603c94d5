//! A node on which much has come in: posts of people whom its owner follows, notifications, a long thread.

use std::path::Path;

use nichoir::app::App;
use nichoir::federation::context::Context;
use nichoir::federation::post::Post;
use nichoir::federation::store_post;
use nichoir::id::{AccountId, StatusId};
use nichoir::store::notifications::{NewNotification, NotificationKind};
use nichoir::store::{Write, bookmarks, notifications, owners, words};

use super::posts::Posts;
use super::prepared::{prepare, token, token_of};
use super::remote::Remote;

/// Posts stored with one commit.
const AT_ONCE: usize = 200;
/// Every so many posts, the owner is told of something.
const TOLD_OF: i64 = 5;
/// And every so many, they keep one.
const KEPT: i64 = 50;

/// Stores posts as if they had come in, and answers a token to read them with.
pub(crate) async fn fill(data: &Path, count: usize) -> String {
    let app = prepare(data).await;
    let people = people(&app).await;
    posts(&app, &people, count).await;
    token(&app).await
}

/// The same, with notifications, a thread of `replies` answers and all words read: tokens of so many apps, and where
/// the thread begins.
pub(crate) async fn furnish(
    data: &Path,
    count: usize,
    replies: usize,
    apps: usize,
) -> (Vec<String>, StatusId) {
    let app = prepare(data).await;
    let people = people(&app).await;
    // Before all others, so that home does not begin with it.
    let thread = thread(&app, &people, replies, start_ms(&app, count) - 60_000).await;
    let stored = posts(&app, &people, count).await;
    tell(&app, stored).await;
    while app.store.write(|tx| words::read(tx, 2000)).await.unwrap() > 0 {}
    let mut tokens = Vec::new();
    for n in 0..apps {
        tokens.push(token_of(&app, &format!("app {n}")).await);
    }
    (tokens, thread)
}

/// Twenty people, each with a server of their own.
async fn people(app: &App) -> Vec<(AccountId, String)> {
    let mut people = Vec::new();
    for n in 0..20 {
        let person = Remote::new(&format!("https://peer{n}.example"), "person");
        people.push((person.introduce(app).await, person.uri));
    }
    people
}

/// A post a minute, the last one now.
fn start_ms(app: &App, count: usize) -> i64 {
    app.clock.now_ms() - 60_000 * i64::try_from(count).unwrap()
}

async fn posts(
    app: &App,
    people: &[(AccountId, String)],
    count: usize,
) -> Vec<(StatusId, AccountId)> {
    let uris: Vec<_> = people.iter().map(|(_, uri)| uri.as_str()).collect();
    let mut posts = Posts::new(1);
    let start_ms = start_ms(app, count);
    let mut next = (0_i64..).zip(people.iter().cycle()).take(count).peekable();
    let mut stored = Vec::with_capacity(count);
    while next.peek().is_some() {
        let group = next.by_ref().take(AT_ONCE).map(|(n, (account, uri))| {
            let create = posts.create(uri, &uris, start_ms + 60_000 * n);
            (*account, Post::read(&create["object"], &app.packer).unwrap())
        });
        stored.extend(store(app, group.collect()).await);
    }
    stored
}

async fn store(app: &App, posts: Vec<(AccountId, Post)>) -> Vec<(StatusId, AccountId)> {
    let cx = Context::now(app, false).await.unwrap();
    let insert = |tx: &Write, cx: &Context, (account, post): &(AccountId, Post)| {
        store_post::insert(tx, cx, post, *account).map(|id| (id, *account))
    };
    let write = app.store.write(move |tx| posts.iter().map(|one| insert(tx, &cx, one)).collect());
    write.await.unwrap()
}

/// Mentions, likes and reblogs, each of another post; some new followers; and a few bookmarks.
async fn tell(app: &App, posts: Vec<(StatusId, AccountId)>) {
    const KINDS: [NotificationKind; 4] = [
        NotificationKind::Mention,
        NotificationKind::Favourite,
        NotificationKind::Reblog,
        NotificationKind::Follow,
    ];
    let (ids, now_ms) = (app.ids.clone(), app.clock.now_ms());
    let count = i64::try_from(posts.len()).unwrap();
    let write = app.store.write(move |tx| {
        let (owner, _) = owners::first(tx)?.unwrap();
        for (n, (status, from)) in (0_i64..).zip(posts).filter(|(n, _)| n % TOLD_OF == 0) {
            let kind = KINDS[usize::try_from(n / TOLD_OF % 4).unwrap()];
            let status_id = (kind != NotificationKind::Follow).then_some(status);
            let new = NewNotification {
                id: ids.next(),
                account_id: owner,
                kind,
                from_id: from,
                status_id,
            };
            notifications::insert(tx, &new, now_ms - 60_000 * (count - n))?;
            if n % KEPT == 0 {
                bookmarks::insert(tx, owner, status, now_ms)?;
            }
        }
        Ok(())
    });
    write.await.unwrap();
}

/// Answers to a post, and answers to those.
async fn thread(app: &App, people: &[(AccountId, String)], replies: usize, at_ms: i64) -> StatusId {
    let uris: Vec<_> = people.iter().map(|(_, uri)| uri.as_str()).collect();
    let mut posts = Posts::new(2);
    let (mut uri, mut ids) = (Vec::<String>::new(), Vec::new());
    for (n, (account, author)) in people.iter().cycle().take(replies + 1).enumerate() {
        let mut object = posts.create(author, &uris, at_ms)["object"].take();
        // Half of them answer the first post, the others one of those.
        let above = if n % 2 == 1 { uri.first() } else { uri.get(n / 2) };
        object["inReplyTo"] = above.cloned().into();
        uri.push(object["id"].as_str().unwrap().to_owned());
        let post = Post::read(&object, &app.packer).unwrap();
        ids.extend(store(app, vec![(*account, post)]).await);
    }
    ids[0].0
}
