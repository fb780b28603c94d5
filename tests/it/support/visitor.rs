//! A browser on its first visit: it keeps cookies, sends `Origin`, and comes from where the story says.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt;
use hyper::header::SET_COOKIE;
use hyper::{Method, Request, StatusCode};
use nichoir::app::App;
use nichoir::appliance::claim::Claim;
use nichoir::appliance::claim::start::{Since, prepare};
use nichoir::entrance::Entrance;
use tower::ServiceExt;

use super::server::Answer;

/// One browser.
pub(crate) struct Visitor {
    router: Router,
    /// How its requests come in.
    pub(crate) entrance: Entrance,
    /// The name under which it asks for us.
    pub(crate) host: String,
    /// What its forms say where they come from; `None` says nothing.
    pub(crate) origin: Option<String>,
    /// What its browser says of them (`Sec-Fetch-Site`); plain HTTP hears nothing.
    pub(crate) site: Option<String>,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// In the house, over plain HTTP.
    pub(crate) fn at_home(app: &App) -> Self {
        Self::from(app, "192.168.1.7", "nichoir.local", false)
    }

    /// Anywhere, over TLS.
    pub(crate) fn outside(app: &App, host: &str) -> Self {
        Self::from(app, "203.0.113.7", host, true)
    }

    /// At any address, under any name.
    pub(crate) fn from(app: &App, address: &str, host: &str, secure: bool) -> Self {
        let peer = (address.parse::<IpAddr>().unwrap(), 40_000).into();
        let scheme = if secure { "https" } else { "http" };
        Self {
            router: nichoir::serve::router(app.clone()),
            entrance: Entrance { peer, secure, proxied: false },
            host: host.to_owned(),
            origin: Some(format!("{scheme}://{host}")),
            site: None,
            cookies: BTreeMap::new(),
        }
    }

    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, "").await
    }

    /// Sends a form.
    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.ask(Method::POST, path, &form).await
    }

    /// Sends a file in a form. The head may say another length than it has.
    pub(crate) async fn send_file(
        &mut self,
        path: &str,
        name: &str,
        file: &[u8],
        length: Option<u64>,
    ) -> Answer {
        let head = format!(
            "--nest\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n"
        );
        let body = [head.as_bytes(), file, b"\r\n--nest--\r\n"].concat();
        let request = self
            .request(&Method::POST, path)
            .header("content-type", "multipart/form-data; boundary=nest")
            .header("content-length", length.unwrap_or(body.len() as u64));
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// What its browser keeps for us under this name; empty if nothing.
    pub(crate) fn cookie(&self, name: &str) -> &str {
        self.cookies.get(name).map_or("", String::as_str)
    }

    /// Has its browser keep this for us.
    pub(crate) fn keep_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Sends a form that is taken, and follows to where it leads.
    pub(crate) async fn go(&mut self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
        answer.header("location").to_owned()
    }

    /// Shows the code.
    pub(crate) async fn show(&mut self, code: &str) -> Answer {
        self.post("/setup/code", &[("code", code)]).await
    }

    /// Shows the right code and chooses `@ada` at `home.example`.
    pub(crate) async fn choose_ada(&mut self, code: &str) {
        assert_eq!(self.show(code).await.status, StatusCode::SEE_OTHER);
        assert_eq!(self.go("/setup/name", &[("name", "Ada")]).await, "/setup/domain");
        let form = [("domain", "home.example"), ("way", "manual")];
        assert_eq!(self.go("/setup/domain", &form).await, "/setup/check");
    }

    async fn ask(&mut self, method: Method, path: &str, body: &str) -> Answer {
        let request = self
            .request(&method, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.send(request).await
    }

    fn request(&self, method: &Method, path: &str) -> hyper::http::request::Builder {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header("host", &self.host)
            .header("cookie", cookies.join("; "))
            .extension(self.entrance)
            .extension(self.entrance.peer);
        if let Some(origin) = self.origin.as_ref().filter(|_| *method == Method::POST) {
            request = request.header("origin", origin);
        }
        if let Some(site) = &self.site {
            request = request.header("sec-fetch-site", site);
        }
        request
    }

    async fn send(&mut self, request: Request<Body>) -> Answer {
        let (head, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        for line in head.headers.get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }
}

/// Makes the node ready to be claimed, as its start does.
pub(crate) async fn ready(app: &App, data: &Path) -> Claim {
    prepare(app, data, Since::Before).await.unwrap().expect("nobody lives here")
}

/// Its code, as it is shown.
pub(crate) fn code(claim: &Claim) -> String {
    claim.code.as_ref().expect("a code").to_string()
}
