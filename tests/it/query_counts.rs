//! No route makes a number of queries that grows with the page.
//!
//! Every list is asked with a little of everything on it, and again with much more. The store counts the
//! statements, and the long page may not have cost more of them.

use std::collections::BTreeMap;

use hyper::Method;
use serde_json::Value;

use crate::client_walk::{ANSWERS, EMPTY, Names, filled, furnished, paths, with_query};
use crate::support::arriving::ada;
use crate::support::one_more::{Many, Middle, one_more};
use crate::support::owner::Owner;
use crate::support::server::Server;

/// Rounds of [`one_more`], and how long a page is asked for. Even the short page has some of each kind.
const FEW: (usize, u32) = (3, 15);
const MANY: (usize, u32) = (9, 40);

#[tokio::test]
async fn a_longer_page_costs_no_more_queries() {
    let server = Server::of_ada().await;
    let owner = Owner::with_scopes(&server, "read write follow push profile").await;
    let mut names = furnished(&server, &owner).await;
    let middle = Middle {
        post: names["own status"].parse().unwrap(),
        person: names["account"].parse().unwrap(),
        list: names["list"].clone(),
        filter: names["filter"].clone(),
    };
    let mut many = Many::default();
    for n in 0..FEW.0 {
        one_more(&owner, &middle, &mut many, n).await;
    }
    names.insert("group", group(&owner).await);
    let few = asked(&owner, &names, &many, FEW.1).await;
    let home = owner.get(&format!("/api/v1/timelines/home?limit={}", FEW.1)).await;
    for part in PARTS {
        assert!(shows(&home, part), "no post of the short page has {part}");
    }
    for n in FEW.0..MANY.0 {
        one_more(&owner, &middle, &mut many, n).await;
    }
    let after = asked(&owner, &names, &many, MANY.1).await;
    let faults: Vec<_> = few.iter().flat_map(|(path, few)| few.faults(path, after[path])).collect();
    assert!(few.len() > 80, "only {} routes were asked", few.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What a post may have, and what is looked up for it.
const PARTS: &[&str] =
    &["reblog", "quote", "poll", "media_attachments", "mentions", "tags", "card", "filtered"];

/// Whether any post has `part`, itself or in what it reblogs.
fn shows(posts: &Value, part: &str) -> bool {
    let has = |post: &Value| match &post[part] {
        Value::Array(list) => !list.is_empty(),
        other => !other.is_null(),
    };
    posts.as_array().unwrap().iter().any(|post| has(post) || has(&post["reblog"]))
}

/// What an answer cost, and how much there was in it.
#[derive(Clone, Copy)]
struct Asked {
    statements: u64,
    values: usize,
    lists: bool,
}

impl Asked {
    fn faults(self, path: &str, longer: Self) -> Option<String> {
        let (few, many) = (self.statements, longer.statements);
        // It may be less: what a quote quotes is on the longer page itself, say.
        if many > few {
            return Some(format!("{path}: {few} queries for a short page, {many} for a long one"));
        }
        let grew = longer.values > self.values;
        (self.lists && !grew).then(|| format!("{path}: there is no more on the long page"))
    }
}

/// All routes that can be read, by how they are known. Each is asked twice, since the first time may note something
/// down: that a thread is to be read, or the words that came.
async fn asked(
    owner: &Owner<'_>,
    names: &Names,
    many: &Many,
    limit: u32,
) -> BTreeMap<String, Asked> {
    let mut all = BTreeMap::new();
    for (known, question) in questions(owner, names, many).await {
        let sign = if question.contains('?') { '&' } else { '?' };
        let question = format!("{question}{sign}limit={limit}");
        owner.get(&question).await;
        let before = owner.server.app.store.statements();
        let answer = owner.get(&question).await;
        let statements = owner.server.app.store.statements() - before;
        let asked = Asked { statements, values: values(&answer), lists: lists(&known) };
        all.insert(known, asked);
    }
    all
}

async fn questions(owner: &Owner<'_>, names: &Names, many: &Many) -> Vec<(String, String)> {
    let ids = |ids: &[String]| ids.iter().map(|id| format!("id[]={id}&")).collect::<String>();
    let people = ids(&many.people.iter().map(ToString::to_string).collect::<Vec<_>>());
    let posts = ids(&many.posts.iter().map(ToString::to_string).collect::<Vec<_>>());
    let described = paths().into_iter().filter(|path| kind(path).is_some());
    let mut questions: Vec<_> = described
        .map(|path| {
            let question = match path.as_str() {
                "/api/v1/accounts"
                | "/api/v1/accounts/relationships"
                | "/api/v1/accounts/familiar_followers" => format!("{path}?{people}"),
                "/api/v1/statuses" => format!("{path}?{posts}"),
                "/api/v1/accounts/search" => format!("{path}?q=chirp"),
                _ => with_query(&filled(&path, names), names),
            };
            (path, question)
        })
        .collect();
    let me = format!("/api/v1/accounts/{}", ada(owner.server).await);
    for end in ["statuses", "followers", "following", "endorsements", "featured_tags"] {
        let known = format!("/api/v1/accounts/{{me}}/{end}");
        questions.push((known, format!("{me}/{end}")));
    }
    for question in [
        "/api/v1/timelines/public?local=true",
        "/api/v1/timelines/tag/nest?any[]=chirp1&only_media=false",
        "/api/v1/notifications?types[]=mention&include_filtered=true",
        "/api/v2/notifications?grouped_types[]=none",
        "/api/v2/search?q=chirp&type=statuses&offset=1",
    ] {
        questions.push((question.into(), question.into()));
    }
    let deepest = many.deepest.unwrap();
    let known = "/api/v1/statuses/{deepest}/context".into();
    questions.push((known, format!("/api/v1/statuses/{deepest}/context")));
    questions
}

/// What `path` answers, as the documentation calls it.
fn kind(path: &str) -> Option<&'static str> {
    ANSWERS.iter().find(|(known, _)| *known == path).map(|(_, kind)| *kind)
}

/// Whether there is more to see where more is stored.
fn lists(path: &str) -> bool {
    let is_empty = EMPTY.iter().any(|empty| path.starts_with(empty));
    let is_list = kind(path).is_none_or(|kind| {
        kind.starts_with('[') || ["Context", "Search", "GroupedNotifications"].contains(&kind)
    });
    is_list && !is_empty
}

/// The group of those who like Ada's post.
async fn group(owner: &Owner<'_>) -> String {
    let answer = owner.ask_with(Method::GET, "/api/v2/notifications?types[]=favourite", &[], "");
    let answer = answer.await.json();
    answer["notification_groups"][0]["group_key"].as_str().unwrap().to_owned()
}

/// How many things there are in an answer.
fn values(answer: &Value) -> usize {
    match answer {
        Value::Array(list) => list.len() + list.iter().map(values).sum::<usize>(),
        Value::Object(fields) => fields.values().map(values).sum(),
        _ => 0,
    }
}
