//! The task that hears what the store tells and passes it on; there only while somebody listens.

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::news::{self, News};
use super::streams::Streams;
use crate::app::App;
use crate::client::entity::Place;
use crate::error::Result;
use crate::event::Event;
use crate::id::AccountId;

/// Starts it. Hears everything that is committed from now on.
pub(super) fn wake(app: App, streams: Streams) {
    let events = app.store.events();
    tokio::spawn(async move {
        let hub = tokio::spawn(run(app, streams.clone(), events));
        if let Err(error) = hub.await {
            tracing::error!(%error, "streams are closed; apps open them again");
            streams.restart();
        }
    });
}

async fn run(app: App, streams: Streams, mut events: broadcast::Receiver<Event>) {
    let mut stopping = app.stopping.subscribe();
    loop {
        let heard = tokio::select! {
            heard = events.recv() => heard,
            () = streams.emptied() => match streams.sleep() {
                true => return,
                false => continue,
            },
            _ = stopping.wait_for(|stopping| *stopping) => return streams.close(),
        };
        match heard {
            Ok(event) => tell(&app, &streams, event).await,
            // Apps read the timeline again now and then, for they know that a stream is no promise.
            Err(RecvError::Lagged(missed)) => tracing::debug!(missed, "streams missed something"),
            Err(RecvError::Closed) => return streams.close(),
        }
    }
}

async fn tell(app: &App, streams: &Streams, event: Event) {
    if let Event::Revoked { token } = &event {
        return streams.end(token);
    }
    for viewer in streams.viewers() {
        match read(app, event.clone(), viewer).await {
            Ok(news) => news.iter().for_each(|each| streams.hand(viewer, each)),
            Err(error) => tracing::warn!(%error, "could not read what streams should tell"),
        }
    }
}

async fn read(app: &App, event: Event, viewer: AccountId) -> Result<Vec<News>> {
    let place = Place::of(app).await?;
    app.store.read(move |db| news::of(db, &event, viewer, &place)).await
}
