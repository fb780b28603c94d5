//! The queues of hosts, as the store keeps them.

use super::*;
use crate::clock::Clock;
use crate::store::{Store, hosts, outgoing};

const NOW: i64 = 1_700_000_000_000;

/// A store with an activity queued for one inbox on each of these hosts.
async fn queued(folder: &tempfile::TempDir, names: &'static [&'static str]) -> Store {
    let store = Store::open(&folder.path().join("test.sqlite3")).unwrap();
    let ids = crate::id::Ids::new(Clock::set_to(NOW));
    let queue = move |tx: &Write| {
        let account = AccountId::new(1);
        tx.execute(
            "INSERT INTO accounts (id, uri, username, created_ms) VALUES (1, 'u:1', 'ada', 0)",
            [],
        )?;
        let activity = ids.next();
        outgoing::insert(tx, activity, account, None, "{}")?;
        for name in names {
            let inbox = hosts::inbox_id(tx, name, &format!("https://{name}/inbox"))?;
            enqueue(tx, activity, &[inbox], NOW)?;
        }
        Ok(())
    };
    store.write(queue).await.unwrap();
    store
}

async fn due_names(store: &Store, now_ms: i64) -> Vec<String> {
    let due = move |db: &Read| {
        let well = due_hosts(db, Health::Well, now_ms, &[], 10)?;
        let failing = due_hosts(db, Health::Failing, now_ms, &[], 10)?;
        Ok(well.into_iter().chain(failing).map(|host| host.name).collect())
    };
    store.read(due).await.unwrap()
}

#[tokio::test]
async fn a_failed_host_waits_as_a_whole_and_contact_wakes_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = queued(&folder, &["a.example", "b.example"]).await;
    let fail = |tx: &Write| {
        let host = hosts::id_of(tx, "a.example")?;
        host_failed(tx, host, "timeout", NOW - 9, NOW, NOW + 500_000)
    };
    store.write(fail).await.unwrap();
    assert_eq!(due_names(&store, NOW + 100_000).await, ["b.example"]);
    store.write(|tx| hosts::heard_from(tx, "a.example", NOW + 100_000)).await.unwrap();
    assert_eq!(due_names(&store, NOW + 100_000).await, ["b.example", "a.example"]);
}

#[tokio::test]
async fn what_waited_too_long_for_a_host_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let store = queued(&folder, &["a.example"]).await;
    let fail = |tx: &Write| {
        let host = hosts::id_of(tx, "a.example")?;
        host_failed(tx, host, "timeout", NOW + 1, NOW + 2, NOW + 3)
    };
    store.write(fail).await.unwrap();
    assert!(due_names(&store, i64::MAX).await.is_empty());
    assert_eq!(store.read(|db| next_due_ms(db, Health::Failing, &[])).await.unwrap(), None);
}

#[tokio::test]
async fn a_busy_host_is_not_claimed_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = queued(&folder, &["a.example", "b.example"]).await;
    let claim = |db: &Read| {
        let first = due_hosts(db, Health::Well, NOW, &[], 1)?;
        let busy: Vec<HostId> = first.iter().map(|host| host.id).collect();
        Ok((first, due_hosts(db, Health::Well, NOW, &busy, 9)?))
    };
    let (first, second) = store.read(claim).await.unwrap();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first.first().unwrap().name, second.first().unwrap().name);
}
