//! Hashtags: followed, on the profile, and as timelines.

use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::arriving::post_by;
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

#[tokio::test]
async fn posts_with_a_followed_hashtag_come_home_whoever_wrote_them() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let tag = owner.post("/api/v1/tags/Owls/follow", &json!({})).await;
    assert_eq!((&tag["name"], &tag["following"]), (&json!("owls"), &json!(true)));
    let owl = post_by(bo).tagged("owls").arrives(&server).await.to_string();
    post_by(bo).tagged("cats").arrives(&server).await;
    assert_eq!(ids(&owner.get("/api/v1/timelines/home").await), [owl.as_str()]);
    assert_eq!(owner.get("/api/v1/followed_tags").await[0]["name"], "owls");
    assert_eq!(owner.get("/api/v1/tags/owls").await["history"][0]["uses"], "1");
    let tag = owner.post("/api/v1/tags/owls/unfollow", &json!({})).await;
    assert_eq!(tag["following"], false);
    post_by(bo).tagged("owls").arrives(&server).await;
    assert_eq!(ids(&owner.get("/api/v1/timelines/home").await).len(), 1);
    let none = owner.ask(Method::GET, "/api/v1/tags/no%20tag", &json!({})).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_hashtag_is_a_timeline_that_others_narrow_and_widen() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let owl = post_by(bo).tagged("owls").arrives(&server).await.to_string();
    let cat = post_by(bo).tagged("cats").arrives(&server).await.to_string();
    let own = owner.post("/api/v1/statuses", &json!({ "status": "both #owls #cats" })).await;
    let own = own["id"].as_str().unwrap();
    let timeline = |query: &'static str| owner.get(query);
    assert_eq!(ids(&timeline("/api/v1/timelines/tag/owls").await), [own, &owl]);
    assert_eq!(ids(&timeline("/api/v1/timelines/tag/owls?any[]=cats").await), [own, &cat, &owl]);
    assert_eq!(ids(&timeline("/api/v1/timelines/tag/OWLS?all[]=cats").await), [own]);
    assert_eq!(ids(&timeline("/api/v1/timelines/tag/owls?none[]=cats").await), [owl.as_str()]);
    assert_eq!(ids(&timeline("/api/v1/timelines/tag/owls?local=true").await), [own]);
    assert_eq!(ids(&timeline("/api/v1/timelines/tag/owls?limit=1").await), [own]);
    assert_eq!(timeline("/api/v1/timelines/tag/dogs").await, json!([]));
}

#[tokio::test]
async fn hashtags_are_shown_on_the_profile() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    owner.post("/api/v1/statuses", &json!({ "status": "a #nest in a #nest #box" })).await;
    let suggested = owner.get("/api/v1/featured_tags/suggestions").await;
    assert_eq!(suggested.as_array().unwrap().len(), 2);
    let featured = owner.post("/api/v1/featured_tags", &json!({ "name": "#Nest" })).await;
    assert_eq!((&featured["name"], &featured["statuses_count"]), (&json!("nest"), &json!("1")));
    let me = owner.get("/api/v1/accounts/verify_credentials").await;
    let path = format!("/api/v1/accounts/{}/featured_tags", me["id"].as_str().unwrap());
    assert_eq!(owner.get(&path).await, json!([featured]));
    assert_eq!(owner.post("/api/v1/tags/box/feature", &json!({})).await["featuring"], true);
    assert_eq!(owner.get("/api/v1/featured_tags").await.as_array().unwrap().len(), 2);
    let told = server.get("/users/ada/tags").await;
    let names: Vec<_> =
        told.json()["items"].as_array().unwrap().iter().map(|it| it["name"].clone()).collect();
    assert_eq!(names, ["#nest", "#box"]);
    assert_eq!(owner.post("/api/v1/tags/box/unfeature", &json!({})).await["featuring"], false);
    let id = featured["id"].as_str().unwrap();
    owner.ask(Method::DELETE, &format!("/api/v1/featured_tags/{id}"), &json!({})).await;
    assert_eq!(owner.get("/api/v1/featured_tags").await, json!([]));
    let wrong = owner.ask(Method::POST, "/api/v1/featured_tags", &json!({ "name": "a b" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}
