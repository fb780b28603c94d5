//! Posts are translated by the server that the owner chose, and by none before that.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::owner::Owner;
use crate::support::server::{PASSPHRASE, Server};
use crate::support::translator::Translator;
use crate::support::visitor::Visitor;

/// A browser at the page of the box.
async fn desk(server: &Server) -> Visitor {
    let mut desk = Visitor::outside(&server.app, "home.example");
    assert_eq!(desk.go("/box/in", &[("passphrase", PASSPHRASE)]).await, "/box");
    desk
}

/// Ada, who chose this server on the page of her box.
async fn chosen(translator: &Translator) -> Server {
    let server = Server::of_ada().await;
    let address = format!("http://{}/", translator.address);
    let typed = [("address", address.as_str()), ("key", "secret")];
    assert_eq!(desk(&server).await.go("/box/translation", &typed).await, "/box");
    server
}

async fn translate(owner: &Owner<'_>, post: &Value, body: Value) -> (StatusCode, Value) {
    let path = format!("/api/v1/statuses/{}/translate", post["id"].as_str().unwrap());
    let answer = owner.ask(Method::POST, &path, &body).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn nothing_is_translated_until_the_owner_chooses_a_server() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let post = owner.post("/api/v1/statuses", &json!({ "status": "Hello" })).await;
    assert_eq!(translate(&owner, &post, json!({})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(owner.get("/api/v1/instance/translation_languages").await, json!({}));
    let enabled = async || {
        owner.get("/api/v2/instance").await["configuration"]["translation"]["enabled"].clone()
    };
    assert_eq!(enabled().await, false);
    let translator = Translator::start().await;
    let mut desk = desk(&server).await;
    let address = format!("http://{}", translator.address);
    assert_eq!(desk.go("/box/translation", &[("address", &address)]).await, "/box");
    assert_eq!(enabled().await, true);
    let languages = owner.get("/api/v1/instance/translation_languages").await;
    assert_eq!(languages["fr"], json!(["en", "fr"]));
    let guest = server.get("/api/v1/instance/translation_languages").await;
    assert_eq!(guest.json(), json!({}));
    assert_eq!(desk.go("/box/translation", &[("address", "")]).await, "/box");
    assert_eq!(enabled().await, false);
}

#[tokio::test]
async fn a_post_is_translated_with_its_warning_its_poll_and_its_pictures() {
    let translator = Translator::start().await;
    let server = chosen(&translator).await;
    let owner = Owner::sign_in(&server).await;
    let poll = json!({ "options": ["yes", "no"], "expires_in": 3600 });
    let asked = json!({ "status": "Is it?", "spoiler_text": "a question", "poll": poll });
    let post = owner.post("/api/v1/statuses", &asked).await;
    let (_, said) = translate(&owner, &post, json!({ "lang": "fr-CA" })).await;
    assert_eq!(
        (&said["content"], &said["spoiler_text"]),
        (&json!("<p>IS IT?</p>"), &json!("A QUESTION"))
    );
    assert_eq!(said["poll"]["options"], json!([{ "title": "YES" }, { "title": "NO" }]));
    assert_eq!(
        (&said["language"], &said["detected_source_language"]),
        (&json!("fr"), &json!("en"))
    );
    assert_eq!(said["provider"], "127.0.0.1");
    assert_eq!(translator.asked()[0]["source"], "auto");
    let picture = owner.upload("photo.png").await;
    let post = json!({ "status": "", "media_ids": [picture.clone()] });
    let post = owner.post("/api/v1/statuses", &post).await;
    let (_, said) = translate(&owner, &post, json!({})).await;
    assert_eq!(said["media_attachments"], json!([{ "id": picture, "description": "A NEST" }]));
    assert_eq!((&said["content"], &said["poll"]), (&json!(""), &json!(null)));
}

#[tokio::test]
async fn what_is_not_for_everybody_is_not_given_to_another_server() {
    let translator = Translator::start().await;
    let server = chosen(&translator).await;
    let owner = Owner::sign_in(&server).await;
    let post = json!({ "status": "Hush", "visibility": "private" });
    let post = owner.post("/api/v1/statuses", &post).await;
    assert_eq!(translate(&owner, &post, json!({})).await.0, StatusCode::FORBIDDEN);
    assert_eq!(translator.asked(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_server_that_is_wrong_is_not_chosen_and_one_that_refuses_is_said() {
    let translator = Translator::start().await;
    let server = chosen(&translator).await;
    let mut desk = desk(&server).await;
    for (address, said) in [
        ("pi.local", "That is not the address of a server"),
        ("http://127.0.0.1:1", "does not answer as LibreTranslate does"),
    ] {
        let page = desk.post("/box/translation", &[("address", address)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains(said), "{}", page.text());
        assert!(page.text().contains(&format!("value=\"{address}\"")), "it can be mended");
    }
    // What was chosen before is still there, and its key need not be typed again.
    let address = format!("http://{}", translator.address);
    assert!(desk.get("/box").await.text().contains(&address));
    assert_eq!(desk.go("/box/translation", &[("address", &address)]).await, "/box");
    let owner = Owner::sign_in(&server).await;
    let post = owner.post("/api/v1/statuses", &json!({ "status": "Hello" })).await;
    assert_eq!(translate(&owner, &post, json!({})).await.0, StatusCode::OK);
    let typed = [("address", address.as_str()), ("key", "wrong")];
    assert_eq!(desk.go("/box/translation", &typed).await, "/box");
    let (status, said) = translate(&owner, &post, json!({})).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{said}");
}
