//! Reads JSON from strangers within bounds, in one pass.
//!
//! Does not know what the values mean. The bytes' total length is bounded by whoever received them.
//! Spec: RFC 8259, read as strictly as RFC 7493 (I-JSON): UTF-8 only, no key twice.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How large a document from a stranger may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Arrays and objects inside one another.
    pub depth: usize,
    /// Values of every kind in the whole document.
    pub nodes: usize,
    /// Bytes of one string after unescaping.
    pub string_bytes: usize,
    /// Bytes of one object key.
    pub key_bytes: usize,
    /// Items of one array.
    pub array_items: usize,
    /// Keys of one object.
    pub object_keys: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 32,
            nodes: 20_000,
            string_bytes: 256 * 1024,
            key_bytes: 256,
            array_items: 5_000,
            object_keys: 1_000,
        }
    }
}

/// Why a document was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonError {
    /// Not UTF-8.
    NotUtf8,
    /// Not JSON, cut short, a number beyond any bound, or a lone surrogate.
    Syntax,
    /// Nested deeper than allowed.
    TooDeep,
    /// More values, items or keys than allowed.
    TooMany,
    /// A string or key longer than allowed.
    TooLong,
    /// The same key twice in one object: two readers could understand two different things.
    DuplicateKey,
    /// A NUL character, which no honest text holds and which ends strings early elsewhere.
    Nul,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "the JSON is not UTF-8",
            Self::Syntax => "the JSON is malformed",
            Self::TooDeep => "the JSON is nested too deeply",
            Self::TooMany => "the JSON holds too many values",
            Self::TooLong => "the JSON holds a string that is too long",
            Self::DuplicateKey => "the JSON has a key twice in one object",
            Self::Nul => "the JSON holds a NUL character",
        })
    }
}

impl std::error::Error for JsonError {}

/// Reads one JSON document and nothing after it.
///
/// # Errors
/// Says which bound was passed; [`JsonError::Syntax`] for whatever is not JSON.
pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|_| JsonError::NotUtf8)?;
    let reading = Reading { limits, nodes: Cell::new(0), refused: Cell::new(None) };
    let mut source = serde_json::Deserializer::from_str(text);
    let value = Node { reading: &reading, depth: 0 }.deserialize(&mut source);
    let refused = || reading.refused.get().unwrap_or(JsonError::Syntax);
    let value = value.map_err(|_| refused())?;
    source.end().map_err(|_| JsonError::Syntax)?;
    Ok(value)
}

/// What one reading has used up, and the bound that it passed.
struct Reading<'a> {
    limits: &'a Limits,
    nodes: Cell<usize>,
    refused: Cell<Option<JsonError>>,
}

impl Reading<'_> {
    /// Serde's errors carry only text, so the reason waits beside them.
    fn refuse<E: serde::de::Error>(&self, why: JsonError) -> E {
        self.refused.set(Some(why));
        E::custom("refused")
    }

    fn check_text<E: serde::de::Error>(&self, text: &str, max_bytes: usize) -> Result<(), E> {
        if text.len() > max_bytes {
            return Err(self.refuse(JsonError::TooLong));
        }
        if text.as_bytes().contains(&0) {
            return Err(self.refuse(JsonError::Nul));
        }
        Ok(())
    }
}

/// One value at a known depth.
#[derive(Clone, Copy)]
struct Node<'a> {
    reading: &'a Reading<'a>,
    depth: usize,
}

impl Node<'_> {
    /// What stands inside this value; refused when that is too deep.
    fn child<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= self.reading.limits.depth {
            return Err(self.reading.refuse(JsonError::TooDeep));
        }
        Ok(Self { reading: self.reading, depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        let nodes = self.reading.nodes.get() + 1;
        if nodes > self.reading.limits.nodes {
            return Err(self.reading.refuse(JsonError::TooMany));
        }
        self.reading.nodes.set(nodes);
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON within bounds")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.reading.check_text(text, self.reading.limits.string_bytes)?;
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let child = self.child()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(child)? {
            if list.len() >= self.reading.limits.array_items {
                return Err(self.reading.refuse(JsonError::TooMany));
            }
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let child = self.child()?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key_seed(Key(self.reading))? {
            if map.len() >= self.reading.limits.object_keys {
                return Err(self.reading.refuse(JsonError::TooMany));
            }
            if map.insert(key, entries.next_value_seed(child)?).is_some() {
                return Err(self.reading.refuse(JsonError::DuplicateKey));
            }
        }
        Ok(Value::Object(map))
    }
}

/// One object key.
struct Key<'a>(&'a Reading<'a>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<String, D::Error> {
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        self.0.check_text(text, self.0.limits.key_bytes)?;
        Ok(text.to_owned())
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
