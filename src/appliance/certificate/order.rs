//! One order at an authority, from the first request to the chain (RFC 8555 §7.4).
//!
//! Keeps nothing and decides nothing about other orders.

use std::time::Duration;

use instant_acme::{
    Account, AuthorizationHandle, AuthorizationStatus, CertificateIdentifier, Error, Identifier,
    NewOrder, Order, OrderStatus,
};
use tokio::time::{Instant, sleep};

use super::answer;
use super::method::Method;
use super::transport::Transport;
use super::trouble::{NO_METHOD, Trouble};
use crate::app::App;
use crate::store::certificates::Outcome;

/// What is ordered, and how.
pub(super) struct Wish<'a> {
    pub(super) host: &'a str,
    /// What can be tried, in order.
    pub(super) methods: &'a [Method],
    /// The certificate that this one is to replace.
    pub(super) replaces: Option<CertificateIdentifier<'static>>,
    pub(super) profile: Option<&'a str>,
    /// Wants to be looked at anew: the authority may have seen us a month ago.
    pub(super) rehearsal: bool,
    /// How long the authority may take for each decision.
    pub(super) patience: Duration,
}

/// What came of it.
pub(super) struct Done {
    /// How we proved who we are; `None` if it did not come to that.
    pub(super) method: Option<Method>,
    /// The chain and the key, both PEM.
    pub(super) result: Result<(String, String), Trouble>,
}

/// Between two questions how far an order is, unless the authority says otherwise.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Orders a certificate.
pub(super) async fn order(
    app: &App,
    account: &Account,
    transport: &Transport,
    wish: &Wish<'_>,
) -> Done {
    let mut method = None;
    let result = carry_out(app, account, transport, wish, &mut method).await;
    // Until now: the authority looks more than once, and from several places.
    if let Some(method) = method {
        answer::take_back(app, method, wish.host).await;
    }
    Done { method, result }
}

async fn carry_out(
    app: &App,
    account: &Account,
    transport: &Transport,
    wish: &Wish<'_>,
    method: &mut Option<Method>,
) -> Result<(String, String), Trouble> {
    let told = |error: Error| Trouble::of_error(&error, &transport.heard());
    let mut order = place(account, wish).await.map_err(told)?;
    if wish.rehearsal && forget_what_was_seen(&mut order).await.map_err(told)? {
        order = place(account, wish).await.map_err(told)?;
    }
    prove(app, &mut order, transport, wish, method).await?;
    match settle(&mut order, transport, wish.patience).await.map_err(told)? {
        OrderStatus::Ready => {}
        _ => return Err(why_not(&mut order, transport).await),
    }
    let key = order.finalize().await.map_err(told)?;
    settle(&mut order, transport, wish.patience).await.map_err(told)?;
    let chain = order.certificate().await.map_err(told)?;
    let missing = || Trouble::new(Outcome::Down, "", "The authority has no chain for us");
    Ok((chain.ok_or_else(missing)?, key))
}

async fn place(account: &Account, wish: &Wish<'_>) -> Result<Order, Error> {
    let names = [Identifier::Dns(wish.host.to_owned())];
    let new = || match wish.profile {
        Some(profile) => NewOrder::new(&names).profile(profile),
        None => NewOrder::new(&names),
    };
    let Some(replaces) = wish.replaces.clone() else { return account.new_order(&new()).await };
    match account.new_order(&new().replaces(replaces)).await {
        // Said without asking: the authority has no renewal windows.
        Err(Error::Unsupported(_)) => account.new_order(&new()).await,
        answer => answer,
    }
}

/// Makes the authority forget that it saw us before; whether there was anything to forget.
async fn forget_what_was_seen(order: &mut Order) -> Result<bool, Error> {
    let mut forgot = false;
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            authorization.deactivate().await?;
            forgot = true;
        }
    }
    Ok(forgot)
}

/// Answers what the authority asks.
async fn prove(
    app: &App,
    order: &mut Order,
    transport: &Transport,
    wish: &Wish<'_>,
    method: &mut Option<Method>,
) -> Result<(), Trouble> {
    let told = |error: Error| Trouble::of_error(&error, &transport.heard());
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization.map_err(told)?;
        if authorization.status != AuthorizationStatus::Pending {
            continue;
        }
        let Some(chosen) = choose(&authorization, wish.methods) else {
            return Err(Trouble::new(Outcome::Refused, NO_METHOD, &offers(&authorization)));
        };
        let Some(mut challenge) = authorization.challenge(chosen.kind()) else { continue };
        *method = Some(chosen);
        let given = answer::give(app, chosen, &challenge, wish.host).await;
        given.map_err(|error| Trouble::new(Outcome::Down, "ours", &error.to_string()))?;
        challenge.set_ready().await.map_err(told)?;
    }
    Ok(())
}

fn choose(authorization: &AuthorizationHandle<'_>, methods: &[Method]) -> Option<Method> {
    let offered = |method: &&Method| {
        authorization.challenges.iter().any(|challenge| challenge.r#type == method.kind())
    };
    methods.iter().find(offered).copied()
}

fn offers(authorization: &AuthorizationHandle<'_>) -> String {
    let kinds = authorization.challenges.iter().map(|challenge| format!("{:?}", challenge.r#type));
    kinds.collect::<Vec<_>>().join(", ")
}

/// Waits until the authority has decided.
async fn settle(
    order: &mut Order,
    transport: &Transport,
    patience: Duration,
) -> Result<OrderStatus, Error> {
    let deadline = Instant::now() + patience;
    let mut pause = SHORTEST_PAUSE;
    loop {
        let status = order.refresh().await?.status;
        if !matches!(status, OrderStatus::Pending | OrderStatus::Processing) {
            return Ok(status);
        }
        let wished = transport.heard().wait.unwrap_or(pause).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        if Instant::now() + wished > deadline {
            return Err(Error::Timeout(None));
        }
        sleep(wished).await;
        pause = (pause * 5 / 4).min(LONGEST_PAUSE);
    }
}

/// Why an order did not become ready. The challenge knows best; the order says it in some places.
async fn why_not(order: &mut Order, transport: &Transport) -> Trouble {
    let unknown = || Trouble::new(Outcome::Unproven, "", "The authority does not say why");
    let of_order = order.state().error.as_ref().map(Trouble::of_validation);
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let Ok(mut authorization) = authorization else { break };
        if let Err(error) = authorization.refresh().await {
            return of_order.unwrap_or_else(|| Trouble::of_error(&error, &transport.heard()));
        }
        if let Some(error) = authorization.challenges.iter().find_map(|c| c.error.as_ref()) {
            return Trouble::of_validation(error);
        }
    }
    of_order.unwrap_or_else(unknown)
}
