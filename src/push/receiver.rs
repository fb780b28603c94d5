//! Where an app wants its pushes, as it says itself: looked at before it is kept.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

use super::aes128gcm;
use super::agreement::{Chance, Peer};
use super::vapid::private_key;
use crate::error::{Error, Result};
use crate::net::guard;
use crate::random::Random;
use crate::store::push_subscriptions::Receiver;

/// The app's side of a subscription in the words of the app; `standard` means RFC 8291.
///
/// # Errors
/// Invalid, with a sentence, if nothing could ever be pushed there.
pub fn read(
    endpoint: &str,
    keys: [&str; 2],
    standard: bool,
    language: &str,
    random: &Random,
) -> Result<Receiver> {
    guard::parse(endpoint).map_err(|why| {
        Error::invalid(format!("Validation failed: Endpoint is not a public https URL: {why}"))
    })?;
    let [p256dh, auth] = keys.map(decode);
    let receiver = Receiver {
        endpoint: endpoint.to_owned(),
        p256dh: p256dh?,
        auth: auth?,
        standard,
        language: language.to_owned(),
    };
    if receiver.auth.len() != AUTH_BYTES {
        return Err(bad_keys());
    }
    // Whether it is a point of the curve shows when it is used.
    aes128gcm::body(peer(&receiver), &chance(random)?, b"")?;
    Ok(receiver)
}

/// The app's side, for sealing.
pub(super) fn peer(receiver: &Receiver) -> Peer<'_> {
    Peer { public: &receiver.p256dh, auth: &receiver.auth }
}

/// What one message draws at random.
pub(super) fn chance(random: &Random) -> Result<Chance> {
    Ok(Chance { private: private_key(random)?, salt: random.bytes() })
}

/// Apps write base64 with either alphabet, padded or not.
fn decode(text: &str) -> Result<Vec<u8>> {
    let text = text.replace('+', "-").replace('/', "_");
    EITHER_WAY.decode(text).map_err(|_| bad_keys())
}

fn bad_keys() -> Error {
    Error::invalid("Validation failed: The keys of the push subscription are invalid")
}

const EITHER_WAY: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// RFC 8291 §3.2.
const AUTH_BYTES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn read(endpoint: &str, keys: [&str; 2]) -> Result<Receiver> {
        super::read(endpoint, keys, true, "en", &Random::seeded(1))
    }

    #[test]
    fn keys_are_taken_in_either_alphabet() {
        let standard = POINT.replace('-', "+").replace('_', "/");
        let plain = read("https://push.example/1", [POINT, AUTH]).unwrap();
        let padded =
            read("https://push.example/1", [&format!("{standard}="), "BTBZMqHH6r4Tts7J/aSIgg=="]);
        assert_eq!(plain.p256dh, padded.unwrap().p256dh);
    }

    #[test]
    fn what_could_never_be_pushed_to_is_refused() {
        for (endpoint, keys) in [
            ("http://push.example/1", [POINT, AUTH]),
            ("https://192.168.1.1/1", [POINT, AUTH]),
            ("https://push.example:8443/1", [POINT, AUTH]),
            ("", [POINT, AUTH]),
            ("https://push.example/1", ["", AUTH]),
            ("https://push.example/1", [AUTH, AUTH]),
            ("https://push.example/1", [POINT, "AAAA"]),
            ("https://push.example/1", [POINT, "!"]),
        ] {
            let error = read(endpoint, keys).unwrap_err();
            assert_eq!(error.kind(), crate::error::Kind::Invalid, "{endpoint} {keys:?}");
        }
    }
}
