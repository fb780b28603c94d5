//! A server over plain HTTP that hands out documents and takes in whatever is posted.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Serves each of `documents` at its path until the program ends.
pub(crate) fn serve(listener: TcpListener, documents: BTreeMap<String, String>) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let documents = documents.clone();
            thread::spawn(move || answer(&stream, &documents));
        }
    });
}

/// A listener on a free port of loopback.
pub(crate) fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// One request for each connection.
fn answer(stream: &TcpStream, documents: &BTreeMap<String, String>) -> Option<()> {
    let mut lines = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    lines.read_line(&mut first).ok()?;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    std::io::copy(&mut lines.by_ref().take(length), &mut std::io::sink()).ok()?;
    let path = first.split(' ').nth(1)?.split('?').next()?;
    let (status, body) = match documents.get(path) {
        Some(document) => ("200 OK", document.as_str()),
        None if first.starts_with("POST") => ("202 Accepted", ""),
        None => ("404 Not Found", ""),
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/activity+json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()
}
