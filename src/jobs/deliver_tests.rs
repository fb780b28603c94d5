//! Which hosts get the places, as deliveries fail.

use super::*;
use crate::clock::Clock;
use crate::id::{AccountId, Ids, OutgoingId};
use crate::store::accounts::{self, AccountKind};
use crate::store::{Store, hosts, outgoing};

const NOW: i64 = 1_700_000_000_000;

/// Queues one activity for a host; `health` is how the host did before.
fn queue(tx: &Write, id: OutgoingId, host: &str, health: Health) -> Result<()> {
    let inbox = hosts::inbox_id(tx, host, &format!("https://{host}/inbox"))?;
    deliveries::enqueue(tx, id, &[inbox], NOW)?;
    match health {
        Health::Well => Ok(()),
        Health::Failing => {
            deliveries::host_failed(tx, hosts::id_of(tx, host)?, "timeout", 0, NOW, NOW)
        }
    }
}

#[tokio::test]
async fn hosts_that_fail_leave_places_for_those_that_are_well() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("test.sqlite3")).unwrap();
    let ids = Ids::new(Clock::set_to(NOW));
    let fill = move |tx: &Write| {
        let (ada, id) = (AccountId::new(1), ids.next());
        accounts::insert_local(tx, ada, "https://home.example/", "ada", AccountKind::Person, NOW)?;
        outgoing::insert(tx, id, ada, None, "{}")?;
        (0..300).try_for_each(|n| queue(tx, id, &format!("dead{n}.example"), Health::Failing))?;
        (0..50).try_for_each(|n| queue(tx, id, &format!("well{n}.example"), Health::Well))
    };
    store.write(fill).await.unwrap();
    let places = Places { all: PLACES, probes: PROBES };
    let claimed = store.read(move |db| claim(db, NOW, &[], places)).await.unwrap();
    let well = claimed.iter().filter(|(host, _)| host.failures == 0).count();
    assert_eq!((well, claimed.len()), (50, 50 + PROBES));
}
