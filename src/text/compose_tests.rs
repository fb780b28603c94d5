//! What the owner typed, and what others then see.

use super::*;
use crate::text::{plain, sanitise};
use proptest::prelude::*;

fn composed(text: &str) -> Composed {
    compose(text, resolve, |tag| format!("https://home.example/tags/{tag}"))
}

fn resolve(handle: &str) -> Option<Mention> {
    let (username, _) = handle.split_once("@remote.example")?;
    Some(Mention {
        actor: format!("https://remote.example/users/{username}"),
        url: format!("https://remote.example/@{username}"),
        username: username.to_owned(),
    })
}

#[test]
fn paragraphs_and_lines_are_kept() {
    let html = composed(" Hello\r\nthere\n\n\n\n<b>& \"you\"</b>\n").html;
    assert_eq!(html, "<p>Hello<br>there</p><p>&lt;b&gt;&amp; &quot;you&quot;&lt;/b&gt;</p>");
}

#[test]
fn a_known_person_is_linked_and_an_unknown_one_stays_text() {
    let post = composed("@bob@remote.example @nobody @bob@remote.example");
    let link = "<span class=\"h-card\" translate=\"no\"><a href=\"https://remote.example/@bob\" \
                class=\"u-url mention\">@<span>bob</span></a></span>";
    assert_eq!(post.html, format!("<p>{link} @nobody {link}</p>"));
    assert_eq!(post.mentions.len(), 1);
    assert_eq!(mentions_in("@a @b@c.example @a"), ["a", "b@c.example"]);
}

#[test]
fn a_hashtag_is_linked_in_lower_case_and_listed_once() {
    let post = composed("#Été #été");
    assert!(post.html.starts_with(
        "<p><a href=\"https://home.example/tags/été\" class=\"mention hashtag\" rel=\"tag\">#<span>Été</span></a>"
    ));
    assert_eq!(post.tags, ["Été"]);
}

#[test]
fn a_long_link_is_shortened_for_the_eye_only() {
    let html = composed("https://www.example.org/a/very/long/path?with=query&and=more").html;
    assert_eq!(
        html,
        "<p><a href=\"https://www.example.org/a/very/long/path?with=query&amp;and=more\" \
         target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\"><span class=\"invisible\">https://www.</span>\
         <span class=\"ellipsis\">example.org/a/very/long/path?w</span>\
         <span class=\"invisible\">ith=query&amp;and=more</span></a></p>"
    );
}

#[test]
fn nothing_typed_is_nothing_composed() {
    assert_eq!(composed(" \n\n \n"), Composed::default());
}

proptest! {
    #[test]
    fn the_sanitiser_changes_no_word(text in "([ -~éß漢\n]|https://a\\.example/|#tag|@bob@remote.example){0,60}") {
        let html = composed(&text).html;
        prop_assert_eq!(plain(&sanitise(&html)), plain(&html));
    }

    #[test]
    fn any_text_can_be_composed(text in any::<String>()) {
        composed(&text);
        let _ = mentions_in(&text);
    }
}
