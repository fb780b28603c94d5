//! Signed messages to an own DNS server (RFC 8945): sealing ours, opening its answer.
//!
//! What the answer means for the update is judged in [`super::rfc2136`].

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::tsig::{TsigAlgorithm, TsigError};
use hickory_proto::rr::{Name, TSigVerifier, TSigner};

use super::exchange::Answer;
use super::secret::Secret;
use super::trouble::Trouble;

/// How far the clocks may differ, in seconds: what everybody uses (RFC 8945 §10).
const FUDGE: u16 = 300;

/// The algorithms that we can do, as servers write them.
pub(super) const ALGORITHMS: [(&str, TsigAlgorithm); 3] = [
    ("hmac-sha256", TsigAlgorithm::HmacSha256),
    ("hmac-sha384", TsigAlgorithm::HmacSha384),
    ("hmac-sha512", TsigAlgorithm::HmacSha512),
];

/// A message as it goes on the wire, and what judges the answer.
pub(super) struct Sealed {
    pub(super) bytes: Vec<u8>,
    verifier: TSigVerifier,
}

/// The key, if name, algorithm and secret can be one.
pub(super) fn signer(name: &str, algorithm: &str, secret: &Secret) -> Result<TSigner, Trouble> {
    let key = STANDARD.decode(secret.reveal()).map_err(|_| wrong("the secret is not base64"))?;
    let name = Name::from_ascii(name).map_err(|_| wrong("the key's name is not a name"))?;
    let known = ALGORITHMS.into_iter().find(|(known, _)| *known == algorithm);
    let (_, algorithm) = known.ok_or_else(|| wrong("the algorithm is not known"))?;
    TSigner::new(key, algorithm, name, FUDGE).map_err(|_| wrong("the key cannot be used"))
}

/// Signs `message` with the time of now.
pub(super) fn seal(
    message: &mut Message,
    signer: &TSigner,
    now_ms: i64,
) -> Result<Sealed, Trouble> {
    let seconds = u64::try_from(now_ms / 1000).map_err(|_| Trouble::Clock)?;
    let unwritable = |_| Trouble::Odd("the message cannot be written".into());
    let verifier = message.finalize(signer, seconds).map_err(unwritable)?;
    let bytes = message.to_vec().map_err(unwritable)?;
    let verifier = verifier.ok_or_else(|| Trouble::Odd("the message was not signed".into()))?;
    Ok(Sealed { bytes, verifier })
}

impl Sealed {
    /// Whether `answer` is really from the holder of the key.
    pub(super) fn open(mut self, answer: &Answer) -> Result<(), Trouble> {
        let Some(signature) = answer.message.signature() else {
            return Err(unsigned(answer.message.response_code));
        };
        let tsig = &signature.data;
        match tsig.error {
            // These two come without a signature: the server has no key in common with us.
            Some(TsigError::BadKey | TsigError::BadSig) => return Err(wrong("")),
            Some(TsigError::BadTime) => return Err(Trouble::Clock),
            // The library subtracts one from the other.
            None if tsig.time >= u64::from(tsig.fudge) => {}
            _ => return Err(Trouble::Odd("its signature cannot be used".into())),
        }
        let opened = self.verifier.verify(&answer.bytes);
        opened.map_err(|_| Trouble::Odd("its signature does not hold".into()))?;
        Ok(())
    }
}

/// A server that does not sign has not even looked whether it may.
fn unsigned(code: ResponseCode) -> Trouble {
    match code {
        ResponseCode::NotAuth | ResponseCode::FormErr => wrong(""),
        ResponseCode::Refused | ResponseCode::NotImp => {
            Trouble::NotAllowed("it takes no updates from here".into())
        }
        ResponseCode::ServFail => Trouble::Away("it is out of order".into()),
        _ => Trouble::Odd("its answer is not signed".into()),
    }
}

fn wrong(detail: &str) -> Trouble {
    Trouble::Key(detail.to_owned())
}
