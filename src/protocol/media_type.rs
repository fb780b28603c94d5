//! Is this `Content-Type` ActivityPub, and does this `Accept` want ActivityPub or a page?
//!
//! Does not touch headers themselves: the edge hands in their text.
//! Spec: ActivityPub §3.2 and §7; RFC 9110 §12.5.1.

/// What to answer at an address that has two faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// HTML for people.
    Page,
    /// JSON for servers.
    Activity,
}

/// Is this the `Content-Type` of an ActivityPub document?
///
/// Plain `application/ld+json` is not: any uploaded file could carry it (CVE-2024-25623).
#[must_use]
pub fn is_activity(content_type: &str) -> bool {
    let (kind, mut parameters) = split(content_type);
    kind.eq_ignore_ascii_case(ACTIVITY_JSON)
        || kind.eq_ignore_ascii_case(LD_JSON)
            && parameters.any(|(name, value)| {
                name.eq_ignore_ascii_case("profile")
                    && value.split_ascii_whitespace().any(|uri| uri == ACTIVITY_STREAMS)
            })
}

/// May a body of this `Content-Type` be posted to an inbox?
#[must_use]
pub fn is_inbox_body(content_type: &str) -> bool {
    let (kind, _) = split(content_type);
    kind.eq_ignore_ascii_case(ACTIVITY_JSON) || kind.eq_ignore_ascii_case(LD_JSON)
}

/// What the sender of this `Accept` header would rather have. Nobody who wants ActivityPub stays
/// silent about it, so a missing header or `*/*` means a page.
#[must_use]
pub fn wants(accept: &str) -> Face {
    let (mut page, mut activity) = (0.0_f32, 0.0_f32);
    for range in split_outside_quotes(accept, ',') {
        let (kind, _) = split(range);
        let weight = weight(range);
        match kind.to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" => page = page.max(weight),
            ACTIVITY_JSON | LD_JSON | "application/json" => activity = activity.max(weight),
            _ => {}
        }
    }
    if activity > 0.0 && activity >= page { Face::Activity } else { Face::Page }
}

/// The `q` of a media range: 1 when absent, 0 when it makes no sense.
fn weight(range: &str) -> f32 {
    let (_, mut parameters) = split(range);
    let Some((_, q)) = parameters.find(|(name, _)| name.eq_ignore_ascii_case("q")) else {
        return 1.0;
    };
    q.parse().ok().filter(|q| (0.0..=1.0).contains(q)).unwrap_or(0.0)
}

/// A media type and its parameters, without quotes.
fn split(text: &str) -> (&str, impl Iterator<Item = (&str, &str)>) {
    let mut parts = split_outside_quotes(text, ';');
    let kind = parts.next().unwrap_or_default().trim();
    let parameters = parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((name.trim(), value.trim().trim_matches('"')))
    });
    (kind, parameters)
}

fn split_outside_quotes(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
}

const ACTIVITY_JSON: &str = "application/activity+json";
const LD_JSON: &str = "application/ld+json";
const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";

#[cfg(test)]
#[path = "media_type_tests.rs"]
mod tests;
