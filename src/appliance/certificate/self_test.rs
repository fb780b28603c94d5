//! Looks at the node as another server would: over TLS, with everybody's trust, and asks for the owner.
//!
//! From inside, to our own listener: many routers do not lead us back to ourselves, and that is no fault.
//! That others reach us is what the authority's look at us shows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::{Request, StatusCode};
use serde_json::Value;
use tokio::time::sleep;

use crate::app::App;
use crate::appliance::finding::{Finding, Mood, Topic};
use crate::appliance::wanted::Wanted;
use crate::net::{Limits, NetError, Step};

const LIMITS: Limits = Limits { body_bytes: 64 * 1024, deadline: Duration::from_secs(10) };
/// `nichoir setup` may make the owner in a process of its own.
const OWNER: Duration = Duration::from_secs(15);
/// After a test that failed, and after one that did not.
const SOON: Duration = Duration::from_secs(5 * 60);
const LATER: Duration = Duration::from_secs(24 * 3600);

/// Tests for as long as it is polled, whenever there is another certificate, and once a day.
pub(super) async fn keep(app: App) {
    let mut live = app.appliance.certificates.subscribe();
    let mut wanted = app.appliance.wanted.subscribe();
    loop {
        live.mark_unchanged();
        let who = wanted.borrow_and_update().clone();
        let pause = match who {
            Some(who) if app.appliance.certificates.has(&who.host) => test(&app, &who).await,
            Some(_) => {
                report(&app, Mood::Waiting, "federation-certificate", "");
                LATER
            }
            None => LATER,
        };
        tokio::select! {
            () = sleep(pause) => {}
            _ = live.changed() => {}
            _ = wanted.changed() => {}
        }
    }
}

/// Tests once, and answers when to test again.
async fn test(app: &App, who: &Wanted) -> Duration {
    if app.site().await.is_err() {
        report(app, Mood::Waiting, "federation-owner", "");
        return OWNER;
    }
    let Some(listener) = app.appliance.own_tls else { return LATER };
    match look(app, who, near(listener)).await {
        Ok(()) => {
            report(app, Mood::Good, "federation-good", "");
            LATER
        }
        Err((code, detail)) => {
            report(app, Mood::Bad, code, &detail);
            SOON
        }
    }
}

/// What is wrong, and in whose words.
type Wrong = (&'static str, String);

async fn look(app: &App, who: &Wanted, address: SocketAddr) -> Result<(), Wrong> {
    let account = format!("acct:{}@{}", who.name, who.handle_domain);
    let url = format!("https://{}/.well-known/webfinger?resource={account}", who.host);
    let request = Request::get(url).body(Bytes::new());
    let request = request.map_err(|cause| ("federation-answer", cause.to_string()))?;
    let answer = app
        .appliance
        .services
        .send_to(address, request, LIMITS)
        .await
        .map_err(|cause| unreached(&cause))?;
    if answer.status() != StatusCode::OK {
        return Err(("federation-answer", answer.status().to_string()));
    }
    let document: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    match document.get("subject").and_then(Value::as_str) == Some(account.as_str()) {
        true => Ok(()),
        false => Err(("federation-answer", "the answer is not about the owner".to_owned())),
    }
}

fn unreached(cause: &NetError) -> Wrong {
    let code = match cause {
        NetError::Unreachable(Step::Tls | Step::Early, _) => "federation-untrusted",
        _ => "federation-answer",
    };
    (code, cause.to_string())
}

/// Where this machine reaches a listener of its own.
fn near(listener: SocketAddr) -> SocketAddr {
    let ip = match listener.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listener.port())
}

fn report(app: &App, mood: Mood, code: &str, detail: &str) {
    let finding = Finding::new(Topic::Federation, mood, code);
    app.appliance.findings.report(finding.with("detail", &detail));
}

#[cfg(test)]
#[path = "self_test_tests.rs"]
mod tests;
