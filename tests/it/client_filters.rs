//! What the owner does not want to see, as apps set it up and are told of it.

use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::arriving::{follow, post_by};
use crate::support::met::meet;
use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

#[tokio::test]
async fn a_post_that_a_filter_finds_says_which_and_why() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    follow(&server, bo).await;
    let chirp = post_by(bo).arrives(&server).await;
    post_by(bo).reblogging(chirp).arrives(&server).await;
    let filter = json!({
        "title": "Noise", "context": ["home", "public"], "filter_action": "hide",
        "expires_in": 3600, "keywords_attributes": [{ "keyword": "CHIRP", "whole_word": "1" }],
    });
    let made = owner.post("/api/v2/filters", &filter).await;
    assert_eq!(made["keywords"][0]["keyword"], "CHIRP");
    let home = owner.get("/api/v1/timelines/home").await;
    for post in [&home[0], &home[1], &home[0]["reblog"]] {
        assert_eq!(post["filtered"][0]["filter"]["title"], "Noise");
        assert_eq!(post["filtered"][0]["filter"]["filter_action"], "hide");
        assert_eq!(post["filtered"][0]["keyword_matches"], json!(["CHIRP"]));
        assert!(post["filtered"][0]["status_matches"].is_null());
    }
    let own = owner.post("/api/v1/statuses", &json!({ "status": "chirp" })).await;
    assert_eq!(own["filtered"], json!([]), "not one's own words");
    server.app.clock.advance_ms(3_600_001);
    let home = owner.get("/api/v1/timelines/home").await;
    assert_eq!(home[1]["filtered"], json!([]), "its time is over");
}

#[tokio::test]
async fn a_filter_is_changed_word_by_word() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let form = "title=Noise&context[]=home&keywords_attributes[][keyword]=one\
                &keywords_attributes[][whole_word]=true&keywords_attributes[][keyword]=two";
    let made = owner.ask_with(Method::POST, "/api/v2/filters", &FORM, form).await.json();
    assert_eq!((&made["filter_action"], &made["expires_at"]), (&json!("warn"), &json!(null)));
    assert_eq!(ids(&made["keywords"]).len(), 2);
    let path = format!("/api/v2/filters/{}", made["id"].as_str().unwrap());
    let (one, two) = (&made["keywords"][0]["id"], &made["keywords"][1]["id"]);
    let change = json!({ "title": "Less", "keywords_attributes": [
        { "id": one, "keyword": "uno" }, { "id": two, "_destroy": true }, { "keyword": "three" },
    ] });
    let changed = owner.ask(Method::PUT, &path, &change).await.json();
    assert_eq!((&changed["title"], &changed["context"]), (&json!("Less"), &json!(["home"])));
    let words: Vec<_> = changed["keywords"].as_array().unwrap().iter().collect();
    assert_eq!(words.iter().map(|word| &word["keyword"]).collect::<Vec<_>>(), ["uno", "three"]);
    let word = owner.post(&format!("{path}/keywords"), &json!({ "keyword": "four" })).await;
    let word_path = format!("/api/v2/filters/keywords/{}", word["id"].as_str().unwrap());
    let renamed = owner.ask(Method::PUT, &word_path, &json!({ "whole_word": true })).await.json();
    assert_eq!((&renamed["keyword"], &renamed["whole_word"]), (&json!("four"), &json!(true)));
    assert_eq!(owner.get(&word_path).await, renamed);
    owner.ask(Method::DELETE, &word_path, &json!({})).await;
    assert_eq!(ids(&owner.get(&format!("{path}/keywords")).await).len(), 2);
    owner.ask(Method::DELETE, &path, &json!({})).await;
    assert_eq!(owner.get("/api/v2/filters").await, json!([]));
    assert_eq!(owner.ask(Method::GET, &path, &json!({})).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_single_post_can_be_filtered() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let bo = meet(&server, "bo").await;
    let post = post_by(bo).arrives(&server).await.to_string();
    let filter = json!({ "title": "This one", "context": ["thread"] });
    let made = owner.post("/api/v2/filters", &filter).await;
    let path = format!("/api/v2/filters/{}/statuses", made["id"].as_str().unwrap());
    let added = owner.post(&path, &json!({ "status_id": post })).await;
    let twice = owner.ask(Method::POST, &path, &json!({ "status_id": post })).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = owner.get(&format!("/api/v1/statuses/{post}")).await;
    assert_eq!(shown["filtered"][0]["status_matches"], json!([post]));
    let one = format!("/api/v2/filters/statuses/{}", added["id"].as_str().unwrap());
    assert_eq!(owner.get(&one).await, added);
    owner.ask(Method::DELETE, &one, &json!({})).await;
    assert_eq!(owner.get(&path).await, json!([]));
}

#[tokio::test]
async fn apps_of_the_first_kind_see_words_as_filters() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let form = "phrase=chirp&context[]=home&context[]=thread&irreversible=1&whole_word=0";
    let made = owner.ask_with(Method::POST, "/api/v1/filters", &FORM, form).await.json();
    assert_eq!(
        (&made["irreversible"], &made["context"]),
        (&json!(true), &json!(["home", "thread"]))
    );
    assert_eq!(owner.get("/api/v2/filters").await[0]["keywords"][0]["keyword"], "chirp");
    let path = format!("/api/v1/filters/{}", made["id"].as_str().unwrap());
    let changed = owner.ask(Method::PUT, &path, &json!({ "phrase": "tweet" })).await.json();
    assert_eq!(changed["phrase"], "tweet");
    assert_eq!(owner.get(&path).await, changed);
    owner.ask(Method::DELETE, &path, &json!({})).await;
    assert_eq!(owner.get("/api/v2/filters").await, json!([]));
}

#[tokio::test]
async fn what_makes_no_sense_as_a_filter_is_refused() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for wrong in [
        json!({ "title": "", "context": ["home"] }),
        json!({ "title": "x" }),
        json!({ "title": "x", "context": ["everywhere"] }),
        json!({ "title": "x", "context": ["home"], "filter_action": "explode" }),
        json!({ "title": "x", "context": ["home"], "keywords_attributes": [{ "keyword": " " }] }),
    ] {
        let refused = owner.ask(Method::POST, "/api/v2/filters", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(owner.get("/api/v2/filters").await, json!([]), "nothing of it is left");
    let reader = Owner::with_scopes(&server, "read:filters").await;
    let body = json!({ "title": "x", "context": ["home"] });
    let refused = reader.ask(Method::POST, "/api/v2/filters", &body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
