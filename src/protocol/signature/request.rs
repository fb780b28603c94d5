//! What a signature can cover of a request.
//!
//! No HTTP library's types, so that it reads the same from a test, a fuzzer or a connection.

use super::SignatureError;

/// A request as its signature sees it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET`, `POST`, …, in capitals as sent.
    pub method: &'a str,
    /// Path and query as sent, `/inbox?page=2`.
    pub target: &'a str,
    /// Our authority that was asked for. The caller has made sure that it is one of ours.
    pub host: &'a str,
    /// Every header line, duplicates included, with lower-case names.
    pub headers: &'a [(&'a str, &'a [u8])],
}

impl<'a> Request<'a> {
    /// Whether the method brings a body, which then must be signed.
    pub(super) fn has_body(&self) -> bool {
        !matches!(self.method, "GET" | "HEAD")
    }

    /// The path without the query.
    pub(super) fn path(&self) -> &'a str {
        self.target.split_once('?').map_or(self.target, |(path, _)| path)
    }

    /// The query without its question mark, if there is a question mark.
    pub(super) fn query(&self) -> Option<&'a str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// [`host`](Self::host) in its normal form.
    pub(super) fn authority(&self) -> String {
        normal_authority(self.host)
    }

    /// The `Host` header as the signer wrote it, if it means the same as [`host`](Self::host).
    ///
    /// A proxy may have rewritten it, and HTTP/2 does not have it; then our own word counts, and a
    /// signature made for somebody else's host fails.
    pub(super) fn host_as_signed(&self) -> Result<Vec<u8>, SignatureError> {
        let sent = self.text("host", "Host header")?;
        let same = sent.filter(|sent| normal_authority(sent) == self.authority());
        Ok(same.unwrap_or(self.host).as_bytes().to_vec())
    }

    /// The only line of a header that must not come twice.
    ///
    /// # Errors
    /// [`SignatureError::Twice`]; [`SignatureError::Malformed`] if it is not visible ASCII.
    pub(super) fn text(
        &self,
        name: &str,
        what: &'static str,
    ) -> Result<Option<&'a str>, SignatureError> {
        let mut lines = self.lines(name);
        let Some(line) = lines.next() else { return Ok(None) };
        if lines.next().is_some() {
            return Err(SignatureError::Twice(what));
        }
        let is_visible = line.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
        let text = std::str::from_utf8(line).ok().filter(|_| is_visible);
        text.map(|text| Some(text.trim())).ok_or(SignatureError::Malformed(what))
    }

    /// A header's value as both dialects sign it: lines trimmed and joined (RFC 9421 §2.1).
    ///
    /// # Errors
    /// [`SignatureError::Absent`]; [`SignatureError::Malformed`] for a line break inside a line.
    pub(super) fn field(&self, name: &str) -> Result<Vec<u8>, SignatureError> {
        let lines: Vec<&[u8]> = self.lines(name).map(<[u8]>::trim_ascii).collect();
        if lines.is_empty() {
            return Err(SignatureError::Absent);
        }
        let value = lines.join(b", ".as_slice());
        if value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(SignatureError::Malformed("signed header"));
        }
        Ok(value)
    }

    fn lines(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |(other, _)| *other == name).map(|(_, value)| *value)
    }
}

/// RFC 9421 §2.2.3: lower case, no default port.
fn normal_authority(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    host.strip_suffix(":443").unwrap_or(&host).to_owned()
}
