//! Posts as Mastodon, GoToSocial and Misskey send them, of different lengths and with different
//! things on them. The same seed makes the same posts.

use nichoir::clock::rfc3339;
use nichoir::random::Random;
use serde_json::{Value, json};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Makes one post after the other.
pub(crate) struct Posts {
    random: Random,
    made: Vec<String>,
}

impl Posts {
    /// From a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Random::seeded(seed), made: Vec::new() }
    }

    /// A `Create` by the actor at `actor`, one of `people`, at `now_ms`.
    pub(crate) fn create(&mut self, actor: &str, people: &[&str], now_ms: i64) -> Value {
        let number = 113_000_000_000_000_000 + self.made.len() as u64 * 65_536 + self.below(65_536);
        let (base, name) = actor.rsplit_once("/users/").unwrap();
        let software = self.below(10);
        let draft = Draft {
            actor,
            base,
            name,
            published: rfc3339(now_ms),
            id: match software {
                0..6 => format!("{actor}/statuses/{number}"),
                6..8 => format!("{actor}/statuses/01J{number:023X}"),
                _ => format!("{base}/notes/a{number:x}"),
            },
            content: self.content(),
            answers: self.answered(),
            pictures: self.pictures(base),
            warning: self.chance(7).then(|| self.words(3)),
            tags: Vec::new(),
        };
        let draft = self.tagged(draft, people);
        self.made.push(draft.id.clone());
        match software {
            0..6 => draft.into_mastodon(number),
            6..8 => draft.into_gotosocial(),
            _ => draft.into_misskey(),
        }
    }

    fn answered(&self) -> Option<String> {
        // Far enough back to be stored before this one, whatever the order of arrival.
        let newest = self.made.len().checked_sub(100)?;
        let back = usize::try_from(self.below(50)).unwrap().min(newest);
        self.chance(30).then(|| self.made[newest - back].clone())
    }

    fn content(&self) -> String {
        let paragraphs = 1 + u64::from(self.chance(30));
        (0..paragraphs).map(|_| format!("<p>{}</p>", self.sentence())).collect()
    }

    fn sentence(&self) -> String {
        let mut text = self.words(6 + self.below(30));
        if self.chance(20) {
            text.push_str(&link(&self.words(2).replace(' ', "-")));
        }
        text
    }

    fn words(&self, count: u64) -> String {
        let words: Vec<_> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// Half of all words are among the few most usual ones; the others are made of syllables, so that
    /// they do not compress better than a language does.
    fn word(&self) -> String {
        if self.chance(50) {
            return self.one_of(USUAL).to_owned();
        }
        (0..1 + self.below(3)).map(|_| self.one_of(SYLLABLES)).collect()
    }

    fn pictures(&self, base: &str) -> Vec<Value> {
        let count = if self.chance(25) { 1 + self.below(3) } else { 0 };
        (0..count)
            .map(|_| {
                let file = self.below(u64::MAX);
                let blurhash: String = (0..28).map(|_| self.one_of(BASE83)).collect();
                let size = [600 + self.below(1400), 600 + self.below(1400)];
                json!({
                    "type": "Document", "mediaType": "image/jpeg", "blurhash": blurhash,
                    "url": format!("{base}/media_attachments/files/{:03}/original/{file:016x}.jpg", file % 1000),
                    "name": self.words(12), "width": size[0], "height": size[1],
                })
            })
            .collect()
    }

    fn tagged<'a>(&self, mut draft: Draft<'a>, people: &[&str]) -> Draft<'a> {
        for _ in 0..if self.chance(30) { 1 + self.below(2) } else { 0 } {
            let person = people[usize::try_from(self.below(people.len() as u64)).unwrap()];
            let (base, name) = person.rsplit_once("/users/").unwrap();
            let host = base.trim_start_matches("https://");
            draft.content.insert_str(3, &format!(
                "<span class=\"h-card\" translate=\"no\"><a href=\"{base}/@{name}\" class=\"u-url mention\">@<span>{name}</span></a></span> "
            ));
            draft.tags.push(
                json!({"type": "Mention", "href": person, "name": format!("@{name}@{host}")}),
            );
        }
        for _ in 0..if self.chance(30) { 1 + self.below(3) } else { 0 } {
            let tag = self.word();
            let href = format!("{}/tags/{tag}", draft.base);
            let end = draft.content.len() - 4;
            draft.content.insert_str(end, &format!(
                " <a href=\"{href}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a>"
            ));
            draft.tags.push(json!({"type": "Hashtag", "href": href, "name": format!("#{tag}")}));
        }
        draft
    }

    fn chance(&self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn one_of<'w>(&self, words: &[&'w str]) -> &'w str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }

    fn below(&self, bound: u64) -> u64 {
        self.random.below(bound)
    }
}

/// What all kinds of servers say in their own way.
struct Draft<'a> {
    actor: &'a str,
    base: &'a str,
    name: &'a str,
    id: String,
    published: String,
    content: String,
    answers: Option<String>,
    pictures: Vec<Value>,
    warning: Option<String>,
    tags: Vec<Value>,
}

impl Draft<'_> {
    fn copied(&self) -> Vec<Value> {
        let mentioned = self.tags.iter().filter(|tag| tag["type"] == "Mention");
        let mut cc = vec![json!(format!("{}/followers", self.actor))];
        cc.extend(mentioned.map(|tag| tag["href"].clone()));
        cc
    }

    fn into_mastodon(self, number: u64) -> Value {
        let Draft { actor, base, name, id, .. } = &self;
        let replies = format!("{id}/replies");
        let host = base.trim_start_matches("https://");
        json!({
            "@context": mastodon_context(),
            "id": format!("{id}/activity"), "type": "Create", "actor": actor,
            "published": self.published, "to": [PUBLIC], "cc": self.copied(),
            "object": {
                "id": id, "type": "Note", "summary": self.warning, "inReplyTo": self.answers,
                "published": self.published, "url": format!("{base}/@{name}/{number}"),
                "attributedTo": actor, "to": [PUBLIC], "cc": self.copied(),
                "sensitive": self.warning.is_some(), "atomUri": id, "inReplyToAtomUri": self.answers,
                "conversation": format!("tag:{host},2026-11-23:objectId={number}:objectType=Conversation"),
                "context": format!("{base}/contexts/{}-{number}", number % 1_000_003),
                "content": self.content, "contentMap": {"en": self.content},
                "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}},
                "attachment": self.pictures, "tag": self.tags,
                "replies": {
                    "id": replies, "type": "Collection",
                    "first": {
                        "type": "CollectionPage", "partOf": replies, "items": [],
                        "next": format!("{replies}?only_other_accounts=true&page=true"),
                    },
                },
                "likes": {"id": format!("{id}/likes"), "type": "Collection", "totalItems": 0},
                "shares": {"id": format!("{id}/shares"), "type": "Collection", "totalItems": 0},
            },
        })
    }

    fn into_gotosocial(self) -> Value {
        let Draft { actor, base, name, id, .. } = &self;
        let (replies, end) = (format!("{id}/replies"), id.rsplit('/').next().unwrap());
        let all = json!({"always": [PUBLIC], "approvalRequired": [], "automaticApproval": [PUBLIC], "manualApproval": []});
        json!({
            "@context": ["https://gotosocial.org/ns", "https://www.w3.org/ns/activitystreams", {"sensitive": "as:sensitive"}],
            "id": format!("{id}/activity#Create"), "type": "Create", "actor": actor,
            "published": self.published, "to": PUBLIC, "cc": self.copied(),
            "object": {
                "id": id, "type": "Note", "summary": self.warning.clone().unwrap_or_default(),
                "inReplyTo": self.answers, "published": self.published,
                "url": format!("{base}/@{name}/statuses/{end}"), "attributedTo": actor, "to": PUBLIC,
                "cc": self.copied(), "sensitive": self.warning.is_some(), "content": self.content,
                "contentMap": {"en": self.content}, "attachment": self.pictures, "tag": self.tags,
                "interactionPolicy": {"canAnnounce": all, "canLike": all, "canReply": all},
                "replies": {
                    "id": replies, "type": "Collection",
                    "first": {
                        "id": format!("{replies}?page=true"), "type": "CollectionPage", "partOf": replies,
                        "next": format!("{replies}?page=true&only_other_accounts=false"),
                    },
                },
            },
        })
    }

    fn into_misskey(self) -> Value {
        let Draft { actor, id, .. } = &self;
        json!({
            "@context": [
                "https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1",
                {"Key": "sec:Key", "misskey": "https://misskey-hub.net/ns#", "isCat": "misskey:isCat",
                 "_misskey_content": "misskey:_misskey_content", "_misskey_quote": "misskey:_misskey_quote",
                 "_misskey_reaction": "misskey:_misskey_reaction", "vcard": "http://www.w3.org/2006/vcard/ns#"},
            ],
            "id": format!("{id}/activity"), "type": "Create", "actor": actor,
            "published": self.published, "to": [PUBLIC], "cc": self.copied(),
            "object": {
                "id": id, "type": "Note", "attributedTo": actor, "summary": self.warning,
                "content": self.content, "_misskey_content": self.content,
                "source": {"content": self.content, "mediaType": "text/x.misskeymarkdown"},
                "published": self.published, "to": [PUBLIC], "cc": self.copied(),
                "inReplyTo": self.answers, "attachment": self.pictures,
                "sensitive": self.warning.is_some(), "tag": self.tags,
            },
        })
    }
}

fn link(page: &str) -> String {
    format!(
        " <a href=\"https://www.journal.example/{page}\" target=\"_blank\" rel=\"nofollow noopener noreferrer\" translate=\"no\"><span class=\"invisible\">https://www.</span><span class=\"ellipsis\">journal.example/{page}</span><span class=\"invisible\"></span></a>"
    )
}

fn mastodon_context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        {
            "ostatus": "http://ostatus.org#", "atomUri": "ostatus:atomUri",
            "inReplyToAtomUri": "ostatus:inReplyToAtomUri", "conversation": "ostatus:conversation",
            "sensitive": "as:sensitive", "toot": "http://joinmastodon.org/ns#",
            "votersCount": "toot:votersCount", "gts": "https://gotosocial.org/ns#",
            "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
            "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
            "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
            "manualApproval": {"@id": "gts:manualApproval", "@type": "@id"},
        },
    ])
}

const USUAL: &[&str] = &[
    "the", "to", "and", "of", "a", "in", "is", "that", "it", "for", "you", "on", "with", "this",
    "was", "be", "not", "have", "are", "but", "as", "my", "at", "so", "from", "they", "we",
    "about", "all", "if", "just", "what", "can", "out", "like", "new", "more", "when", "do",
    "there", "who", "will", "one", "people", "some", "now", "today", "time", "think", "really",
    "good", "der", "die", "und", "ich", "das", "nicht", "ist", "que", "les", "des", "pas", "una",
    "por", "を", "の", "に",
];
const SYLLABLES: &[&str] = &[
    "ba", "ber", "bli", "ca", "che", "con", "cra", "da", "den", "dis", "dra", "e", "el", "en",
    "er", "fa", "fen", "fli", "ga", "gen", "gra", "ha", "hel", "hin", "i", "in", "ing", "ja", "jo",
    "ka", "ken", "kli", "la", "len", "lis", "lo", "ma", "men", "mi", "mo", "na", "ner", "ni", "no",
    "o", "on", "or", "pa", "per", "pli", "pro", "qua", "ra", "ren", "ri", "ro", "sa", "sen", "shi",
    "sta", "ta", "ter", "ti", "tion", "tra", "u", "un", "va", "ver", "vi", "wa", "wen", "win",
    "xe", "ya", "zen", "zu",
];
const BASE83: &[&str] = &[
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "H", "I",
    "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "a", "b",
    "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u",
    "v", "w", "x", "y", "z", "#", "$", "%", "*", "+", ",", "-", ".", ":", ";", "=", "?", "@", "[",
    "]", "^", "_", "{", "|", "}", "~",
];
