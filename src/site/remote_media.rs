//! URLs of ours under which media of other servers are shown, so that nobody there learns who looks.
//!
//! Each holds the URL that it stands for and a mark that only we can make: nobody else can have us fetch anything.
//! Not for fetching: see [`media::remote`](crate::media::remote).

use std::fmt;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Site;

/// How much of it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The file.
    Whole,
    /// A smaller picture, if it is a large one.
    Preview,
}

/// What marks are made with.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaKey(Vec<u8>);

impl MediaKey {
    /// From a secret text.
    pub fn new(secret: &str) -> Self {
        Self(secret.as_bytes().to_vec())
    }

    fn mark(&self, form: Form, url: &str) -> String {
        let text = format!("{} {url}", form.name());
        let whole = sign(&Key::new(HMAC_SHA256, &self.0), text.as_bytes());
        URL_SAFE_NO_PAD.encode(whole.as_ref().get(..MARK_BYTES).unwrap_or_default())
    }
}

impl fmt::Debug for MediaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MediaKey")
    }
}

impl Form {
    /// As in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "remote",
            Self::Preview => "preview",
        }
    }
}

impl Site {
    /// The URL of ours for something that lies elsewhere. What is ours already, or no URL, stays as it is.
    pub fn remote_media(&self, form: Form, url: &str) -> String {
        match &self.media_key {
            Some(key) if url.starts_with("https://") && !self.is_local(url) => {
                let (mark, written) = (key.mark(form, url), URL_SAFE_NO_PAD.encode(url));
                format!("{}/media/{}/{mark}/{written}", self.base(), form.name())
            }
            _ => url.to_owned(),
        }
    }

    /// The URL that one of ours stands for, if we made it.
    pub fn marked_media(&self, form: Form, mark: &str, written: &str) -> Option<String> {
        let url = String::from_utf8(URL_SAFE_NO_PAD.decode(written).ok()?).ok()?;
        let expected = self.media_key.as_ref()?.mark(form, &url);
        // Guessing byte by byte would take more requests than there is time for, but it costs nothing to be sure.
        let differs =
            expected.bytes().zip(mark.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
        (differs == 0 && expected.len() == mark.len()).then_some(url)
    }
}

/// 128 bits.
const MARK_BYTES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site::new("home.example", "home.example").with_media_key(MediaKey::new("secret"))
    }

    #[test]
    fn what_we_marked_is_known_again_and_nothing_else() {
        let url = "https://far.example/nest.jpg?size=large";
        let ours = site().remote_media(Form::Whole, url);
        let (mark, written) = ours.rsplit_once('/').unwrap();
        let mark = mark.rsplit_once('/').unwrap().1;
        let open = |form, mark| site().marked_media(form, mark, written);
        assert_eq!(open(Form::Whole, mark).as_deref(), Some(url));
        assert_eq!(open(Form::Preview, mark), None);
        assert_eq!(open(Form::Whole, ""), None);
        assert_eq!(open(Form::Whole, &mark.to_lowercase()), None);
        let other =
            Site::new("home.example", "home.example").with_media_key(MediaKey::new("other"));
        assert_eq!(other.marked_media(Form::Whole, mark, written), None);
    }

    #[test]
    fn what_is_ours_or_not_there_stays() {
        for url in ["", "https://home.example/media/a.png", "http://far.example/a.png"] {
            assert_eq!(site().remote_media(Form::Whole, url), url);
        }
    }
}
