//! What photos from a phone take of the memory of a small board: of the real program, at the highest.

use std::fs;

use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::support::http_client::HttpClient;
use super::support::photo::photo;
use super::support::prepared;
use super::support::program::Program;
use super::support::upload::{Part, form};

struct House {
    program: Program,
    token: String,
    _folder: TempDir,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token = Runtime::new().unwrap().block_on(async {
            let app = prepared::prepare(folder.path()).await;
            prepared::token(&app).await
        });
        Self { program: Program::start(folder.path()), token, _folder: folder }
    }

    /// The most that it ever took, in MB.
    fn most_mb(&self) -> f64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.program.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: f64 = line.split_whitespace().next().unwrap().parse().unwrap();
        kilobytes / 1024.0
    }

    fn upload(&self, photo: &[u8]) -> (u16, String) {
        let (kind, body) = form(&[Part::File("file", photo)]);
        let mut request = format!(
            "POST /api/v2/media HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            prepared::HOST,
            self.token,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(&body);
        let mut client = HttpClient::connect(self.program.address).unwrap();
        let (status, answer) = client.ask(&request).unwrap();
        (status, String::from_utf8_lossy(answer).into_owned())
    }
}

/// The most memory that such a photo takes above idle, in MB.
fn taken_by(width: u16, height: u16) -> f64 {
    let (house, photo) = (House::new(), photo(width, height));
    // What the first upload of all needs besides.
    let (status, _) = house.upload(b"nothing");
    assert_eq!(status, 422);
    let idle = house.most_mb();
    let (status, answer) = house.upload(&photo);
    let most = house.most_mb();
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("\"size\":\"3325x2493\""), "{answer}");
    most - idle
}

#[test]
fn a_photo_of_12_megapixels_takes_less_than_80_mb() {
    let taken = taken_by(4032, 3024);
    assert!(taken < 80.0, "{taken:.1} MB");
}

#[test]
fn a_photo_of_48_megapixels_is_read_at_half_its_scale() {
    let taken = taken_by(8064, 6048);
    assert!(taken < 120.0, "{taken:.1} MB");
}
