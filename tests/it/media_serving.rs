//! Files are shown to everybody, in whole and in part, and can never run as a page.

use hyper::{Method, StatusCode};

use crate::support::owner::Owner;
use crate::support::server::{Answer, Server};

async fn posted(server: &Server, name: &str) -> String {
    let owner = Owner::sign_in(server).await;
    let id = owner.upload(name).await;
    let media = owner.get(&format!("/api/v1/media/{id}")).await;
    media["url"].as_str().unwrap().strip_prefix("https://home.example").unwrap().to_owned()
}

async fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Answer {
    server.send(Method::GET, path, headers, "").await
}

#[tokio::test]
async fn a_file_is_kept_for_ever_and_cannot_run() {
    let server = Server::of_ada().await;
    let path = posted(&server, "film.mp4").await;
    for method in [Method::GET, Method::HEAD] {
        let answer = server.send(method, &path, &[], "").await;
        assert_eq!(answer.status, 200);
        for (name, value) in [
            ("content-type", "video/mp4"),
            ("content-length", "5943"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("access-control-allow-origin", "*"),
            ("accept-ranges", "bytes"),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
    }
}

#[tokio::test]
async fn a_player_gets_the_part_that_it_asks_for() {
    let server = Server::of_ada().await;
    let path = posted(&server, "film.mp4").await;
    let whole = server.get(&path).await.body;
    let part = get(&server, &path, &[("range", "bytes=100-299")]).await;
    assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.header("content-range"), "bytes 100-299/5943");
    assert_eq!(part.body, whole.slice(100..300));
    let end = get(&server, &path, &[("range", "bytes=-43")]).await;
    assert_eq!((end.header("content-range"), end.body.len()), ("bytes 5900-5942/5943", 43));
    let past = get(&server, &path, &[("range", "bytes=5943-")]).await;
    assert_eq!(past.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(past.header("content-range"), "bytes */5943");
    assert_eq!(past.header("cache-control"), "no-store");
    let head = server.send(Method::HEAD, &path, &[("range", "bytes=0-9")], "").await;
    assert_eq!((head.status, head.header("content-length")), (StatusCode::OK, "5943"));
    let tag = part.header("etag").to_owned();
    let same = get(&server, &path, &[("range", "bytes=0-9"), ("if-range", &tag)]).await;
    assert_eq!(same.status, StatusCode::PARTIAL_CONTENT);
    let other = get(&server, &path, &[("range", "bytes=0-9"), ("if-range", "\"x\"")]).await;
    assert_eq!((other.status, other.body.len()), (StatusCode::OK, whole.len()));
    let known = get(&server, &path, &[("if-none-match", &tag)]).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn no_name_leads_out_of_the_folder() {
    let server = Server::of_ada().await;
    posted(&server, "photo.png").await;
    std::fs::write(server.data().join("media/notes.txt"), "secret").unwrap();
    let hash = "a".repeat(64);
    for name in [
        "notes.txt".to_owned(),
        "..%2fnichoir.sqlite3".to_owned(),
        format!("{hash}.png"),
        format!("{hash}.png%2f..%2fnotes.txt"),
        format!("{}.html", "A".repeat(64)),
    ] {
        assert_eq!(server.get(&format!("/media/{name}")).await.status, 404, "{name}");
    }
}

#[tokio::test]
async fn what_is_of_no_known_kind_is_only_saved() {
    let server = Server::of_ada().await;
    posted(&server, "photo.png").await;
    let name = format!("{}.html", "a".repeat(64));
    std::fs::write(server.data().join("media").join(&name), "<script>").unwrap();
    let answer = server.get(&format!("/media/{name}")).await;
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(answer.header("content-disposition"), "attachment");
}

#[tokio::test]
async fn a_large_file_comes_whole() {
    let server = Server::of_ada().await;
    posted(&server, "photo.png").await;
    let bytes: Vec<u8> = (0..700_001_u32).map(|at| at.to_le_bytes()[0]).collect();
    let name = format!("{}.mp4", "b".repeat(64));
    std::fs::write(server.data().join("media").join(&name), &bytes).unwrap();
    assert!(server.get(&format!("/media/{name}")).await.body == bytes);
}
