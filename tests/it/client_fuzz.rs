//! Every route that writes is given nonsense, in every form that a body can have: it is refused with a sentence or taken,
//! it never fails on our side, and whatever was taken can be read back.

use hyper::Method;
use serde_json::{Map, Value, json};

use crate::client_walk::{Names, check_lists, filled, furnished, paths};
use crate::support::owner::Owner;
use crate::support::server::Server;

/// Bodies for each route; a run with more finds more: `NICHOIR_FUZZ=1000 cargo test --test it client_fuzz`.
const USUAL: usize = 24;

/// Routes that end the session that asks, or never end.
const LEFT_OUT: &[&str] =
    &["/oauth/revoke", "/api/v1/streaming", "/api/{*rest}", "/oauth/authorize"];

#[tokio::test]
async fn nonsense_never_fails_on_our_side() {
    let server = Server::of_ada().await;
    let owner = Owner::with_scopes(&server, "read write follow push profile").await;
    let names = furnished(&server, &owner).await;
    #[expect(clippy::disallowed_methods, reason = "a switch of the tests, not configuration")]
    let bodies = std::env::var("NICHOIR_FUZZ").map_or(USUAL, |text| text.parse().unwrap());
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (keys, mut faults, mut taken, mut refused) = (parameter_names(), Vec::new(), 0, 0);
    for path in paths() {
        if LEFT_OUT.iter().any(|left_out| path.starts_with(left_out)) {
            continue;
        }
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            // So much at once is more than an app may ask.
            server.app.clock.advance_ms(5 * 60_000);
            for _ in 0..bodies {
                let target = if dice.below(4) == 0 {
                    odd_path(&path, &mut dice)
                } else {
                    filled(&path, &names)
                };
                let body = object(&keys, &names, &mut dice, 0);
                let (kind, text) = written(&body, &mut dice);
                let headers = [("content-type", kind), ("idempotency-key", "")];
                let headers = if dice.below(8) == 0 { &headers[..] } else { &headers[..1] };
                let answer = owner.ask_with(method.clone(), &target, headers, &text).await;
                if answer.status == 405 {
                    break;
                }
                let is_error = answer.status.is_client_error();
                let says_why = || answer.json()["error"].is_string();
                if answer.status.is_server_error() || (is_error && !says_why()) {
                    faults.push(format!(
                        "{method} {target} {kind} {text}: {} {}",
                        answer.status,
                        answer.text()
                    ));
                }
                if is_error { refused += 1 } else { taken += 1 }
            }
        }
    }
    faults.extend(check_lists(&owner).await);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{taken} bodies were taken, {refused} refused");
    assert!(taken > 100 && refused > 100, "{taken} taken, {refused} refused: nothing was tried");
}

/// All names under which the source looks for something in a request.
fn parameter_names() -> Vec<String> {
    let mut names = Vec::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/client");
    for entry in std::fs::read_dir(folder)
        .unwrap()
        .chain(std::fs::read_dir(format!("{folder}/oauth")).unwrap())
    {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(path).unwrap();
        for call in [
            "text(\"",
            "filled(\"",
            "flag(\"",
            "number(\"",
            "list(\"",
            "inside(\"",
            "groups(\"",
            "has(\"",
        ] {
            let found = source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            names.extend(found.map(str::to_owned));
        }
    }
    names.sort();
    names.dedup();
    assert!(names.len() > 60, "{names:?}");
    names
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % sides
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

fn odd_path(path: &str, dice: &mut Dice) -> String {
    let odd = [
        "0",
        "-1",
        "9223372036854775807",
        "9223372036854775808",
        "x",
        "%00",
        "%F0%9F%90%A6",
        "1e3",
        "%2e%2e",
        "",
    ];
    let mut parts = path.split('{');
    let mut target = parts.next().unwrap().to_owned();
    for part in parts {
        target.push_str(odd[dice.below(odd.len())]);
        target.push_str(part.split_once('}').unwrap().1);
    }
    target
}

fn object(keys: &[String], names: &Names, dice: &mut Dice, depth: usize) -> Value {
    let mut object = Map::new();
    for _ in 0..dice.below(7) {
        object.insert(dice.one(keys).clone(), value(keys, names, dice, depth + 1));
    }
    Value::Object(object)
}

fn value(keys: &[String], names: &Names, dice: &mut Dice, depth: usize) -> Value {
    let ids: Vec<&String> = names.values().collect();
    let plain = [
        json!(null),
        json!(true),
        json!("1"),
        json!("0"),
        json!(""),
        json!(" \n\t"),
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!("9223372036854775807"),
        json!("-9223372036854775808"),
        json!("99999999999999999999999"),
        json!("\u{0}"),
        json!("\u{202e}x"),
        json!("🐦".repeat(300)),
        json!("x".repeat(6000)),
        json!("<script>alert(1)</script>"),
        json!("'; DROP TABLE statuses; --"),
        json!("%' OR 1=1"),
        json!("@ada @bo@far.example #nest"),
        json!("https://10.0.0.1/"),
        json!("2999-01-01T00:00:00Z"),
        json!("0000-00-00"),
        json!("public"),
        json!("direct"),
        json!("home"),
        json!("none"),
        json!("filter"),
        json!("far.example"),
        json!("en"),
        json!("..\\..//"),
    ];
    match dice.below(6) {
        0 => json!(dice.one(&ids)),
        1 if depth < 3 => object(keys, names, dice, depth),
        2 if depth < 3 => {
            let many = dice.below(4);
            Value::Array((0..many).map(|_| value(keys, names, dice, depth + 1)).collect())
        }
        _ => dice.one(&plain).clone(),
    }
}

/// The body as JSON, as a form, as multipart, or as something that only says so.
fn written(body: &Value, dice: &mut Dice) -> (&'static str, String) {
    match dice.below(8) {
        0..=3 => ("application/json", body.to_string()),
        4 | 5 => ("application/x-www-form-urlencoded", form(body)),
        6 => ("multipart/form-data; boundary=b", multipart(body)),
        _ => {
            let text = body.to_string();
            let end = text.char_indices().map(|(at, _)| at).nth(dice.below(20)).unwrap_or(0);
            let kind = *dice.one(&[
                "application/json",
                "multipart/form-data",
                "multipart/form-data; boundary=b",
                "text/plain",
                "",
            ]);
            (kind, text.chars().take(end).collect())
        }
    }
}

fn fields(body: &Value) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    flatten("", body, &mut fields);
    fields
}

fn flatten(name: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    let inside =
        |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}[{key}]") };
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, value)| flatten(&inside(key), value, fields))
        }
        Value::Array(items) => items.iter().for_each(|item| flatten(&inside(""), item, fields)),
        Value::String(text) => fields.push((name.to_owned(), text.clone())),
        other => fields.push((name.to_owned(), other.to_string())),
    }
}

fn form(body: &Value) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, text) in fields(body) {
        form.append_pair(&name, &text);
    }
    form.finish()
}

fn multipart(body: &Value) -> String {
    let part = |(name, text): (String, String)| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    fields(body).into_iter().map(part).collect::<String>() + "--b--\r\n"
}
