//! What the node throws away by itself, and what it keeps.

use nichoir::jobs::job::Job;
use nichoir::store::statuses::Visibility::Public;
use nichoir::store::{Write, jobs};

use crate::support::scene::Scene;

const DAY_MS: i64 = 24 * 3_600_000;

#[tokio::test]
async fn what_nobody_needs_any_more_is_thrown_away_each_day() {
    let scene = Scene::new().await;
    let post = scene.posts_once("Hello", Public, "key-1").await;
    assert_eq!(scene.rows().count("idempotency_keys"), 1);
    for (days, kept) in [(0, 1), (2, 0)] {
        scene.later(days * DAY_MS);
        let now_ms = scene.server.app.clock.now_ms();
        let sweep = move |tx: &Write| jobs::enqueue(tx, &Job::Sweep, now_ms, Some("sweep"));
        scene.server.app.store.write(sweep).await.unwrap();
        scene.work().await;
        let rows = scene.rows();
        assert_eq!(rows.count("idempotency_keys"), kept, "after {days} days");
        assert!(rows.hold("statuses", &post));
        // It comes again by itself.
        assert!(rows.hold("jobs", "sweep"));
    }
}
