//! Quotes of the owner's posts, as apps allow, list and refuse them.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

async fn post(owner: &Owner<'_>, body: Value) -> Value {
    owner.post("/api/v1/statuses", &body).await
}

#[tokio::test]
async fn a_post_says_who_may_quote_it() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let approval = |automatic: &[&str]| json!({ "automatic": automatic, "manual": [], "current_user": "automatic" });
    let open = post(&owner, json!({ "status": "open" })).await;
    assert_eq!(open["quote_approval"], approval(&["public"]));
    let body = json!({ "status": "for friends", "quote_approval_policy": "followers" });
    let for_friends = post(&owner, body).await;
    assert_eq!(for_friends["quote_approval"], approval(&["followers"]));
    let direct = post(&owner, json!({ "status": "secret", "visibility": "direct" })).await;
    assert_eq!(direct["quote_approval"], approval(&[]));
    let path = format!("/api/v1/statuses/{}/interaction_policy", open["id"].as_str().unwrap());
    let nobody = json!({ "quote_approval_policy": "nobody" });
    let changed = owner.ask(Method::PUT, &path, &nobody).await.json();
    assert_eq!((&changed["quote_approval"], &changed["edited_at"]), (&approval(&[]), &json!(null)));
    for wrong in [json!({}), json!({ "quote_approval_policy": "cats" })] {
        let refused = owner.ask(Method::PUT, &path, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let guest = server.get(&format!("/api/v1/statuses/{}", open["id"].as_str().unwrap())).await;
    assert!(guest.json().get("quote_approval").is_none());
}

#[tokio::test]
async fn who_may_quote_new_posts_is_chosen_once_and_each_edit_may_say_otherwise() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let chosen = async || {
        let source = owner.get("/api/v1/accounts/verify_credentials").await["source"].clone();
        let preferences = owner.get("/api/v1/preferences").await;
        assert_eq!(source["quote_policy"], preferences["posting:default:quote_policy"]);
        source["quote_policy"].as_str().unwrap().to_owned()
    };
    assert_eq!(chosen().await, "public");
    let path = "/api/v1/accounts/update_credentials";
    let refused = json!({ "source": { "quote_policy": "cats" } });
    let refused = owner.ask(Method::PATCH, path, &refused).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    owner.ask(Method::PATCH, path, &json!({ "source": { "quote_policy": "followers" } })).await;
    assert_eq!(chosen().await, "followers");
    let usual = post(&owner, json!({ "status": "as usual" })).await;
    assert_eq!(usual["quote_approval"]["automatic"], json!(["followers"]));
    let open = json!({ "status": "open", "quote_approval_policy": "public" });
    assert_eq!(post(&owner, open).await["quote_approval"]["automatic"], json!(["public"]));
    let path = format!("/api/v1/statuses/{}", usual["id"].as_str().unwrap());
    let edited = owner.ask(Method::PUT, &path, &json!({ "status": "edited" })).await.json();
    assert_eq!(edited["quote_approval"]["automatic"], json!(["followers"]), "as it was");
    let closed = json!({ "status": "edited", "quote_approval_policy": "nobody" });
    let edited = owner.ask(Method::PUT, &path, &closed).await.json();
    assert_eq!(edited["quote_approval"]["automatic"], json!([]));
}

#[tokio::test]
async fn quotes_are_listed_until_they_are_taken_back() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let quoted = post(&owner, json!({ "status": "well" })).await["id"].as_str().unwrap().to_owned();
    let body = json!({ "status": "indeed", "quoted_status_id": quoted });
    let quoting = post(&owner, body).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/statuses/{quoted}/quotes");
    assert_eq!(ids(&owner.get(&path).await), [quoting.as_str()]);
    let revoked = owner.post(&format!("{path}/{quoting}/revoke"), &json!({})).await;
    assert_eq!(revoked["quote"], json!({ "state": "revoked", "quoted_status": null }));
    assert_eq!(owner.get(&path).await, json!([]));
    let none = owner.ask(Method::POST, &format!("{path}/{quoted}/revoke"), &json!({})).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
