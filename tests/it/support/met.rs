//! People of other servers, stored as if their actors had been read.

use nichoir::id::AccountId;
use nichoir::store::accounts::{AccountKind, Tabs};
use nichoir::store::hosts;
use nichoir::store::remote_accounts::{self, RemoteAccount};

use super::server::Server;

/// Stores somebody from elsewhere, as if their actor had been read.
pub(crate) async fn meet(server: &Server, name: &str) -> AccountId {
    let name = name.to_owned();
    let (id, now_ms) = (server.app.ids.next(), server.app.clock.now_ms());
    let write = server.app.store.write(move |tx| {
        let uri = format!("https://far.example/users/{name}");
        let host_id = hosts::id_of(tx, "far.example")?;
        let inbox_id = hosts::inbox_id(tx, "far.example", &format!("{uri}/inbox"))?;
        let account = RemoteAccount {
            uri: &uri,
            host_id: host_id.number(),
            kind: AccountKind::Person,
            username: &name,
            domain: "far.example",
            display_name: "Far Away",
            note_html: "",
            url: "",
            avatar_url: "",
            header_url: "",
            avatar_description: "",
            header_description: "",
            fields_json: "[]",
            emojis_json: "[]",
            also_known_as_json: "[]",
            inbox_id: inbox_id.number(),
            shared_inbox_id: None,
            outbox_uri: "",
            followers_uri: "",
            following_uri: "",
            featured_uri: "",
            locked: false,
            discoverable: true,
            indexable: false,
            tabs: Tabs::default(),
            moved_to_uri: None,
            created_ms: now_ms,
        };
        remote_accounts::put(tx, id, &account, now_ms)
    });
    write.await.unwrap()
}
