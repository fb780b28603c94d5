//! `nichoir claim-code`: the code that claims this box; and the same on the console at each start.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::{say, serve};
use crate::appliance::claim::Claim;
use crate::appliance::claim::start::{self, Since};
use crate::config::Config;
use crate::error::{Error, Result};

pub(super) fn run(config: &Config) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let claim = runtime.block_on(async {
        let app = serve::open(config)?;
        start::prepare(&app, &config.data, Since::Before).await
    })?;
    let code = claim.and_then(|claim| claim.code).ok_or_else(|| {
        Error::conflict("Somebody lives here already, so there is no code; see nichoir reset")
    })?;
    say(&code.to_string());
    Ok(())
}

/// What stands on the console while nobody lives here: where to go, with which code. `plain` is where plain
/// HTTP is answered, the only way into a claim.
pub(super) fn invitation(claim: &Claim, plain: Option<SocketAddr>, on_terminal: bool) -> String {
    let code = claim.code.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut text = "Nobody lives here yet. In a browser in this network, open\n".to_owned();
    let urls = plain.map(urls).unwrap_or_default();
    for url in &urls {
        let _ = writeln!(text, "  {url}");
    }
    let _ = write!(text, "and type the code  {code}");
    if !claim.note.is_empty() {
        let _ = write!(text, "  (also in {})", claim.note);
    }
    if let Some(picture) = urls.first().filter(|_| on_terminal).and_then(|url| picture(url)) {
        let _ = write!(text, "\n{picture}");
    }
    text
}

/// Where browsers find us. The first is the surest.
fn urls(listen: SocketAddr) -> Vec<String> {
    let port = match listen.port() {
        80 => String::new(),
        port => format!(":{port}"),
    };
    if !listen.ip().is_unspecified() {
        return vec![format!("http://{}", with_port(listen.ip(), &port))];
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut urls: Vec<_> = interfaces
        .iter()
        .filter(|interface| interface.is_oper_up() && !interface.is_loopback())
        .filter_map(|interface| match interface.ip() {
            IpAddr::V4(v4) if !v4.is_link_local() => Some(IpAddr::V4(v4)),
            _ => None,
        })
        .map(|address| format!("http://{}", with_port(address, &port)))
        .take(MOST)
        .collect();
    urls.push(format!("http://nichoir.local{port}"));
    urls
}

fn with_port(address: IpAddr, port: &str) -> String {
    match address {
        IpAddr::V4(v4) => format!("{v4}{port}"),
        IpAddr::V6(v6) => format!("[{v6}]{port}"),
    }
}

fn picture(url: &str) -> Option<String> {
    Some(QrCode::new(url).ok()?.render::<Dense1x2>().build())
}

/// A machine with containers has many addresses, and a screen few lines.
const MOST: usize = 4;

#[cfg(test)]
mod tests {
    use crate::appliance::claim::code::Code;

    use super::*;

    #[test]
    fn the_console_says_where_to_go_with_which_code() {
        let code = Code::read("ABCDEFGH");
        let claim = Claim { code, note: "/data/CLAIM.txt".into(), ..Claim::default() };
        let text = invitation(&claim, "192.168.1.5:8080".parse().ok(), false);
        assert!(text.starts_with("Nobody lives here yet"), "{text}");
        assert!(text.contains("http://192.168.1.5:8080\n"), "{text}");
        assert!(text.ends_with("ABCD-EFGH  (also in /data/CLAIM.txt)"), "{text}");
        let text = invitation(&claim, "[::]:80".parse().ok(), true);
        assert!(text.contains("http://nichoir.local\n"), "{text}");
        assert!(text.contains('█'), "{text}");
    }
}
