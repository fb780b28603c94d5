//! Moving in: who lives here, and at which address.

use nichoir::actions::setup::{NewOwner, Outcome, check_domain, check_name, setup};
use nichoir::error::{Kind, Result};
use nichoir::protocol::key::KeyKind;
use nichoir::site::Site;
use nichoir::store::{accounts, keys, settings};
use serde_json::json;

use crate::support::owner::Owner;
use crate::support::server::{PASSPHRASE, Server};

async fn move_in(server: &Server, name: &str, host: &str) -> Result<Outcome> {
    let (name, passphrase) = (name.to_owned(), PASSPHRASE.to_owned());
    setup(&server.app, NewOwner { name, site: Site::new(host, host), passphrase }).await
}

#[tokio::test]
async fn the_owner_and_the_application_actor_have_both_keys() {
    let server = Server::of_ada().await;
    let check = server.app.store.read(|db| {
        for uri in ["https://home.example/users/ada", "https://home.example/actor"] {
            let account = accounts::by_uri(db, uri)?.expect("an account");
            for (kind, fragment) in [(KeyKind::Rsa, "main-key"), (KeyKind::Ed25519, "ed25519-key")]
            {
                let public = keys::by_uri(db, &format!("{uri}#{fragment}"))?.expect("a key");
                assert_eq!((public.account_id, public.kind), (account.id, kind));
                assert!(keys::private(db, account.id, kind)?.is_some());
            }
        }
        Ok(())
    });
    check.await.unwrap();
}

#[tokio::test]
async fn a_second_setup_says_who_lives_there() {
    let server = Server::of_ada().await;
    let error = move_in(&server, "eve", "evil.example").await.unwrap_err();
    assert_eq!(error.kind(), Kind::Conflict);
    assert_eq!(error.message(), "@ada@home.example lives here already, at https://home.example");
}

#[tokio::test]
async fn a_node_without_posts_moves_from_localhost_to_its_address() {
    let server = Server::empty().await;
    assert_eq!(move_in(&server, "ada", "localhost:8080").await.unwrap(), Outcome::Made);
    assert_eq!(move_in(&server, "ada", "home.example").await.unwrap(), Outcome::Moved);
    let check = server.app.store.read(|db| {
        let account = accounts::by_uri(db, "https://home.example/users/ada")?.expect("moved");
        assert_eq!(account.url, "https://home.example/@ada");
        assert!(keys::by_uri(db, "https://home.example/users/ada#main-key")?.is_some());
        assert!(keys::by_uri(db, "https://home.example/actor#ed25519-key")?.is_some());
        settings::site(db)
    });
    assert_eq!(check.await.unwrap(), Some(Site::new("home.example", "home.example")));
}

#[tokio::test]
async fn a_node_with_posts_keeps_its_address() {
    let server = Server::empty().await;
    move_in(&server, "ada", "localhost:8080").await.unwrap();
    let owner = Owner::sign_in(&server).await;
    owner.post("/api/v1/statuses", &json!({ "status": "here I am" })).await;
    let error = move_in(&server, "ada", "home.example").await.unwrap_err();
    assert_eq!(error.kind(), Kind::Conflict);
}

#[test]
fn names_and_domains_are_checked() {
    assert_eq!(check_name("@Ada_1").unwrap(), "ada_1");
    for name in ["", "actor", "a-b", "a.b", "é", "a b", &"a".repeat(31)] {
        assert!(check_name(name).is_err(), "{name}");
    }
    assert_eq!(check_domain("Nid.Example.").unwrap(), "nid.example");
    assert_eq!(check_domain("château.example").unwrap(), "xn--chteau-xta.example");
    for domain in ["", "home", "https://home.example", "192.0.2.1", "home.example:8443", "a b.c"] {
        assert!(check_domain(domain).is_err(), "{domain}");
    }
}
