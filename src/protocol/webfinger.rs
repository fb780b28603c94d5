//! What WebFinger answers about the actors here, and host-meta for those who look there first.
//!
//! Only written here; [`super::incoming::webfinger`] reads the answers of others.
//! Spec: RFC 7033, RFC 6415 §3 (host-meta), FEP-d556 (the server's own actor).

use serde::Serialize;

/// Media type of a [`Jrd`].
pub const MEDIA_TYPE: &str = "application/jrd+json; charset=utf-8";

/// Media type of [`host_meta`].
pub const HOST_META_MEDIA_TYPE: &str = "application/xrd+xml; charset=utf-8";

/// A JSON Resource Descriptor: what is known about a subject.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Jrd {
    subject: String,
    aliases: Vec<String>,
    links: Vec<Link>,
}

#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
struct Link {
    rel: &'static str,
    #[serde(rename = "type")]
    media_type: &'static str,
    href: String,
}

/// Describes the actor behind `handle` (`user@domain`), also the application actor's own.
/// `page` is the profile for people.
#[must_use]
pub fn actor(handle: &str, actor: &str, page: &str) -> Jrd {
    let profile = Link {
        rel: "http://webfinger.net/rel/profile-page",
        media_type: "text/html",
        href: page.to_owned(),
    };
    let mut aliases = vec![page.to_owned(), actor.to_owned()];
    aliases.dedup();
    Jrd { subject: format!("acct:{handle}"), aliases, links: vec![profile, itself("self", actor)] }
}

/// Describes the server at `base` (`https://HOST`): its application actor.
#[must_use]
pub fn server(base: &str, application: &str) -> Jrd {
    Jrd {
        subject: format!("{base}/"),
        aliases: vec![application.to_owned()],
        links: vec![itself("https://www.w3.org/ns/activitystreams#Service", application)],
    }
}

/// The XML that says where WebFinger is. `base` is `https://HOST`.
#[must_use]
pub fn host_meta(base: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{base}/.well-known/webfinger?resource={{uri}}\"/>\n\
         </XRD>\n"
    )
}

fn itself(rel: &'static str, actor: &str) -> Link {
    Link { rel, media_type: "application/activity+json", href: actor.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::incoming;

    #[test]
    fn our_own_reader_finds_the_actor() {
        let written = actor(
            "ada@home.example",
            "https://home.example/users/ada",
            "https://home.example/@ada",
        );
        let read = incoming::Jrd::read(&serde_json::to_value(written).unwrap()).unwrap();
        assert_eq!(read.subject.username, "ada");
        assert_eq!(read.actor, "https://home.example/users/ada");
    }

    #[test]
    fn the_bare_domain_stands_for_the_application_actor() {
        let written =
            serde_json::to_value(server("https://home.example", "https://home.example/actor"));
        let written = written.unwrap();
        assert_eq!(written["subject"], "https://home.example/");
        assert_eq!(written["links"][0]["rel"], "https://www.w3.org/ns/activitystreams#Service");
        assert_eq!(written["links"][0]["href"], "https://home.example/actor");
    }

    #[test]
    fn host_meta_points_to_webfinger() {
        let template = "template=\"https://home.example/.well-known/webfinger?resource={uri}\"";
        assert!(host_meta("https://home.example").contains(template));
    }
}
