//! Pages for people who follow a link: what is public, and nothing else.

use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::owner::Owner;
use crate::support::server::Server;

#[tokio::test]
async fn the_profile_shows_public_posts_only() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for (text, visibility) in
        [("for everybody", "public"), ("for friends", "private"), ("for one", "direct")]
    {
        let body = json!({ "status": text, "visibility": visibility });
        owner.post("/api/v1/statuses", &body).await;
    }
    let page = server.get("/@ada").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("@ada@home.example"));
    assert!(page.text().contains("for everybody"));
    assert!(!page.text().contains("for friends") && !page.text().contains("for one"));
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(server.get("/").await.header("location"), "/@ada");
}

#[tokio::test]
async fn a_post_has_a_page_if_it_is_public() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let body = json!({ "status": "an <egg>", "spoiler_text": "birds & bees", "language": "fr" });
    let open = owner.post("/api/v1/statuses", &body).await;
    let path = |status: &serde_json::Value| {
        status["url"].as_str().unwrap().strip_prefix("https://home.example").unwrap().to_owned()
    };
    let page = server.get(&path(&open)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("an &lt;egg&gt;"), "{}", page.text());
    assert!(page.text().contains("birds &#38; bees"), "{}", page.text());
    assert!(page.text().contains(&format!("href=\"{}\"", open["uri"].as_str().unwrap())));
    let body = json!({ "status": "for friends", "visibility": "private" });
    let closed = owner.post("/api/v1/statuses", &body).await;
    assert_eq!(server.get(&path(&closed)).await.status, StatusCode::NOT_FOUND);
    let boost = owner
        .post(&format!("/api/v1/statuses/{}/reblog", open["id"].as_str().unwrap()), &json!({}))
        .await;
    let reblog = format!("/@ada/{}", boost["id"].as_str().unwrap());
    assert_eq!(server.get(&reblog).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_not_here_says_so_in_the_readers_language() {
    let server = Server::of_ada().await;
    for path in ["/@nobody", "/@actor", "/@ada/77", "/@ada/egg", "/nowhere"] {
        let page = server.send(Method::GET, path, &[("accept-language", "fr")], "").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text().contains("Rien ici"), "{path}: {}", page.text());
    }
}

#[tokio::test]
async fn a_page_shows_small_pictures_that_lead_to_the_whole_and_links_films() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let mut ids = Vec::new();
    for name in ["nikon-d2h.jpg", "film.mp4", "sound.mp3"] {
        ids.push(owner.upload(name).await);
    }
    let post = owner.post("/api/v1/statuses", &json!({ "status": "Look", "media_ids": ids })).await;
    let files = &post["media_attachments"];
    let path = post["url"].as_str().unwrap().strip_prefix("https://home.example").unwrap();
    for page in [server.get(path).await.text(), server.get("/@ada").await.text()] {
        let (whole, small) =
            (files[0]["url"].as_str().unwrap(), files[0]["preview_url"].as_str().unwrap());
        assert!(
            page.contains(&format!("href=\"{whole}\"><img src=\"{small}\" alt=\"A nest\" width=")),
            "{page}"
        );
        for at in [1, 2] {
            let link = format!(
                "<a href=\"{}\">Attachment: A nest</a>",
                files[at]["url"].as_str().unwrap()
            );
            assert!(page.contains(&link), "{page}");
        }
    }
}
