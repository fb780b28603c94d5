//! Lists of people, as the owner's app makes and reads them.

use hyper::{Method, StatusCode};
use nichoir::id::AccountId;
use serde_json::{Value, json};

use crate::support::arriving::{follow, post_by};
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

async fn list_of(owner: &Owner<'_>, more: Value, members: &[AccountId]) -> String {
    let mut body = json!({ "title": "Birds" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let list = owner.post("/api/v1/lists", &body).await["id"].as_str().unwrap().to_owned();
    let members: Vec<String> = members.iter().map(ToString::to_string).collect();
    let path = format!("/api/v1/lists/{list}/accounts");
    owner.post(&path, &json!({ "account_ids": members })).await;
    list
}

async fn timeline(owner: &Owner<'_>, list: &str) -> Value {
    owner.get(&format!("/api/v1/timelines/list/{list}")).await
}

#[tokio::test]
async fn a_list_is_made_changed_and_deleted() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let list = owner.post("/api/v1/lists", &json!({ "title": "Birds" })).await;
    assert_eq!((&list["replies_policy"], &list["exclusive"]), (&json!("list"), &json!(false)));
    let path = format!("/api/v1/lists/{}", list["id"].as_str().unwrap());
    let change = json!({ "title": "Owls", "replies_policy": "none", "exclusive": "1" });
    let changed = owner.ask(Method::PUT, &path, &change).await.json();
    assert_eq!(
        (&changed["title"], &changed["replies_policy"], &changed["exclusive"]),
        (&json!("Owls"), &json!("none"), &json!(true))
    );
    assert_eq!(owner.get("/api/v1/lists").await, json!([changed]));
    for wrong in [json!({ "title": " " }), json!({ "title": "x", "replies_policy": "all" })] {
        let refused = owner.ask(Method::POST, "/api/v1/lists", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    owner.ask(Method::DELETE, &path, &json!({})).await;
    assert_eq!(owner.ask(Method::GET, &path, &json!({})).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.get("/api/v1/lists").await, json!([]));
}

#[tokio::test]
async fn only_people_who_are_followed_can_be_on_a_list() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    follow(&server, bo).await;
    let list = list_of(&owner, json!({}), &[bo]).await;
    let path = format!("/api/v1/lists/{list}/accounts");
    let both = json!({ "account_ids": [cy.to_string()] });
    assert_eq!(owner.ask(Method::POST, &path, &both).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ids(&owner.get(&format!("{path}?limit=0")).await), [bo.to_string()]);
    assert_eq!(ids(&owner.get(&format!("/api/v1/accounts/{bo}/lists")).await), [list.as_str()]);
    owner.post(&format!("/api/v1/accounts/{bo}/unfollow"), &json!({})).await;
    assert_eq!(owner.get(&path).await, json!([]), "who is not followed any more leaves");
}

#[tokio::test]
async fn a_list_has_what_its_members_posted_before_and_after() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    follow(&server, bo).await;
    follow(&server, cy).await;
    let before = post_by(bo).arrives(&server).await.to_string();
    let list = list_of(&owner, json!({}), &[bo]).await;
    let after = post_by(bo).arrives(&server).await.to_string();
    post_by(cy).arrives(&server).await;
    assert_eq!(ids(&timeline(&owner, &list).await), [after.as_str(), &before]);
    let path = format!("/api/v1/lists/{list}/accounts");
    owner.ask(Method::DELETE, &path, &json!({ "account_ids": [bo.to_string()] })).await;
    assert_eq!(timeline(&owner, &list).await, json!([]));
}

#[tokio::test]
async fn replies_are_in_a_list_as_it_wants_them() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy, di) =
        (meet(&server, "bo").await, meet(&server, "cy").await, meet(&server, "di").await);
    for followed in [bo, cy, di] {
        follow(&server, followed).await;
    }
    let mut lists = Vec::new();
    for policy in ["none", "list", "followed"] {
        lists.push(list_of(&owner, json!({ "replies_policy": policy }), &[bo, cy]).await);
    }
    let (of_cy, of_di) = (post_by(cy).arrives(&server).await, post_by(di).arrives(&server).await);
    let to_cy = post_by(bo).answering(of_cy, cy).arrives(&server).await.to_string();
    let to_di = post_by(bo).answering(of_di, di).arrives(&server).await.to_string();
    let first = of_cy.to_string();
    assert_eq!(ids(&timeline(&owner, &lists[0]).await), [first.as_str()]);
    assert_eq!(ids(&timeline(&owner, &lists[1]).await), [to_cy.as_str(), &first]);
    assert_eq!(ids(&timeline(&owner, &lists[2]).await), [to_di.as_str(), &to_cy, &first]);
}

#[tokio::test]
async fn an_exclusive_list_keeps_its_members_out_of_home() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    follow(&server, bo).await;
    follow(&server, cy).await;
    post_by(bo).arrives(&server).await;
    let list = list_of(&owner, json!({ "exclusive": true }), &[bo]).await;
    post_by(bo).arrives(&server).await;
    let of_cy = post_by(cy).arrives(&server).await.to_string();
    assert_eq!(ids(&owner.get("/api/v1/timelines/home").await), [of_cy.as_str()]);
    assert_eq!(ids(&timeline(&owner, &list).await).len(), 2);
}
