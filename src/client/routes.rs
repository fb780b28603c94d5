//! Every path of the client API on one page.

use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, patch, post};
use axum::{Extension, Router};

use super::cors::cors;
use super::error::Failure;
use super::{
    accounts, apps, follows, instance, interactions, notifications, oauth, polls, posting, profile,
    push, reports, search, statuses, streaming, timelines,
};
use crate::app::App;
use crate::error::Error;

/// The routes of this edge.
pub fn routes() -> Router<App> {
    let for_programs = signing_in().merge(people()).merge(posts()).merge(reading());
    let for_programs = for_programs.merge(streams());
    let for_programs = for_programs.route("/api/{*rest}", any(not_found)).layer(cors());
    for_programs.merge(consent())
}

/// The page on which a person lets an app in; no page of somebody else may read it.
fn consent() -> Router<App> {
    Router::new()
        .route("/oauth/authorize", get(oauth::authorize::show).post(oauth::authorize::decide))
}

fn signing_in() -> Router<App> {
    Router::new()
        .route("/.well-known/oauth-authorization-server", get(oauth::metadata::show))
        .route("/api/v1/apps", post(apps::create))
        .route("/api/v1/apps/verify_credentials", get(apps::verify))
        .route("/oauth/token", post(oauth::token::create))
        .route("/oauth/revoke", post(oauth::revoke::revoke))
}

fn people() -> Router<App> {
    Router::new()
        .route("/api/v1/accounts/verify_credentials", get(profile::verify))
        .route("/api/v1/accounts/update_credentials", patch(profile::update))
        .route("/api/v1/accounts/lookup", get(accounts::lookup))
        .route("/api/v1/accounts/search", get(accounts::find))
        .route("/api/v1/accounts/relationships", get(follows::relationships))
        .route("/api/v1/accounts/{id}", get(accounts::show))
        .route("/api/v1/accounts/{id}/statuses", get(accounts::statuses))
        .route("/api/v1/accounts/{id}/followers", get(accounts::followers))
        .route("/api/v1/accounts/{id}/following", get(accounts::following))
        .route("/api/v1/accounts/{id}/follow", post(follows::follow))
        .route("/api/v1/accounts/{id}/unfollow", post(follows::unfollow))
        .route("/api/v1/accounts/{id}/remove_from_followers", post(follows::remove_follower))
        .route("/api/v1/accounts/{id}/block", post(follows::block))
        .route("/api/v1/accounts/{id}/unblock", post(follows::unblock))
        .route("/api/v1/blocks", get(follows::blocks))
        .route("/api/v1/reports", post(reports::create))
        .route("/api/v1/follow_requests", get(follows::requests))
        .route("/api/v1/follow_requests/{id}/authorize", post(follows::authorize))
        .route("/api/v1/follow_requests/{id}/reject", post(follows::reject))
}

fn posts() -> Router<App> {
    let status = get(statuses::show).put(posting::update).delete(posting::remove);
    Router::new()
        .route("/api/v1/statuses", post(posting::create))
        .route("/api/v1/statuses/{id}", status)
        .route("/api/v1/statuses/{id}/context", get(statuses::context))
        .route("/api/v1/statuses/{id}/source", get(statuses::source))
        .route("/api/v1/statuses/{id}/history", get(statuses::history))
        .route("/api/v1/statuses/{id}/favourited_by", get(statuses::favourited_by))
        .route("/api/v1/statuses/{id}/reblogged_by", get(statuses::reblogged_by))
        .route("/api/v1/statuses/{id}/favourite", post(interactions::favourite))
        .route("/api/v1/statuses/{id}/unfavourite", post(interactions::unfavourite))
        .route("/api/v1/statuses/{id}/reblog", post(interactions::reblog))
        .route("/api/v1/statuses/{id}/unreblog", post(interactions::unreblog))
        .route("/api/v1/statuses/{id}/bookmark", post(interactions::bookmark))
        .route("/api/v1/statuses/{id}/unbookmark", post(interactions::unbookmark))
        .route("/api/v1/statuses/{id}/pin", post(interactions::pin))
        .route("/api/v1/statuses/{id}/unpin", post(interactions::unpin))
        .route("/api/v1/polls/{id}", get(polls::show))
        .route("/api/v1/polls/{id}/votes", post(polls::vote))
}

fn reading() -> Router<App> {
    Router::new()
        .route("/api/v1/timelines/home", get(timelines::home))
        .route("/api/v1/timelines/public", get(timelines::public))
        .route("/api/v1/favourites", get(timelines::favourites))
        .route("/api/v1/bookmarks", get(timelines::bookmarks))
        .route("/api/v1/notifications", get(notifications::list))
        .route("/api/v1/notifications/clear", post(notifications::clear))
        .route("/api/v1/notifications/{id}", get(notifications::show))
        .route("/api/v1/notifications/{id}/dismiss", post(notifications::dismiss))
        .route("/api/v2/search", get(search::search))
        .route("/api/v1/instance", get(instance::show_v1))
        .route("/api/v2/instance", get(instance::show))
        .route("/api/v1/preferences", get(instance::preferences))
        .route("/api/v1/custom_emojis", get(instance::no_emojis))
}

fn streams() -> Router<App> {
    let pushes = get(push::show).post(push::create).put(push::update).delete(push::remove);
    Router::new()
        .route("/api/v1/push/subscription", pushes)
        .route("/api/v1/streaming", get(streaming::socket::open))
        .route("/api/v1/streaming/health", get(streaming::events::health))
        .route("/api/v1/streaming/{*stream}", get(streaming::events::listen))
        .layer(Extension(streaming::Streams::default()))
}

/// For paths of the API that do not exist; apps probe for features with them.
async fn not_found() -> Response {
    std::future::ready(Failure::from(Error::not_found("Record")).into_response()).await
}
