//! What the owner is told: in groups, counted, and by strangers only when they were let in.

use hyper::{Method, StatusCode};
use nichoir::id::{AccountId, StatusId};
use nichoir::store::notifications::{self, NewNotification, NotificationKind};
use serde_json::{Value, json};

use crate::support::arriving::{ada, follow, post_by};
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

async fn tell(
    server: &Server,
    kind: NotificationKind,
    from: AccountId,
    status_id: Option<StatusId>,
) {
    server.app.clock.advance_ms(1000);
    let (id, now_ms, account_id) =
        (server.app.ids.next(), server.app.clock.now_ms(), ada(server).await);
    let new = NewNotification { id, account_id, kind, from_id: from, status_id };
    server.app.store.write(move |tx| notifications::insert(tx, &new, now_ms)).await.unwrap();
}

async fn own_post(owner: &Owner<'_>) -> StatusId {
    let post = owner.post("/api/v1/statuses", &json!({ "status": "an egg" })).await;
    post["id"].as_str().unwrap().parse().unwrap()
}

fn groups(page: &Value) -> Vec<(&str, i64)> {
    let groups = page["notification_groups"].as_array().unwrap().iter();
    groups
        .map(|it| (it["type"].as_str().unwrap(), it["notifications_count"].as_i64().unwrap()))
        .collect()
}

#[tokio::test]
async fn many_likes_of_one_post_are_one_line() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy, di) =
        (meet(&server, "bo").await, meet(&server, "cy").await, meet(&server, "di").await);
    let (egg, nest) = (own_post(&owner).await, own_post(&owner).await);
    for from in [bo, cy] {
        tell(&server, NotificationKind::Favourite, from, Some(egg)).await;
        tell(&server, NotificationKind::Follow, from, None).await;
    }
    tell(&server, NotificationKind::Favourite, bo, Some(nest)).await;
    let page = owner.get("/api/v2/notifications").await;
    assert_eq!(groups(&page), [("favourite", 1), ("follow", 2), ("favourite", 2)]);
    let liked = &page["notification_groups"][2];
    assert_eq!(liked["sample_account_ids"], json!([cy.to_string(), bo.to_string()]));
    assert_eq!(liked["status_id"], egg.to_string());
    assert_eq!(page["statuses"].as_array().unwrap().len(), 2);
    assert_eq!(page["accounts"].as_array().unwrap().len(), 2);
    // One that joins brings the line to the top, and what was there is not there twice.
    tell(&server, NotificationKind::Favourite, di, Some(egg)).await;
    let first = owner.get("/api/v2/notifications?limit=1").await;
    assert_eq!(groups(&first), [("favourite", 3)]);
    let newest = first["notification_groups"][0]["page_max_id"].as_str().unwrap();
    let rest = owner.get(&format!("/api/v2/notifications?max_id={newest}")).await;
    assert_eq!(groups(&rest), [("favourite", 1), ("follow", 2)]);
    let plain = owner.get("/api/v2/notifications?grouped_types[]=follow").await;
    assert_eq!(groups(&plain).len(), 5);
    assert_eq!(owner.get("/api/v2/notifications/unread_count").await["count"], 3);
    assert_eq!(owner.get("/api/v1/notifications/unread_count").await["count"], 6);
    assert_eq!(ids(&owner.get("/api/v1/notifications").await).len(), 6);
}

#[tokio::test]
async fn a_line_can_be_opened_and_dismissed() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    let egg = own_post(&owner).await;
    for from in [bo, cy] {
        tell(&server, NotificationKind::Favourite, from, Some(egg)).await;
    }
    let page = owner.get("/api/v2/notifications").await;
    let key = page["notification_groups"][0]["group_key"].as_str().unwrap();
    let path = format!("/api/v2/notifications/{key}");
    assert_eq!(groups(&owner.get(&path).await), [("favourite", 2)]);
    let people = owner.get(&format!("{path}/accounts")).await;
    assert_eq!(ids(&people), [cy.to_string(), bo.to_string()]);
    owner.post(&format!("{path}/dismiss"), &json!({})).await;
    assert_eq!(owner.get("/api/v1/notifications").await, json!([]));
    assert_eq!(owner.ask(Method::GET, &path, &json!({})).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn likes_of_the_next_day_are_another_line() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    let egg = own_post(&owner).await;
    tell(&server, NotificationKind::Favourite, bo, Some(egg)).await;
    server.app.clock.advance_ms(13 * 3_600_000);
    tell(&server, NotificationKind::Favourite, cy, Some(egg)).await;
    let page = owner.get("/api/v2/notifications").await;
    assert_eq!(groups(&page), [("favourite", 1), ("favourite", 1)]);
}

#[tokio::test]
async fn words_of_a_stranger_wait_until_they_are_let_in() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    follow(&server, cy).await;
    let hello = post_by(bo).naming_ada().arrives(&server).await;
    post_by(cy).naming_ada().arrives(&server).await;
    tell(&server, NotificationKind::Follow, bo, None).await;
    let told = owner.get("/api/v1/notifications").await;
    assert_eq!((&told[0]["type"], &told[1]["type"]), (&json!("follow"), &json!("mention")));
    assert_eq!(told[1]["account"]["acct"], "cy@far.example");
    let policy = owner.get("/api/v2/notifications/policy").await;
    assert_eq!(
        policy["summary"],
        json!({ "pending_requests_count": 1, "pending_notifications_count": 1 })
    );
    let waiting = owner.get("/api/v1/notifications/requests").await;
    assert_eq!(waiting[0]["account"]["id"], bo.to_string());
    assert_eq!(waiting[0]["last_status"]["id"], hello.to_string());
    assert_eq!(waiting[0]["notifications_count"], "1");
    let looked_at = owner.get(&format!("/api/v1/notifications?account_id={bo}")).await;
    assert_eq!(looked_at.as_array().unwrap().len(), 2);
    let id = waiting[0]["id"].as_str().unwrap();
    owner.post(&format!("/api/v1/notifications/requests/{id}/accept"), &json!({})).await;
    assert_eq!(owner.get("/api/v1/notifications/requests").await, json!([]));
    assert_eq!(owner.get("/api/v1/notifications").await.as_array().unwrap().len(), 3);
    post_by(bo).naming_ada().arrives(&server).await;
    assert_eq!(owner.get("/api/v1/notifications").await.as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_stranger_who_is_dismissed_is_forgotten_and_may_come_again() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    post_by(bo).naming_ada().arrives(&server).await;
    let waiting = owner.get("/api/v1/notifications/requests").await;
    let dismissed = json!({ "id": [waiting[0]["id"]] });
    owner.post("/api/v1/notifications/requests/dismiss", &dismissed).await;
    assert_eq!(owner.get("/api/v1/notifications?include_filtered=true").await, json!([]));
    post_by(bo).naming_ada().arrives(&server).await;
    assert_eq!(ids(&owner.get("/api/v1/notifications/requests").await).len(), 1);
    let again = owner.ask(Method::POST, "/api/v1/notifications/requests/dismiss", &dismissed).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_was_spoken_to_first_is_no_stranger() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let hello = json!({ "status": "hello @bo@far.example", "visibility": "direct" });
    let hello = owner.post("/api/v1/statuses", &hello).await;
    let (hello, me) = (hello["id"].as_str().unwrap().parse().unwrap(), ada(&server).await);
    post_by(bo).answering(hello, me).naming_ada().arrives(&server).await;
    assert_eq!(owner.get("/api/v1/notifications").await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_owner_decides_who_waits_and_who_is_never_heard() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let path = "/api/v2/notifications/policy";
    let open = json!({
        "for_not_following": "accept", "for_new_accounts": "accept",
        "for_private_mentions": "drop",
    });
    for method in [Method::PATCH, Method::PUT] {
        let policy = owner.ask(method, path, &open).await.json();
        assert_eq!(policy["for_private_mentions"], "drop");
        assert_eq!(policy["for_not_followers"], "accept", "what is not said stays");
    }
    post_by(bo).naming_ada().arrives(&server).await;
    let direct = nichoir::store::statuses::Visibility::Direct;
    post_by(bo).seen_by(direct).naming_ada().arrives(&server).await;
    let all = owner.get("/api/v1/notifications?include_filtered=true").await;
    assert_eq!(all.as_array().unwrap().len(), 1);
    let wrong = owner.ask(Method::PATCH, path, &json!({ "for_new_accounts": "maybe" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_line_that_was_asked_for_by_itself_is_found_by_its_key() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    let egg = own_post(&owner).await;
    for from in [bo, cy] {
        tell(&server, NotificationKind::Favourite, from, Some(egg)).await;
    }
    let page = owner.get("/api/v2/notifications?grouped_types[]=follow").await;
    assert_eq!(groups(&page), [("favourite", 1), ("favourite", 1)]);
    let newest = &page["notification_groups"][0];
    let path = format!("/api/v2/notifications/{}", newest["group_key"].as_str().unwrap());
    let one = owner.get(&path).await;
    assert_eq!(&one["notification_groups"][0], newest);
    assert_eq!(ids(&owner.get(&format!("{path}/accounts")).await), [cy.to_string()]);
    owner.post(&format!("{path}/dismiss"), &json!({})).await;
    let rest = owner.get("/api/v2/notifications").await;
    assert_eq!(rest["notification_groups"][0]["sample_account_ids"], json!([bo.to_string()]));
}

#[tokio::test]
async fn a_stranger_with_nothing_left_to_say_waits_no_longer() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    post_by(bo).naming_ada().arrives(&server).await;
    assert_eq!(ids(&owner.get("/api/v1/notifications/requests").await).len(), 1);
    owner.post("/api/v1/notifications/clear", &json!({})).await;
    assert_eq!(owner.get("/api/v1/notifications/requests").await, json!([]));
    let summary = &owner.get("/api/v2/notifications/policy").await["summary"];
    assert_eq!(summary["pending_requests_count"], 0);
}
