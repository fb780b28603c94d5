//! Keys survive every form, and weak or broken ones are refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::*;

fn ed25519() -> PrivateKey {
    PrivateKey::ed25519_from_seed([3; 32])
}

/// ASN.1 with a definite length, as RFC 8017 §A.1.1 needs it.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let size = content.len();
    let length = match size {
        0..=127 => vec![u8::try_from(size).unwrap()],
        128..=255 => vec![0x81, u8::try_from(size).unwrap()],
        _ => vec![0x82, u8::try_from(size >> 8).unwrap(), u8::try_from(size & 255).unwrap()],
    };
    [vec![tag], length, content.to_vec()].concat()
}

fn rsa_der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let modulus = der(2, &[[0].as_slice(), modulus].concat());
    der(0x30, &[modulus, der(2, exponent)].concat())
}

fn modulus(bytes: usize, last: u8) -> Vec<u8> {
    let mut modulus = vec![0xc7; bytes];
    modulus[bytes - 1] = last;
    modulus
}

const F4: [u8; 3] = [1, 0, 1];

#[test]
fn keys_survive_every_form() {
    for private in [PrivateKey::generate_rsa().unwrap(), ed25519()] {
        let kept = PrivateKey::from_bytes(private.kind(), &private.to_bytes().unwrap()).unwrap();
        let public = kept.public().unwrap();
        let signature = private.sign(b"message").unwrap();
        assert_eq!(PublicKey::from_pem(&public.to_pem().unwrap()), Ok(public.clone()));
        assert_eq!(PublicKey::from_multibase(&public.to_multibase()), Ok(public.clone()));
        assert_eq!(PublicKey::from_bytes(public.kind(), &public.to_bytes()), Ok(public.clone()));
        assert!(public.accepts(b"message", &signature));
        assert!(!public.accepts(b"another", &signature));
        assert!(!public.accepts(b"message", &[]));
    }
}

#[test]
fn a_pkcs1_pem_is_the_same_key_as_its_spki_pem() {
    let public = PrivateKey::generate_rsa().unwrap().public().unwrap();
    let base64 = STANDARD.encode(public.to_bytes());
    let pem =
        format!("-----BEGIN RSA PUBLIC KEY-----\r\n  {base64}\r\n-----END RSA PUBLIC KEY-----");
    assert_eq!(PublicKey::from_pem(&pem), Ok(public));
}

/// The Multikey of RFC 9421's test key has the prefix of every Ed25519 key, and RSA has its own.
#[test]
fn multikeys_begin_as_everywhere() {
    assert!(ed25519().public().unwrap().to_multibase().starts_with("z6Mk"));
    let rsa = PrivateKey::generate_rsa().unwrap().public().unwrap();
    assert!(rsa.to_multibase().starts_with("z4MX"));
}

#[test]
fn an_rsa_key_of_unsafe_numbers_is_refused() {
    for (bytes, last, exponent, error) in [
        (64, 0xff, F4.as_slice(), KeyError::BadModulus),
        (128, 0xff, &F4, KeyError::BadModulus),
        (255, 0xff, &F4, KeyError::BadModulus),
        (1025, 0xff, &F4, KeyError::BadModulus),
        (256, 0xff, &[3], KeyError::BadExponent),
    ] {
        let refused =
            PublicKey::from_bytes(KeyKind::Rsa, &rsa_der(&modulus(bytes, last), exponent));
        assert_eq!(refused, Err(error), "{bytes} bytes, exponent {exponent:?}");
    }
    // These the library refuses by itself; which error it is does not matter.
    for (bytes, last, exponent) in [
        (256, 0xfe, F4.as_slice()),
        (2048, 0xff, &F4),
        (256, 0xff, &[1]),
        (256, 0xff, &[0]),
        (256, 0xff, &[2]),
        (256, 0xff, &[0x7f; 32]),
    ] {
        let refused =
            PublicKey::from_bytes(KeyKind::Rsa, &rsa_der(&modulus(bytes, last), exponent));
        assert!(refused.is_err(), "{bytes} bytes, last {last}, exponent {exponent:?}");
    }
    for bytes in [256, 1024] {
        let good = PublicKey::from_bytes(KeyKind::Rsa, &rsa_der(&modulus(bytes, 0xff), &F4));
        assert!(good.is_ok(), "{bytes} bytes");
    }
}

#[test]
fn what_is_no_key_is_refused() {
    let long =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", "A".repeat(1 << 20));
    assert_eq!(PublicKey::from_pem(&long), Err(KeyError::TooLong));
    assert_eq!(PublicKey::from_multibase(&"z".repeat(1 << 20)), Err(KeyError::TooLong));
    for pem in [
        "",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n???\n-----END PUBLIC KEY-----",
    ] {
        assert_eq!(PublicKey::from_pem(pem), Err(KeyError::BadText), "{pem}");
    }
    // An elliptic-curve key in SPKI: not one of ours.
    let p256 = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==";
    let p256 = format!("-----BEGIN PUBLIC KEY-----\n{p256}\n-----END PUBLIC KEY-----");
    assert_eq!(PublicKey::from_pem(&p256), Err(KeyError::BadKey));
}

#[test]
fn a_multikey_of_another_codec_or_base_is_refused() {
    let key = ed25519().public().unwrap().to_bytes();
    let of = |codec: [u8; 2]| {
        format!("z{}", bs58::encode([codec.as_slice(), &key].concat()).into_string())
    };
    assert!(PublicKey::from_multibase(&of([0xed, 0x01])).is_ok());
    // The private codec, X25519 and secp256k1.
    for codec in [[0x80, 0x26], [0xec, 0x01], [0xe7, 0x01]] {
        assert_eq!(PublicKey::from_multibase(&of(codec)), Err(KeyError::BadKey));
    }
    let base64 = format!("m{}", STANDARD.encode([[0xed, 0x01].as_slice(), &key].concat()));
    let without_prefix = of([0xed, 0x01]).trim_start_matches('z').to_owned();
    for text in [base64.as_str(), "", "z0", "é", &without_prefix] {
        assert_eq!(PublicKey::from_multibase(text), Err(KeyError::BadText), "{text}");
    }
    let short = format!("z{}", bs58::encode([0xed, 0x01, 1, 2, 3]).into_string());
    assert_eq!(PublicKey::from_multibase(&short), Err(KeyError::BadKey));
}

/// y = 0 (order 4), y = 1 (the identity), y = -1, and an alternative spelling of y = 1 (p + 1).
#[test]
fn weak_and_second_spellings_of_ed25519_points_are_refused() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut minus_one = [0xff; 32];
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    let mut beyond_p = [0xff; 32];
    (beyond_p[0], beyond_p[31]) = (0xee, 0x7f);
    for point in [[0; 32], identity, minus_one, beyond_p] {
        assert_eq!(PublicKey::from_bytes(KeyKind::Ed25519, &point), Err(KeyError::BadPoint));
    }
    // p + 3 is the same point as 3 where both decode; neither may pass as a second spelling.
    for low in 0xed..=0xff {
        let mut point = [0xff; 32];
        (point[0], point[31]) = (low, 0x7f);
        assert!(PublicKey::from_bytes(KeyKind::Ed25519, &point).is_err(), "{low}");
    }
}

/// Adding the group's order to S makes a second signature that lenient verifiers take.
#[test]
fn an_ed25519_signature_cannot_be_bent() {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut signature = ed25519().sign(b"message").unwrap();
    let mut carry = 0;
    for (byte, added) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(added) + carry;
        *byte = u8::try_from(sum & 255).unwrap();
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert!(!ed25519().public().unwrap().accepts(b"message", &signature));
}

#[test]
fn a_private_key_never_shows_itself() {
    assert_eq!(format!("{:?}", ed25519()), "PrivateKey(ed25519)");
}

proptest! {
    #[test]
    fn reading_keys_never_panics(text in ".{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = PublicKey::from_pem(&text);
        let _ = PublicKey::from_pem(&format!("-----BEGIN PUBLIC KEY-----{}-----END PUBLIC KEY-----", STANDARD.encode(&bytes)));
        let _ = PublicKey::from_multibase(&text);
        for kind in [KeyKind::Rsa, KeyKind::Ed25519] {
            let _ = PublicKey::from_bytes(kind, &bytes);
            let _ = PrivateKey::from_bytes(kind, &bytes);
        }
    }

    #[test]
    fn every_seed_makes_a_key_that_survives(seed in any::<[u8; 32]>()) {
        let public = PrivateKey::ed25519_from_seed(seed).public().unwrap();
        prop_assert_eq!(PublicKey::from_multibase(&public.to_multibase()), Ok(public.clone()));
        prop_assert_eq!(PublicKey::from_pem(&public.to_pem().unwrap()), Ok(public));
    }
}
