//! Every route that can be read is asked, and its answer held against Mastodon's documentation.

use std::collections::BTreeMap;

use hyper::Method;
use nichoir::clock::rfc3339;
use nichoir::id::{AccountId, CollectionId, StatusId};
use nichoir::store::collection_items::{self, Unasked};
use nichoir::store::collections::{self, Collection};
use nichoir::store::follows;
use nichoir::store::notifications::NotificationKind;
use nichoir::store::statuses::Visibility;
use serde_json::{Value, json};

use crate::support::arriving::{ada, follow, post_by};
use crate::support::entities::Entities;
use crate::support::met::meet;
use crate::support::owner::Owner;
use crate::support::server::Server;

/// What stands for `{…}` in a path: the name of something in [`furnished`], by how the path begins.
const PLACES: &[(&str, &str)] = &[
    ("/api/v1/accounts/{id}", "account"),
    ("/api/v1_alpha/async_refreshes/{id}", "status"),
    ("/api/v1/statuses/{id}/source", "own status"),
    ("/api/v1/statuses/{id}", "status"),
    ("/api/v1/polls/{id}", "poll"),
    ("/api/v1/media/{id}", "picture"),
    ("/api/v1/collections/{id}", "set"),
    ("/api/v1/lists/{id}", "list"),
    ("/api/v1/tags/{name}", "tag"),
    ("/api/v1/timelines/tag/{name}", "tag"),
    ("/api/v1/timelines/list/{id}", "list"),
    ("/api/v2/filters/keywords/{id}", "keyword"),
    ("/api/v2/filters/statuses/{id}", "filtered status"),
    ("/api/v2/filters/{id}", "filter"),
    ("/api/v1/filters/{id}", "keyword"),
    ("/api/v1/notifications/requests/{id}", "request"),
    ("/api/v1/notifications/{id}", "notification"),
    ("/api/v2/notifications/{key}", "group"),
    ("/api/v1/scheduled_statuses/{id}", "scheduled"),
];

/// What each route answers: see `tests/entities`.
pub(crate) const ANSWERS: &[(&str, &str)] = &[
    ("/.well-known/oauth-authorization-server", "any"),
    ("/api/v1/accounts", "[Account]"),
    ("/api/v1/accounts/familiar_followers", "[FamiliarFollowers]"),
    ("/api/v1/accounts/lookup", "Account"),
    ("/api/v1/accounts/relationships", "[Relationship]"),
    ("/api/v1/accounts/search", "[Account]"),
    ("/api/v1/accounts/verify_credentials", "CredentialAccount"),
    ("/api/v1/accounts/{id}", "Account"),
    ("/api/v1/accounts/{id}/collections", "Collections"),
    ("/api/v1/accounts/{id}/endorsements", "[Account]"),
    ("/api/v1/accounts/{id}/featured_tags", "[FeaturedTag]"),
    ("/api/v1/accounts/{id}/followers", "[Account]"),
    ("/api/v1/accounts/{id}/following", "[Account]"),
    ("/api/v1/accounts/{id}/identity_proofs", "[any]"),
    ("/api/v1/accounts/{id}/in_collections", "Collections"),
    ("/api/v1/accounts/{id}/lists", "[List]"),
    ("/api/v1/accounts/{id}/statuses", "[Status]"),
    ("/api/v1/announcements", "[any]"),
    ("/api/v1/annual_reports", "AnnualReports"),
    ("/api/v1/annual_reports/{year}/state", "AnnualReportState"),
    ("/api/v1/apps/verify_credentials", "CredentialApplication"),
    ("/api/v1/blocks", "[Account]"),
    ("/api/v1/bookmarks", "[Status]"),
    ("/api/v1/collections/{id}", "CollectionWithAccounts"),
    ("/api/v1/conversations", "[Conversation]"),
    ("/api/v1/custom_emojis", "[CustomEmoji]"),
    ("/api/v1/directory", "[Account]"),
    ("/api/v1/domain_blocks", "[text]"),
    ("/api/v1/domain_blocks/preview", "DomainBlockPreview"),
    ("/api/v1/endorsements", "[Account]"),
    ("/api/v1/favourites", "[Status]"),
    ("/api/v1/featured_tags", "[FeaturedTag]"),
    ("/api/v1/featured_tags/suggestions", "[Tag]"),
    ("/api/v1/filters", "[FilterV1]"),
    ("/api/v1/filters/{id}", "FilterV1"),
    ("/api/v1/follow_requests", "[Account]"),
    ("/api/v1/followed_tags", "[Tag]"),
    ("/api/v1/instance", "InstanceV1"),
    ("/api/v1/instance/activity", "[any]"),
    ("/api/v1/instance/domain_blocks", "[any]"),
    ("/api/v1/instance/extended_description", "ExtendedDescription"),
    ("/api/v1/instance/languages", "[Language]"),
    ("/api/v1/instance/peers", "[text]"),
    ("/api/v1/instance/privacy_policy", "ExtendedDescription"),
    ("/api/v1/instance/rules", "[any]"),
    ("/api/v1/instance/translation_languages", "{[text]}"),
    ("/api/v1/lists", "[List]"),
    ("/api/v1/lists/{id}", "List"),
    ("/api/v1/lists/{id}/accounts", "[Account]"),
    ("/api/v1/markers", "{Marker}"),
    ("/api/v1/media/{id}", "MediaAttachment"),
    ("/api/v1/mutes", "[MutedAccount]"),
    ("/api/v1/notifications", "[Notification]"),
    ("/api/v1/notifications/requests", "[NotificationRequest]"),
    ("/api/v1/notifications/requests/merged", "Merged"),
    ("/api/v1/notifications/requests/{id}", "NotificationRequest"),
    ("/api/v1/notifications/unread_count", "Count"),
    ("/api/v1/notifications/{id}", "Notification"),
    ("/api/v1/peers/search", "[text]"),
    ("/api/v1/polls/{id}", "Poll"),
    ("/api/v1/preferences", "Preferences"),
    ("/api/v1/profile", "Profile"),
    ("/api/v1/push/subscription", "PushSubscription"),
    ("/api/v1/scheduled_statuses", "[ScheduledStatus]"),
    ("/api/v1/scheduled_statuses/{id}", "ScheduledStatus"),
    ("/api/v1/statuses", "[Status]"),
    ("/api/v1/statuses/{id}", "Status"),
    ("/api/v1/statuses/{id}/context", "Context"),
    ("/api/v1/statuses/{id}/favourited_by", "[Account]"),
    ("/api/v1/statuses/{id}/history", "[StatusEdit]"),
    ("/api/v1/statuses/{id}/quotes", "[Status]"),
    ("/api/v1/statuses/{id}/reblogged_by", "[Account]"),
    ("/api/v1/statuses/{id}/source", "StatusSource"),
    ("/api/v1/suggestions", "[any]"),
    ("/api/v1/tags/{name}", "Tag"),
    ("/api/v1/timelines/home", "[Status]"),
    ("/api/v1/timelines/list/{id}", "[Status]"),
    ("/api/v1/timelines/public", "[Status]"),
    ("/api/v1/timelines/tag/{name}", "[Status]"),
    ("/api/v1/trends", "[Tag]"),
    ("/api/v1/trends/links", "[any]"),
    ("/api/v1/trends/statuses", "[Status]"),
    ("/api/v1/trends/tags", "[Tag]"),
    ("/api/v1_alpha/async_refreshes/{id}", "AsyncRefreshAnswer"),
    ("/api/v2/filters", "[Filter]"),
    ("/api/v2/filters/keywords/{id}", "FilterKeyword"),
    ("/api/v2/filters/statuses/{id}", "FilterStatus"),
    ("/api/v2/filters/{id}", "Filter"),
    ("/api/v2/filters/{id}/keywords", "[FilterKeyword]"),
    ("/api/v2/filters/{id}/statuses", "[FilterStatus]"),
    ("/api/v2/instance", "Instance"),
    ("/api/v2/notifications", "GroupedNotifications"),
    ("/api/v2/notifications/policy", "NotificationPolicy"),
    ("/api/v2/notifications/unread_count", "Count"),
    ("/api/v2/notifications/{key}", "GroupedNotifications"),
    ("/api/v2/notifications/{key}/accounts", "[Account]"),
    ("/api/v2/search", "Search"),
    ("/api/v2/suggestions", "[any]"),
    ("/oauth/userinfo", "UserInfo"),
];

/// What is read, but not as an entity: pages, streams, and what is not there.
const OTHERS: &[&str] = &[
    "/oauth/authorize",
    "/api/v1/donation_campaigns",
    "/api/v1/instance/terms_of_service",
    "/api/v1/streaming",
    "/api/{*rest}",
];

/// Lists that stay empty on a node for one person; all others must have something to be held against.
pub(crate) const EMPTY: &[&str] = &[
    "/api/v1/accounts/{id}/identity_proofs",
    "/api/v1/announcements",
    "/api/v1/custom_emojis",
    "/api/v1/directory",
    "/api/v1/instance/",
    "/api/v1/peers/search",
    "/api/v1/suggestions",
    "/api/v1/trends",
    "/api/v2/suggestions",
    // Nobody here knows of others what they show on their profiles.
    "/api/v1/accounts/{id}/endorsements",
    "/api/v1/accounts/{id}/featured_tags",
];

#[tokio::test]
async fn every_route_answers_as_the_documentation_says() {
    let server = Server::of_ada().await;
    let owner = Owner::with_scopes(&server, "read write follow push profile").await;
    let names = furnished(&server, &owner).await;
    let (entities, mut faults, mut asked) = (Entities::read(), Vec::new(), 0);
    for path in paths() {
        if OTHERS.iter().any(|other| path.starts_with(other)) {
            continue;
        }
        let filled = filled(&path, &names);
        let answer = owner.ask_with(Method::GET, &with_query(&filled, &names), &[], "").await;
        if answer.status == 405 {
            continue;
        }
        let Some((_, kind)) = ANSWERS.iter().find(|(known, _)| *known == path) else {
            faults.push(format!("{path}: nobody says what it answers"));
            continue;
        };
        if answer.status != 200 {
            faults.push(format!("{path}: {} {}", answer.status, answer.text()));
            continue;
        }
        asked += 1;
        let value = answer.json();
        let may_be_empty = EMPTY.iter().any(|empty| path.starts_with(empty));
        if value == json!([]) && !may_be_empty {
            faults.push(format!("{path}: there is nothing to look at"));
        }
        faults.extend(entities.faults(kind, &value).iter().map(|fault| format!("{path}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(asked, ANSWERS.len(), "a route that is described is not there");
}

/// Asks every list again, and holds what it answers against the documentation.
pub(crate) async fn check_lists(owner: &Owner<'_>) -> Vec<String> {
    let (entities, mut faults) = (Entities::read(), Vec::new());
    for (path, kind) in ANSWERS.iter().filter(|(path, _)| !path.contains('{')) {
        let answer = owner.ask_with(Method::GET, path, &[], "").await;
        if answer.status.is_server_error() {
            faults.push(format!("{path}: {} {}", answer.status, answer.text()));
        }
        if answer.status == 200 {
            let value = answer.json();
            faults.extend(entities.faults(kind, &value).iter().map(|it| format!("{path}: {it}")));
        }
    }
    faults
}

/// All paths in `routes.rs`, streams left out.
pub(crate) fn paths() -> Vec<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/client/routes.rs");
    let text = std::fs::read_to_string(file).unwrap();
    let mut paths: Vec<_> = text
        .split('"')
        .filter(|part| part.starts_with('/') && !part.contains(' '))
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

/// The path with a name in each place; in one that is only written to it does not matter which.
pub(crate) fn filled(path: &str, names: &Names) -> String {
    let place = PLACES.iter().find(|(start, _)| path.starts_with(start));
    let name = &names[place.map_or("status", |(_, name)| name)];
    let mut parts = path.split('{');
    let mut filled = parts.next().unwrap().to_owned();
    for part in parts {
        filled.push_str(name);
        filled.push_str(part.split_once('}').unwrap().1);
    }
    filled
}

pub(crate) fn with_query(path: &str, names: &Names) -> String {
    let query = match path {
        "/api/v1/accounts" | "/api/v1/accounts/relationships" => {
            format!("id[]={}", names["account"])
        }
        "/api/v1/accounts/familiar_followers" => format!("id[]={}", names["account"]),
        "/api/v1/accounts/lookup" => "acct=bo@far.example".into(),
        "/api/v1/accounts/search" => "q=bo".into(),
        "/api/v1/statuses" => format!("id[]={}", names["status"]),
        "/api/v1/markers" => "timeline[]=home".into(),
        "/api/v1/domain_blocks/preview" => "domain=far.example".into(),
        "/api/v2/search" => "q=chirp".into(),
        _ => return path.to_owned(),
    };
    format!("{path}?{query}")
}

/// The ids of what is there.
pub(crate) type Names = BTreeMap<&'static str, String>;

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// A node on which every list has something, and the ids of what is there.
pub(crate) async fn furnished(server: &Server, owner: &Owner<'_>) -> Names {
    let bo = meet(server, "bo").await;
    follow(server, bo).await;
    let mut names = Names::from([("account", bo.to_string()), ("tag", "nest".to_owned())]);
    posts(owner, &mut names).await;
    let chirp = arrivals(server, bo).await;
    choices(server, owner, bo, &mut names).await;
    filters(owner, chirp, &mut names).await;
    asks_to_follow(server).await;
    subscribes(owner).await;
    names.insert("set", recommends(server, bo).await.to_string());
    let told = owner.get("/api/v1/notifications").await;
    names.insert("notification", id(&told[0]));
    names.insert("group", told[0]["group_key"].as_str().unwrap().to_owned());
    names.insert("request", id(&owner.get("/api/v1/notifications/requests").await[0]));
    names
}

/// What Ada posts, and does with it.
async fn posts(owner: &Owner<'_>, names: &mut Names) {
    let post = async |body: Value| owner.post("/api/v1/statuses", &body).await;
    let own = post(json!({ "status": "chirp #nest @bo@far.example" })).await;
    let path = format!("/api/v1/statuses/{}", id(&own));
    owner.ask(Method::PUT, &path, &json!({ "status": "chirp chirp #nest" })).await;
    for verb in ["favourite", "bookmark", "reblog", "pin"] {
        owner.post(&format!("{path}/{verb}"), &json!({})).await;
    }
    post(json!({ "status": "look #egg", "quoted_status_id": own["id"] })).await;
    let picture = owner.upload("photo.png").await;
    post(json!({ "status": "a nest", "media_ids": [picture.clone()] })).await;
    names.insert("picture", picture);
    let poll = json!({ "options": ["a", "b"], "expires_in": 3600 });
    names.insert("poll", id(&post(json!({ "status": "?", "poll": poll })).await));
    let later = rfc3339(owner.server.app.clock.now_ms() + 3_600_000);
    let later = post(json!({ "status": "later", "scheduled_at": later })).await;
    names.insert("scheduled", id(&later));
    names.insert("own status", id(&own));
    names.insert("status", id(&own));
    let now_ms = owner.server.app.clock.now_ms();
    owner.server.app.refreshes.begin(id(&own).parse().unwrap(), now_ms);
    let read = json!({ "home": { "last_read_id": id(&own) } });
    owner.post("/api/v1/markers", &read).await;
}

/// What others post. Answers one that Ada is told of.
async fn arrivals(server: &Server, bo: AccountId) -> StatusId {
    let cy = meet(server, "cy").await;
    let chirp = post_by(bo).tagged("nest").naming_ada().arrives(server).await;
    post_by(bo).telling_ada(&[NotificationKind::Favourite]).arrives(server).await;
    post_by(bo).reblogging(chirp).arrives(server).await;
    post_by(cy).naming_ada().arrives(server).await;
    post_by(bo).seen_by(Visibility::Direct).naming_ada().arrives(server).await;
    chirp
}

/// Lists, hashtags, and people whom Ada wants to hear more or less of.
async fn choices(server: &Server, owner: &Owner<'_>, bo: AccountId, names: &mut Names) {
    let list = owner.post("/api/v1/lists", &json!({ "title": "Birds" })).await;
    names.insert("list", id(&list));
    let di = meet(server, "di").await;
    for (path, body) in [
        (format!("lists/{}/accounts", id(&list)), json!({ "account_ids": [bo.to_string()] })),
        ("tags/nest/follow".into(), json!({})),
        ("featured_tags".into(), json!({ "name": "nest" })),
        (format!("accounts/{bo}/endorse"), json!({})),
        (format!("accounts/{di}/mute"), json!({})),
        (format!("accounts/{}/block", meet(server, "ef").await), json!({})),
        ("domain_blocks".into(), json!({ "domain": "bad.example" })),
    ] {
        owner.post(&format!("/api/v1/{path}"), &body).await;
    }
}

/// A filter that finds a word and a post.
async fn filters(owner: &Owner<'_>, chirp: StatusId, names: &mut Names) {
    let filter = json!({
        "title": "x", "context": ["home"], "keywords_attributes": [{ "keyword": "chirp" }],
    });
    let filter = owner.post("/api/v2/filters", &filter).await;
    let single = json!({ "status_id": chirp.to_string() });
    let path = format!("/api/v2/filters/{}/statuses", id(&filter));
    names.insert("filtered status", id(&owner.post(&path, &single).await));
    names.insert("keyword", id(&filter["keywords"][0]));
    names.insert("filter", id(&filter));
}

/// Bo recommends himself.
async fn recommends(server: &Server, bo: AccountId) -> CollectionId {
    let (ids, now_ms) = (server.app.ids.clone(), server.app.clock.now_ms());
    let set = Collection {
        id: ids.next(),
        uri: "https://far.example/sets/1".into(),
        url: None,
        account_id: bo,
        name: "Birds".into(),
        description_html: String::new(),
        language: None,
        tag: Some("nest".into()),
        sensitive: false,
        discoverable: true,
        published_ms: now_ms,
        updated_ms: now_ms,
        fetched_ms: now_ms,
    };
    let item = Unasked {
        id: ids.next(),
        object_uri: "https://far.example/users/bo".into(),
        authorization_uri: "https://far.example/consents/1".into(),
    };
    let write = server.app.store.write(move |tx| {
        let id = collections::put(tx, &set)?;
        collection_items::put(tx, id, std::slice::from_ref(&item))?;
        collection_items::answer(tx, item.id, Some(bo))?;
        Ok(id)
    });
    write.await.unwrap()
}

/// Somebody asks to follow Ada, and somebody else does.
async fn asks_to_follow(server: &Server) {
    let (ada, bo, ed) = (ada(server).await, meet(server, "bo").await, meet(server, "ed").await);
    let (ids, now_ms) = (server.app.ids.clone(), server.app.clock.now_ms());
    let write = server.app.store.write(move |tx| {
        follows::request(tx, ids.next(), "https://far.example/f/1", ed, ada, now_ms)?;
        follows::request(tx, ids.next(), "https://far.example/f/2", bo, ada, now_ms)?;
        let follow = follows::between(tx, bo, ada)?.unwrap();
        follows::accept(tx, &follow).map(|_| ())
    });
    write.await.unwrap();
}

/// The app wants to be told; with the keys of RFC 8291 §5.
async fn subscribes(owner: &Owner<'_>) {
    let keys = json!({
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    });
    let subscription =
        json!({ "endpoint": "https://push.example/1", "keys": keys, "standard": true });
    owner.post("/api/v1/push/subscription", &json!({ "subscription": subscription })).await;
}
