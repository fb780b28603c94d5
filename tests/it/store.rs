//! The store by itself: what was answered is there, a failed piece undoes only itself.

use std::time::Duration;

use nichoir::error::{Error, Kind};
use nichoir::store::{Store, settings};
use rusqlite::Connection;

fn open() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Store::open(&folder.path().join("nichoir.sqlite3")).unwrap(), folder)
}

#[tokio::test]
async fn what_was_answered_can_be_read_at_once() {
    let (store, _folder) = open();
    for number in 0..50 {
        let value = number.to_string();
        store.write(move |tx| settings::set(tx, "number", &value)).await.unwrap();
        let read = store.read(|db| settings::value(db, "number")).await.unwrap();
        assert_eq!(read.as_deref(), Some(number.to_string().as_str()));
    }
}

#[tokio::test]
async fn a_piece_that_fails_undoes_only_itself() {
    let (store, _folder) = open();
    let writes = (0..200).map(|number| {
        store.write(move |tx| {
            settings::set(tx, &format!("key {number}"), "here")?;
            if number % 2 == 0 { Ok(()) } else { Err(Error::invalid("no")) }
        })
    });
    let mut writes: Vec<_> = writes.map(Box::pin).collect();
    let mut answers = Vec::new();
    for write in &mut writes {
        answers.push(write.await);
    }
    for (number, answer) in answers.iter().enumerate() {
        let key = format!("key {number}");
        let stored = store.read(move |db| settings::value(db, &key)).await.unwrap();
        assert_eq!(answer.is_ok(), number % 2 == 0);
        assert_eq!(stored.is_some(), number % 2 == 0, "key {number}");
    }
}

/// How long the log of the database is, in bytes: each commit adds at least a page.
fn log_bytes(folder: &tempfile::TempDir) -> u64 {
    folder.path().join("nichoir.sqlite3-wal").metadata().unwrap().len()
}

#[tokio::test]
async fn writes_that_are_known_to_come_share_a_commit_and_others_wait_for_nobody() {
    const WRITES: u64 = 12;
    let (store, folder) = open();
    let write = |number: u64| {
        let store = store.clone();
        async move {
            tokio::time::sleep(Duration::from_millis(3 * number)).await;
            store
                .write(move |tx| settings::set(tx, &format!("key {number}"), "here"))
                .await
                .unwrap();
        }
    };
    let before = log_bytes(&folder);
    for number in 0..WRITES {
        write(number).await;
    }
    let one_by_one = log_bytes(&folder) - before;
    let expected = |number| {
        let (coming, write) = (store.coming(), write(number));
        tokio::spawn(async move {
            write.await;
            drop(coming);
        })
    };
    let before = log_bytes(&folder);
    for write in (0..WRITES).map(expected).collect::<Vec<_>>() {
        write.await.unwrap();
    }
    let together = log_bytes(&folder) - before;
    assert!(together * 3 < one_by_one, "{together} bytes together, {one_by_one} one by one");
}

#[tokio::test]
async fn a_piece_that_panics_does_not_end_the_store() {
    let (store, _folder) = open();
    let broken = store.write(|tx| -> nichoir::error::Result<()> {
        settings::set(tx, "half", "done")?;
        panic!("a bug, on purpose");
    });
    assert_eq!(broken.await.unwrap_err().kind(), Kind::Internal);
    store.write(|tx| settings::set(tx, "after", "well")).await.unwrap();
    let half = store.read(|db| settings::value(db, "half")).await.unwrap();
    assert_eq!(half, None);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_with_a_sentence() {
    let (store, folder) = open();
    drop(store);
    let path = folder.path().join("nichoir.sqlite3");
    let raw = Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 999).unwrap();
    let Err(error) = Store::open(&path) else { panic!("opened a database of the future") };
    assert_eq!(error.kind(), Kind::Conflict);
    assert!(error.message().contains("newer Nichoir"), "{error}");
    let version: i64 = raw.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 999, "nothing was touched");
}

#[tokio::test]
async fn what_cannot_be_opened_is_a_sentence_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nichoir.sqlite3");
    std::fs::write(&path, b"this is no database, only a file of that name").unwrap();
    let Err(error) = Store::open(&path) else { panic!("opened what is no database") };
    assert!(error.message().contains("Cannot open the database"), "{error}");
}

#[test]
fn every_table_is_strict_and_the_writer_syncs_fully() {
    let (_store, folder) = open();
    let raw = Connection::open(folder.path().join("nichoir.sqlite3")).unwrap();
    let mut loose = raw
        .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let loose: Vec<String> =
        loose.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(loose, Vec::<String>::new());
    let mode: String = raw.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}
