//! Threads of direct posts, as the owner's app lists them.

use hyper::{Method, StatusCode};
use nichoir::id::StatusId;
use nichoir::store::statuses::Visibility;
use serde_json::{Value, json};

use crate::support::arriving::{ada, post_by};
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

async fn all(owner: &Owner<'_>) -> Value {
    owner.get("/api/v1/conversations").await
}

fn status_id(status: &Value) -> StatusId {
    status["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_conversation_goes_on_with_each_answer() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let hello = json!({ "status": "hello @bo@far.example", "visibility": "direct" });
    let hello = owner.post("/api/v1/statuses", &hello).await;
    let begun = all(&owner).await;
    assert_eq!(begun[0]["unread"], false);
    assert_eq!(ids(&begun[0]["accounts"]), [bo.to_string()]);
    let me = ada(&server).await;
    let direct = |post: crate::support::arriving::Arriving| post.seen_by(Visibility::Direct);
    let answer = direct(post_by(bo)).answering(status_id(&hello), me).naming_ada();
    let answer = answer.arrives(&server).await.to_string();
    let going_on = all(&owner).await;
    assert_eq!(ids(&going_on), ids(&begun));
    assert_eq!(going_on[0]["unread"], true);
    assert_eq!(going_on[0]["last_status"]["id"], answer);
    let path = format!("/api/v1/conversations/{}", going_on[0]["id"].as_str().unwrap());
    assert_eq!(owner.post(&format!("{path}/read"), &json!({})).await["unread"], false);
    assert_eq!(owner.post(&format!("{path}/unread"), &json!({})).await["unread"], true);
    post_by(bo).naming_ada().arrives(&server).await;
    assert_eq!(ids(&all(&owner).await).len(), 1, "what all may read is no conversation");
    direct(post_by(bo)).naming_ada().arrives(&server).await;
    assert_eq!(ids(&all(&owner).await).len(), 2);
    owner.ask(Method::DELETE, &path, &json!({})).await;
    assert_eq!(ids(&all(&owner).await).len(), 1);
    let gone = owner.ask(Method::POST, &format!("{path}/read"), &json!({})).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_deleted_message_uncovers_the_one_before() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    meet(&server, "bo").await;
    let say = |text: &'static str, after: Option<String>| {
        let body = json!({
            "status": format!("{text} @bo@far.example"), "visibility": "direct",
            "in_reply_to_id": after,
        });
        let owner = &owner;
        async move { owner.post("/api/v1/statuses", &body).await["id"].as_str().unwrap().to_owned() }
    };
    let first = say("one", None).await;
    let second = say("two", Some(first.clone())).await;
    assert_eq!(all(&owner).await[0]["last_status"]["id"], second);
    owner.ask(Method::DELETE, &format!("/api/v1/statuses/{second}"), &json!({})).await;
    assert_eq!(all(&owner).await[0]["last_status"]["id"], first);
    owner.ask(Method::DELETE, &format!("/api/v1/statuses/{first}"), &json!({})).await;
    assert_eq!(all(&owner).await, json!([]));
}
