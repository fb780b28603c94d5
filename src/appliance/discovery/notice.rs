//! What is announced: which services, with which words. Pure.
//!
//! The records tell that there is a Nichoir and for which domain, and no person's name (RFC 6763 §6).

use super::name::Name;
use super::standing::Standing;

/// Where we listen.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// In the clear.
    pub http: u16,
    /// With TLS of our own.
    pub https: Option<u16>,
}

/// One service, as DNS-SD wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    /// Such as `_http._tcp.local.`.
    pub kind: &'static str,
    /// What people see in lists.
    pub instance: String,
    pub port: u16,
    /// Keys and values.
    pub txt: Vec<(&'static str, String)>,
}

/// Plain HTTP as long as there is no name that could have a certificate.
pub(super) fn services(standing: &Standing, name: &Name, ports: Ports) -> Vec<Service> {
    let mut txt = vec![("v", "1".to_owned())];
    let (claimed, domain) = match standing {
        Standing::Unclaimed => ("0", None),
        Standing::AtHome => ("1", None),
        Standing::Settled { host, key_id } => {
            txt.push(("domain", host.clone()));
            if !key_id.is_empty() {
                txt.push(("kid", key_id.clone()));
            }
            ("1", Some(host.as_str()))
        }
    };
    txt.extend([("claimed", claimed.to_owned()), ("path", "/".to_owned())]);
    let instance = name.instance(domain);
    let service = |kind, port| Service { kind, instance: instance.clone(), port, txt: txt.clone() };
    match (domain, ports.https) {
        (None, _) => vec![service(HTTP, ports.http)],
        (Some(_), Some(port)) => vec![service(HTTPS, port), service(ACTIVITYPUB, port)],
        (Some(_), None) => vec![service(HTTP, ports.http), service(ACTIVITYPUB, ports.http)],
    }
}

const HTTP: &str = "_http._tcp.local.";
const HTTPS: &str = "_https._tcp.local.";
/// How fediverse servers find one another on a home network.
pub(super) const ACTIVITYPUB: &str = "_activitypub._tcp.local.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appliance::system::System;

    fn told(standing: &Standing, https: Option<u16>) -> Vec<String> {
        let name = Name::first(&System::new(std::path::Path::new("/nowhere")));
        let services = services(standing, &name, Ports { http: 80, https });
        let line = |service: Service| {
            let txt: Vec<_> =
                service.txt.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("{} {} {} {}", service.instance, service.kind, service.port, txt.join(" "))
        };
        services.into_iter().map(line).collect()
    }

    #[test]
    fn an_unclaimed_box_offers_its_setup_page() {
        let expected = ["Nichoir _http._tcp.local. 80 v=1 claimed=0 path=/"];
        assert_eq!(told(&Standing::Unclaimed, Some(443)), expected);
    }

    #[test]
    fn a_settled_node_offers_its_domain_and_no_person() {
        let standing =
            Standing::Settled { host: "a.example".into(), key_id: "0123456789abcdef".into() };
        let words = "v=1 domain=a.example kid=0123456789abcdef claimed=1 path=/";
        let expected = [
            format!("Nichoir a.example _https._tcp.local. 443 {words}"),
            format!("Nichoir a.example _activitypub._tcp.local. 443 {words}"),
        ];
        assert_eq!(told(&standing, Some(443)), expected);
    }

    #[test]
    fn a_node_that_stays_at_home_has_no_certificate_to_offer() {
        let expected = ["Nichoir _http._tcp.local. 80 v=1 claimed=1 path=/"];
        assert_eq!(told(&Standing::AtHome, Some(443)), expected);
    }
}
