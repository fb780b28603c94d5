//! How long sent activities are kept.

use super::*;
use crate::clock::Clock;
use crate::id::{HostId, Ids};
use crate::store::accounts::{self, AccountKind};
use crate::store::{Store, deliveries, hosts};

const NOW: i64 = 1_700_000_000_000;
const ABOUT: StatusId = StatusId::new(7);

/// Delivers what waits for this host.
fn deliver_all(tx: &Write, host: HostId) -> Result<()> {
    for waiting in deliveries::waiting(tx, host, NOW, 9)? {
        deliveries::delivered(tx, waiting.id, NOW)?;
    }
    Ok(())
}

#[tokio::test]
async fn old_activities_go_and_the_record_of_a_post_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("test.sqlite3")).unwrap();
    let ids = Ids::new(Clock::set_to(NOW));
    let [post, like, waiting, later]: [OutgoingId; 4] = std::array::from_fn(|_| ids.next());
    let story = move |tx: &Write| {
        let ada = AccountId::new(1);
        accounts::insert_local(tx, ada, "https://home.example/", "ada", AccountKind::Person, NOW)?;
        let done = hosts::inbox_id(tx, "a.example", "https://a.example/inbox")?;
        let slow = hosts::inbox_id(tx, "b.example", "https://b.example/inbox")?;
        for (id, about, inbox) in [(post, Some(ABOUT), done), (like, None, done)] {
            insert(tx, id, ada, about, "{}")?;
            deliveries::enqueue(tx, id, &[inbox], NOW)?;
            deliver_all(tx, hosts::id_of(tx, "a.example")?)?;
        }
        insert(tx, waiting, ada, None, "{}")?;
        deliveries::enqueue(tx, waiting, &[slow], NOW)?;
        forget_bodies(tx, later, 9)?;
        delete_finished(tx, later, 9)?;
        let json = |id| Ok::<_, crate::error::Error>(by_id(tx, id)?.map(|outgoing| outgoing.json));
        let left = [json(post)?, json(like)?, json(waiting)?];
        Ok((left, deliveries::of_status(tx, ABOUT)?.len()))
    };
    let (left, record) = store.write(story).await.unwrap();
    assert_eq!(left, [Some(String::new()), None, Some("{}".to_owned())]);
    assert_eq!(record, 1);
}
