//! The most memory that photos from a phone take while they are uploaded, and how long each takes.

use std::fs;

use tokio::runtime::Runtime;

use super::support::http_client::HttpClient;
use super::support::measure::timed;
use super::support::photo::photo;
use super::support::prepared::{self, HOST};
use super::support::program::Program;

pub(crate) fn run() {
    for (name, width, height) in
        [("8 megapixels", 3264, 2448), ("12 megapixels", 4032, 3024), ("48 megapixels", 8064, 6048)]
    {
        let folder = tempfile::tempdir().unwrap();
        let token = Runtime::new().unwrap().block_on(async {
            let app = prepared::prepare(folder.path()).await;
            prepared::token(&app).await
        });
        let program = Program::start(folder.path());
        let photo = photo(width, height);
        let (request, process) = (upload(&photo, &token), program.child.id());
        // What any request wakes is not the photo's.
        ask(&program, b"GET /api/v1/instance HTTP/1.1\r\nhost: home.example\r\n\r\n");
        let idle = most_mb(process);
        let (seconds, status) = timed(|| ask(&program, &request));
        let most = most_mb(process);
        println!(
            "{name}, {:.1} MB: {status} after {seconds:.2} s, at most {:.1} MB above {idle:.1} MB",
            photo.len() as f64 / 1e6,
            most - idle
        );
    }
}

fn ask(program: &Program, request: &[u8]) -> u16 {
    HttpClient::connect(program.address).unwrap().ask(request).unwrap().0
}

fn upload(photo: &[u8], token: &str) -> Vec<u8> {
    let before = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n";
    let after = "\r\n--x--\r\n";
    let length = before.len() + photo.len() + after.len();
    let head = format!(
        "POST /api/v2/media HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {token}\r\n\
         content-type: multipart/form-data; boundary=x\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), before.as_bytes(), photo, after.as_bytes()].concat()
}

/// The most that a process ever took, in MB.
fn most_mb(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: f64 = line.split_whitespace().next().unwrap().parse().unwrap();
    kilobytes / 1024.0
}
