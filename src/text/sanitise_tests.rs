//! What strangers send, and what is left of it. A tree-building sanitiser is the second opinion.

use super::*;
use proptest::prelude::*;
use std::borrow::Cow;

const BLANK: &str = "target=\"_blank\" rel=\"nofollow noopener noreferrer\"";

#[test]
fn a_post_as_mastodon_writes_it_keeps_its_shape() {
    let html = "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://m.example/@al\" class=\"u-url mention\">@\
                <span>al</span></a></span> a &amp; b<br />&#39;c&#39; &quot;d&quot;</p>";
    let safe = format!(
        "<p><span class=\"h-card\"><a href=\"https://m.example/@al\" class=\"u-url mention\" {BLANK}>@\
         <span>al</span></a></span> a &amp; b<br>'c' \"d\"</p>"
    );
    assert_eq!(sanitise(html), safe);
}

#[test]
fn scripts_styles_and_handlers_disappear() {
    for html in [
        "a<script>alert(1)</script>b",
        "a<SCRIPT src=x>alert('</b>')</sCript >b",
        "a<style>*{}</style>b",
        "a<svg><script>x</script></svg>b",
        "a<math><mi xlink:href=javascript:x>x</mi></math>b",
        "a<img src=x onerror=alert(1)>b",
        "a<iframe src=https://x.example></iframe>b",
        "a<!-- <p>x -->b",
        "a<form action=/x><input name=q></form><base href=https://x.example/>b",
        "a<noscript><p title=\"</noscript><img src=x>\"></noscript>b",
    ] {
        let safe = sanitise(html);
        assert!(
            safe.starts_with('a') && safe.contains('b') && !safe.contains('<'),
            "{html} → {safe}"
        );
    }
    assert_eq!(sanitise("a<!-- never closed <p>b"), "a");
}

#[test]
fn a_link_leads_to_the_web_or_nowhere() {
    for href in [
        "javascript:alert(1)",
        "java&#115;cript://x/%0aalert(1)",
        " jAvAsCrIpT://x",
        "data:text/html,x",
        "vbscript://x",
        "//x.example",
        "/local",
        "https://",
        "ipfs://x",
        "https://x.example/&#10;y",
    ] {
        assert_eq!(sanitise(&format!("<a href=\"{href}\">x</a>")), "x", "{href}");
    }
    let quoted = sanitise("<a href='https://x.example/?a=1&amp;b=\"><script>'>x</a>");
    assert_eq!(
        quoted,
        format!("<a href=\"https://x.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;\" {BLANK}>x</a>")
    );
}

#[test]
fn a_client_cannot_be_imitated_by_class_or_id() {
    let html =
        "<p id=\"main\" class=\"modal-root mention h-entry p-\u{e9} U-URL\" style=\"x\">x</p>";
    assert_eq!(sanitise(html), "<p class=\"mention h-entry\">x</p>");
}

#[test]
fn headings_become_strong_paragraphs() {
    assert_eq!(sanitise("<h1>A</h1>b<H6>C"), "<p><strong>A</strong></p>b<p><strong>C</strong></p>");
}

#[test]
fn what_was_left_open_is_closed() {
    assert_eq!(sanitise("<p>a<p>b<b>c"), "<p>a</p><p>b<b>c</b></p>");
    assert_eq!(
        sanitise("<ul><li>a<ul><li>b</ul><li>c"),
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
    );
    assert_eq!(sanitise("x</p></b>y<p"), "xy");
    assert_eq!(sanitise("1 < 2 <3 & 4"), "1 &lt; 2 &lt;3 &amp; 4");
}

#[test]
fn a_deep_or_huge_document_is_cut_and_quick() {
    for unit in [
        "<b>",
        "<b><p>",
        "<a href=https://x.example>",
        "<ul><li>",
        "<!--",
        "<svg>",
        "&",
        "<p a='",
        "</",
    ] {
        let safe = sanitise(&unit.repeat(200_000));
        assert!(safe.len() <= MAX_BYTES, "{unit}");
        assert!(safe.matches("</b>").count() <= 50_000);
    }
    let attribute = format!("<p class=\"{}\">x", "h-a ".repeat(300_000));
    assert_eq!(sanitise(&attribute), "");
    assert!(sanitise(&"é".repeat(MAX_BYTES)).len() <= MAX_BYTES);
}

/// The same allow-list in a sanitiser that builds the tree a browser would build.
fn second_opinion(html: &str) -> String {
    let mut ammonia = ammonia::Builder::empty();
    ammonia
        .tags(ALLOWED.iter().map(|(name, _)| *name).chain(["br"]).collect())
        .generic_attributes(["class"].into())
        .tag_attributes([("a", ["href", "target"].into())].into())
        .url_schemes(["http", "https"].into())
        .link_rel(Some("nofollow noopener noreferrer"))
        .attribute_filter(|_, _, value| Some(Cow::Borrowed(value)));
    ammonia.clean(html).to_string()
}

/// Where the two write the same thing differently.
fn comparable(html: &str) -> String {
    html.replace(['\n', '\r'], "").replace("&nbsp;", "\u{a0}")
}

/// Documents made of the parts that matter, in any disorder.
fn soup() -> impl Strategy<Value = String> {
    let names = "p|b|a|ul|ol|li|pre|blockquote|span|ruby|rt|rp|h2|br|div|svg|math|style|title|table|td|script|template";
    let tag = format!(
        "</?({names})( (href|class|onclick|id)=(\"https://x\\.example/[a-z&\"<]?\"|'h-x mention'|javascript:x))?/?>"
    );
    let part = format!(
        "{tag}|<!--|-->|<|>|&|&lt;|&#60;|&amp;amp;|\"|'|[a-zé ]{{1,4}}|\n|]]>|<!\\[CDATA\\["
    );
    proptest::collection::vec(proptest::string::string_regex(&part).unwrap(), 0..40)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn a_second_pass_changes_nothing(html in soup()) {
        let once = sanitise(&html);
        prop_assert_eq!(sanitise(&once), once);
    }

    #[test]
    fn any_string_is_survived(html in any::<String>()) {
        let once = sanitise(&html);
        prop_assert_eq!(sanitise(&once), once);
    }

    #[test]
    fn a_browser_would_see_exactly_what_was_written(html in soup()) {
        let safe = sanitise(&html);
        prop_assert_eq!(comparable(&second_opinion(&safe)), comparable(&safe));
    }
}
