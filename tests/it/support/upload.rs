//! Uploading with an app: forms with files.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Method, Request};

use super::owner::Owner;
use super::server::Answer;

/// A part of a form.
pub(crate) enum Part<'a> {
    Text(&'a str, &'a str),
    /// The name of the field, and what is in the file.
    File(&'a str, &'a [u8]),
}

/// A file of `tests/media`.
pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/media/{name}")).unwrap()
}

/// A form, with the type that it has.
pub(crate) fn form(parts: &[Part<'_>]) -> (&'static str, Vec<u8>) {
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(b"--xyz\r\ncontent-disposition: form-data; name=\"");
        match part {
            Part::Text(name, text) => {
                body.extend_from_slice(format!("{name}\"\r\n\r\n{text}\r\n").as_bytes());
            }
            Part::File(name, bytes) => {
                // What the sender says of it is never believed.
                let head =
                    format!("{name}\"; filename=\"a.html\"\r\ncontent-type: text/html\r\n\r\n");
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(bytes);
                body.extend_from_slice(b"\r\n");
            }
        }
    }
    body.extend_from_slice(b"--xyz--\r\n");
    ("multipart/form-data; boundary=xyz", body)
}

impl Owner<'_> {
    /// Sends a form.
    pub(crate) async fn send_form(&self, method: Method, path: &str, parts: &[Part<'_>]) -> Answer {
        let (kind, body) = form(parts);
        let request = Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.server.address))
            .header("authorization", &self.bearer)
            .header("content-type", kind);
        self.server.ask(request.body(Full::new(Bytes::from(body))).unwrap()).await
    }

    /// Uploads a file of `tests/media`; answers its id.
    pub(crate) async fn upload(&self, name: &str) -> String {
        let parts = [Part::File("file", &sample(name)), Part::Text("description", "A nest")];
        let answer = self.send_form(Method::POST, "/api/v2/media", &parts).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }
}
