//! Every path of the client API on one page.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, delete, get, patch, post, put};
use axum::{Extension, Json, Router};
use serde_json::json;

use super::cors::cors;
use super::error::Failure;
use super::rate_limit::{self, Rates};
use super::{
    accounts, acquaintances, announcements, apps, async_refreshes, collections, conversations,
    domain_blocks, featured_tags, filter_keywords, filter_statuses, filters, filters_v1, follows,
    form_token, instance, instance_details, interactions, lists, markers, media, mutes, nothing,
    notification_groups, notification_policy, notification_requests, notifications, oauth, polls,
    posting, profile, push, quotes, reports, scheduled, search, statuses, streaming, tags,
    timelines, translation,
};
use crate::app::App;
use crate::error::Error;

/// The routes of this edge.
pub fn routes(rates: Rates) -> Router<App> {
    let for_programs = signing_in()
        .merge(people())
        .merge(choices())
        .merge(filtering())
        .merge(posts())
        .merge(reading())
        .merge(told())
        .merge(streams())
        .merge(this_node())
        .merge(absent());
    let for_programs = for_programs.route("/api/{*rest}", any(not_found));
    for_all(for_programs, rates).layer(from_fn(form_token::bring_forward)).merge(consent())
}

/// Routes for bodies that are larger than others, and take longer. They see to their bounds themselves.
pub fn uploads(rates: Rates) -> Router<App> {
    let uploads = Router::new()
        .route("/api/v1/media", post(media::create))
        .route("/api/v2/media", post(media::create))
        .route("/api/v1/media/{id}", get(media::show).put(media::update).delete(media::remove))
        .route("/api/v1/accounts/update_credentials", patch(profile::update))
        .route("/api/v1/profile", get(profile::show).patch(profile::change_profile))
        .layer(DefaultBodyLimit::disable());
    for_all(uploads, rates)
}

/// What all routes for programs have.
fn for_all(routes: Router<App>, rates: Rates) -> Router<App> {
    routes
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn_with_state(rates, rate_limit::hold))
        .layer(cors())
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
        .route("/oauth/userinfo", get(oauth::userinfo::show).post(oauth::userinfo::show))
}

fn people() -> Router<App> {
    Router::new()
        .route("/api/v1/accounts/verify_credentials", get(profile::verify))
        .route("/api/v1/profile/avatar", delete(profile::remove_avatar))
        .route("/api/v1/profile/header", delete(profile::remove_header))
        .route("/api/v1/accounts/lookup", get(accounts::lookup))
        .route("/api/v1/accounts/search", get(accounts::find))
        .route("/api/v1/accounts/relationships", get(follows::relationships))
        .route("/api/v1/accounts/familiar_followers", get(acquaintances::familiar))
        .route("/api/v1/accounts", get(accounts::several))
        .route("/api/v1/accounts/{id}", get(accounts::show))
        .route("/api/v1/accounts/{id}/statuses", get(accounts::statuses))
        .route("/api/v1/accounts/{id}/collections", get(collections::of_account))
        .route("/api/v1/accounts/{id}/in_collections", get(collections::with_account))
        .route("/api/v1/accounts/{id}/followers", get(accounts::followers))
        .route("/api/v1/accounts/{id}/following", get(accounts::following))
        .route("/api/v1/accounts/{id}/follow", post(follows::follow))
        .route("/api/v1/accounts/{id}/unfollow", post(follows::unfollow))
        .route("/api/v1/accounts/{id}/remove_from_followers", post(follows::remove_follower))
        .route("/api/v1/accounts/{id}/block", post(follows::block))
        .route("/api/v1/accounts/{id}/unblock", post(follows::unblock))
        .route("/api/v1/accounts/{id}/mute", post(mutes::mute))
        .route("/api/v1/accounts/{id}/unmute", post(mutes::unmute))
        .route("/api/v1/accounts/{id}/note", post(acquaintances::note))
        .route("/api/v1/accounts/{id}/endorse", post(acquaintances::endorse))
        .route("/api/v1/accounts/{id}/unendorse", post(acquaintances::unendorse))
        .route("/api/v1/accounts/{id}/pin", post(acquaintances::endorse))
        .route("/api/v1/accounts/{id}/unpin", post(acquaintances::unendorse))
        .route("/api/v1/accounts/{id}/endorsements", get(acquaintances::endorsed_by))
        .route("/api/v1/accounts/{id}/lists", get(lists::of_account))
        .route("/api/v1/accounts/{id}/featured_tags", get(featured_tags::featured_by))
        .route("/api/v1/accounts/{id}/identity_proofs", get(nothing::for_all))
        .route("/api/v1/blocks", get(follows::blocks))
        .route("/api/v1/mutes", get(mutes::index))
        .route("/api/v1/endorsements", get(acquaintances::endorsed))
        .route("/api/v1/reports", post(reports::create))
        .route("/api/v1/follow_requests", get(follows::requests))
        .route("/api/v1/follow_requests/{id}/authorize", post(follows::authorize))
        .route("/api/v1/follow_requests/{id}/reject", post(follows::reject))
}

/// What the owner arranges for themselves.
fn choices() -> Router<App> {
    let list = get(lists::show).put(lists::update).delete(lists::remove);
    let members = get(lists::members).post(lists::add).delete(lists::take_off);
    let domains =
        get(domain_blocks::index).post(domain_blocks::create).delete(domain_blocks::remove);
    Router::new()
        .route("/api/v1/lists", get(lists::index).post(lists::create))
        .route("/api/v1/lists/{id}", list)
        .route("/api/v1/lists/{id}/accounts", members)
        .route("/api/v1/tags/{name}", get(tags::show))
        .route("/api/v1/tags/{name}/follow", post(tags::follow))
        .route("/api/v1/tags/{name}/unfollow", post(tags::unfollow))
        .route("/api/v1/tags/{name}/feature", post(featured_tags::feature))
        .route("/api/v1/tags/{name}/unfeature", post(featured_tags::unfeature))
        .route("/api/v1/followed_tags", get(tags::followed))
        .route("/api/v1/featured_tags", get(featured_tags::featured).post(featured_tags::add))
        .route("/api/v1/featured_tags/suggestions", get(featured_tags::suggested))
        .route("/api/v1/featured_tags/{id}", delete(featured_tags::remove))
        .route("/api/v1/collections/{id}", get(collections::show))
        .route("/api/v1/domain_blocks", domains)
        .route("/api/v1/domain_blocks/preview", get(domain_blocks::preview))
        .route("/api/v1/markers", get(markers::show).post(markers::save))
}

fn filtering() -> Router<App> {
    let filter = get(filters::show).put(filters::update).delete(filters::remove);
    let keywords = get(filter_keywords::index).post(filter_keywords::add);
    let keyword =
        get(filter_keywords::show).put(filter_keywords::update).delete(filter_keywords::remove);
    let statuses = get(filter_statuses::index).post(filter_statuses::add);
    let status = get(filter_statuses::show).delete(filter_statuses::remove);
    let first_kind = get(filters_v1::show).put(filters_v1::update).delete(filters_v1::remove);
    Router::new()
        .route("/api/v2/filters", get(filters::index).post(filters::create))
        .route("/api/v2/filters/{id}", filter)
        .route("/api/v2/filters/{id}/keywords", keywords)
        .route("/api/v2/filters/{id}/statuses", statuses)
        .route("/api/v2/filters/keywords/{id}", keyword)
        .route("/api/v2/filters/statuses/{id}", status)
        .route("/api/v1/filters", get(filters_v1::index).post(filters_v1::create))
        .route("/api/v1/filters/{id}", first_kind)
}

fn posts() -> Router<App> {
    let status = get(statuses::show).put(posting::update).delete(posting::remove);
    Router::new()
        .route("/api/v1/statuses", get(statuses::several).post(posting::create))
        .route("/api/v1/statuses/{id}", status)
        .route("/api/v1/statuses/{id}/context", get(statuses::context))
        .route("/api/v1_alpha/async_refreshes/{id}", get(async_refreshes::show))
        .route("/api/v1/statuses/{id}/source", get(statuses::source))
        .route("/api/v1/statuses/{id}/translate", post(translation::translate))
        .route("/api/v1/statuses/{id}/history", get(statuses::history))
        .route("/api/v1/statuses/{id}/favourited_by", get(statuses::favourited_by))
        .route("/api/v1/statuses/{id}/reblogged_by", get(statuses::reblogged_by))
        .route("/api/v1/statuses/{id}/quotes", get(quotes::index))
        .route("/api/v1/statuses/{id}/quotes/{quoting}/revoke", post(quotes::revoke))
        .route("/api/v1/statuses/{id}/interaction_policy", put(quotes::allow))
        .route("/api/v1/statuses/{id}/favourite", post(interactions::favourite))
        .route("/api/v1/statuses/{id}/unfavourite", post(interactions::unfavourite))
        .route("/api/v1/statuses/{id}/reblog", post(interactions::reblog))
        .route("/api/v1/statuses/{id}/unreblog", post(interactions::unreblog))
        .route("/api/v1/statuses/{id}/bookmark", post(interactions::bookmark))
        .route("/api/v1/statuses/{id}/unbookmark", post(interactions::unbookmark))
        .route("/api/v1/statuses/{id}/mute", post(interactions::mute))
        .route("/api/v1/statuses/{id}/unmute", post(interactions::unmute))
        .route("/api/v1/statuses/{id}/pin", post(interactions::pin))
        .route("/api/v1/statuses/{id}/unpin", post(interactions::unpin))
        .route("/api/v1/scheduled_statuses", get(scheduled::index))
        .route(
            "/api/v1/scheduled_statuses/{id}",
            get(scheduled::show).put(scheduled::update).delete(scheduled::remove),
        )
        .route("/api/v1/polls/{id}", get(polls::show))
        .route("/api/v1/polls/{id}/votes", post(polls::vote))
}

fn reading() -> Router<App> {
    Router::new()
        .route("/api/v1/timelines/home", get(timelines::home))
        .route("/api/v1/timelines/public", get(timelines::public))
        .route("/api/v1/timelines/tag/{name}", get(timelines::tag))
        .route("/api/v1/timelines/list/{id}", get(timelines::list))
        .route("/api/v1/favourites", get(timelines::favourites))
        .route("/api/v1/bookmarks", get(timelines::bookmarks))
        .route("/api/v1/conversations", get(conversations::index))
        .route("/api/v1/conversations/{id}", delete(conversations::remove))
        .route("/api/v1/conversations/{id}/read", post(conversations::read))
        .route("/api/v1/conversations/{id}/unread", post(conversations::unread))
        .route("/api/v2/search", get(search::search))
}

fn told() -> Router<App> {
    let policy = get(notification_policy::show);
    let policy = policy.patch(notification_policy::update).put(notification_policy::update);
    Router::new()
        .route("/api/v1/notifications", get(notifications::list))
        .route("/api/v1/notifications/clear", post(notifications::clear))
        .route("/api/v1/notifications/unread_count", get(notifications::unread_count))
        .route("/api/v1/notifications/{id}", get(notifications::show))
        .route("/api/v1/notifications/{id}/dismiss", post(notifications::dismiss))
        .route("/api/v1/notifications/requests", get(notification_requests::index))
        .route("/api/v1/notifications/requests/merged", get(notification_requests::merged))
        .route("/api/v1/notifications/requests/accept", post(notification_requests::accept))
        .route("/api/v1/notifications/requests/dismiss", post(notification_requests::dismiss))
        .route("/api/v1/notifications/requests/{id}", get(notification_requests::show))
        .route(
            "/api/v1/notifications/requests/{id}/accept",
            post(notification_requests::accept_one),
        )
        .route(
            "/api/v1/notifications/requests/{id}/dismiss",
            post(notification_requests::dismiss_one),
        )
        .route("/api/v2/notifications/policy", policy)
        .route("/api/v2/notifications", get(notification_groups::list))
        .route("/api/v2/notifications/unread_count", get(notification_groups::unread_count))
        .route("/api/v2/notifications/{key}", get(notification_groups::show))
        .route("/api/v2/notifications/{key}/accounts", get(notification_groups::accounts))
        .route("/api/v2/notifications/{key}/dismiss", post(notification_groups::dismiss))
}

fn this_node() -> Router<App> {
    let description = get(instance_details::extended_description);
    Router::new()
        .route("/api/v1/instance", get(instance::show_v1))
        .route("/api/v2/instance", get(instance::show))
        .route("/api/v1/instance/extended_description", description)
        .route("/api/v1/instance/privacy_policy", get(instance_details::privacy_policy))
        .route("/api/v1/instance/languages", get(instance_details::languages))
        .route("/api/v1/preferences", get(instance::preferences))
        .route("/api/v1/custom_emojis", get(nothing::for_all))
}

/// Groups that clients ask for and that a node for one person does not have.
fn absent() -> Router<App> {
    let reactions = put(announcements::react).delete(announcements::react);
    let mut router = Router::new()
        .route("/api/v1/announcements", get(nothing::for_owner))
        .route("/api/v1/announcements/{id}/dismiss", post(announcements::dismiss))
        .route("/api/v1/announcements/{id}/reactions/{name}", reactions)
        .route("/api/v2/suggestions", get(nothing::for_owner))
        .route("/api/v1/suggestions", get(nothing::for_owner))
        .route("/api/v1/suggestions/{id}", delete(nothing::missing))
        .route("/api/v1/instance/translation_languages", get(translation::languages))
        .route("/api/v1/instance/terms_of_service", get(nothing::missing))
        .route("/api/v1/annual_reports", get(nothing::annual_reports))
        .route("/api/v1/annual_reports/{year}/state", get(nothing::annual_report_state))
        .route("/api/v1/donation_campaigns", get(nothing::no_content));
    for path in [
        "/api/v1/instance/rules",
        "/api/v1/instance/domain_blocks",
        "/api/v1/instance/peers",
        "/api/v1/instance/activity",
        "/api/v1/peers/search",
        "/api/v1/trends",
        "/api/v1/trends/tags",
        "/api/v1/trends/statuses",
        "/api/v1/trends/links",
        "/api/v1/directory",
    ] {
        router = router.route(path, get(nothing::for_all));
    }
    router
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

/// For paths that exist, asked in a way that does not; the router adds what is allowed.
async fn not_allowed() -> Response {
    let why = Json(json!({ "error": "This method is not allowed here" }));
    std::future::ready((StatusCode::METHOD_NOT_ALLOWED, why).into_response()).await
}
