//! The text of one element of a small XML answer; pure.
//!
//! Not a parser of XML: it finds the first element of a name and gives what stands in it, if that is
//! text alone. Enough for the flat answers of a router, and it cannot be made to do work.

/// The text between `<name>` and `</name>`, without the space around it; `""` for `<name/>`.
pub(super) fn element<'t>(xml: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = xml;
    loop {
        let (_, after) = rest.split_once('<')?;
        rest = after;
        let Some(tail) = after.strip_prefix(name) else { continue };
        let (attributes, content) = tail.split_once('>')?;
        if attributes == "/" {
            return Some("");
        }
        if !attributes.is_empty() && !attributes.starts_with([' ', '\t', '\r', '\n']) {
            continue;
        }
        if attributes.ends_with('/') {
            return Some("");
        }
        let (text, end) = content.split_once('<')?;
        let closes = end.strip_prefix('/')?.strip_prefix(name)?.starts_with('>');
        return closes.then(|| text.trim());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_an_element_is_found() {
        let xml = "<?xml version=\"1.0\"?><a><modelNameX>no</modelNameX>\
                   <modelName>FRITZ!Box 7590 </modelName><e/><f dt=\"string\"></f><g /></a>";
        assert_eq!(element(xml, "modelName"), Some("FRITZ!Box 7590"));
        assert_eq!(element(xml, "e"), Some(""));
        assert_eq!(element(xml, "f"), Some(""));
        assert_eq!(element(xml, "g"), Some(""));
        assert_eq!(element(xml, "h"), None);
        assert_eq!(element(xml, "a"), None, "holds more than text");
    }

    #[test]
    fn what_never_ends_is_nothing() {
        for xml in ["<a", "<a>", "<a>b", "<a>b<", "<a>b</", "<a>b</a", "<<<<", "<a x='", "a>"] {
            assert_eq!(element(xml, "a"), None, "{xml}");
        }
    }
}
