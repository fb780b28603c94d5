//! Dictionaries of structured fields: `Signature-Input`, `Signature`, `Content-Digest`.
//!
//! Reading only; `structured_text` writes. Strict: one wrong letter refuses the whole field, as the
//! standard asks. Stricter in one point: a name given twice is refused, where the standard takes the last.
//! Spec: RFC 8941 §3 and §4 (the parts that these three fields use: no dates, no display strings).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SignatureError;

/// A bare item (RFC 8941 §3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bare {
    Integer(i64),
    /// In thousandths.
    Decimal(i64),
    String(String),
    Token(String),
    Bytes(Vec<u8>),
    Boolean(bool),
}

/// `;name=value` (RFC 8941 §3.1.2), in the order given.
pub(super) type Parameters = Vec<(String, Bare)>;

/// What a dictionary's member is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Item(Bare),
    InnerList(Vec<(Bare, Parameters)>),
}

/// One member of a dictionary (RFC 8941 §3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub name: String,
    pub value: Value,
    pub parameters: Parameters,
}

const MOST_MEMBERS: usize = 8;
const MOST_ITEMS: usize = 32;
const MOST_PARAMETERS: usize = 16;
const LONGEST_BYTES: usize = 8 * 1024;

/// Parses a dictionary. `what` names the header in the error.
pub(super) fn dictionary(text: &str, what: &'static str) -> Result<Vec<Member>, SignatureError> {
    if text.len() > LONGEST_BYTES {
        return Err(SignatureError::TooMuch(what));
    }
    let mut reader = Reader { rest: text.trim_matches(' '), what };
    let mut members: Vec<Member> = Vec::new();
    loop {
        let member = reader.member()?;
        if members.iter().any(|other| other.name == member.name) {
            return Err(SignatureError::Twice(what));
        }
        members.push(member);
        if members.len() > MOST_MEMBERS {
            return Err(SignatureError::TooMuch(what));
        }
        reader.skip(&[' ', '\t']);
        if reader.rest.is_empty() {
            return Ok(members);
        }
        reader.expect(',')?;
        reader.skip(&[' ', '\t']);
    }
}

struct Reader<'a> {
    rest: &'a str,
    what: &'static str,
}

impl<'a> Reader<'a> {
    fn malformed<T>(&self) -> Result<T, SignatureError> {
        Err(SignatureError::Malformed(self.what))
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn eat(&mut self, letter: char) -> bool {
        match self.rest.strip_prefix(letter) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, letter: char) -> Result<(), SignatureError> {
        if self.eat(letter) { Ok(()) } else { self.malformed() }
    }

    fn skip(&mut self, letters: &[char]) {
        self.rest = self.rest.trim_start_matches(letters);
    }

    fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|letter| !accepts(letter)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn member(&mut self) -> Result<Member, SignatureError> {
        let name = self.key()?;
        let value = if !self.eat('=') {
            Value::Item(Bare::Boolean(true))
        } else if self.peek() == Some('(') {
            Value::InnerList(self.inner_list()?)
        } else {
            Value::Item(self.bare()?)
        };
        Ok(Member { name, value, parameters: self.parameters()? })
    }

    /// RFC 8941 §4.2.3.3.
    fn key(&mut self) -> Result<String, SignatureError> {
        if !matches!(self.peek(), Some('a'..='z' | '*')) {
            return self.malformed();
        }
        let is_key = |c| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-' | '.' | '*');
        Ok(self.take_while(is_key).to_owned())
    }

    /// RFC 8941 §4.2.1.2.
    fn inner_list(&mut self) -> Result<Vec<(Bare, Parameters)>, SignatureError> {
        self.expect('(')?;
        let mut items = Vec::new();
        loop {
            self.skip(&[' ']);
            if self.eat(')') {
                return Ok(items);
            }
            items.push((self.bare()?, self.parameters()?));
            if items.len() > MOST_ITEMS {
                return Err(SignatureError::TooMuch(self.what));
            }
            if !matches!(self.peek(), Some(' ' | ')')) {
                return self.malformed();
            }
        }
    }

    /// RFC 8941 §4.2.3.2.
    fn parameters(&mut self) -> Result<Parameters, SignatureError> {
        let mut parameters = Parameters::new();
        while self.eat(';') {
            self.skip(&[' ']);
            let name = self.key()?;
            let value = if self.eat('=') { self.bare()? } else { Bare::Boolean(true) };
            if parameters.iter().any(|(other, _)| *other == name) {
                return Err(SignatureError::Twice(self.what));
            }
            parameters.push((name, value));
            if parameters.len() > MOST_PARAMETERS {
                return Err(SignatureError::TooMuch(self.what));
            }
        }
        Ok(parameters)
    }

    /// RFC 8941 §4.2.3.1.
    fn bare(&mut self) -> Result<Bare, SignatureError> {
        match self.peek() {
            Some('-' | '0'..='9') => self.number(),
            Some('"') => self.string(),
            Some(':') => self.bytes(),
            Some('?') => self.boolean(),
            Some('A'..='Z' | 'a'..='z' | '*') => Ok(self.token()),
            _ => self.malformed(),
        }
    }

    /// RFC 8941 §4.2.4: 15 digits, or 12 before and 3 after the point.
    fn number(&mut self) -> Result<Bare, SignatureError> {
        let sign = if self.eat('-') { -1 } else { 1 };
        let whole = self.take_while(|c| c.is_ascii_digit());
        if !self.eat('.') {
            let number = whole.parse::<i64>().ok().filter(|_| whole.len() <= 15);
            return number.map_or_else(|| self.malformed(), |n| Ok(Bare::Integer(sign * n)));
        }
        let fraction = self.take_while(|c| c.is_ascii_digit());
        if !(1..=12).contains(&whole.len()) || !(1..=3).contains(&fraction.len()) {
            return self.malformed();
        }
        let digits = format!("{whole}{fraction:0<3}");
        let Ok(thousandths) = digits.parse::<i64>() else { return self.malformed() };
        Ok(Bare::Decimal(sign * thousandths))
    }

    /// RFC 8941 §4.2.5.
    fn string(&mut self) -> Result<Bare, SignatureError> {
        self.expect('"')?;
        let mut string = String::new();
        let mut letters = self.rest.chars();
        loop {
            let letter = match letters.next() {
                Some('"') => break,
                Some('\\') => letters.next().filter(|escaped| matches!(escaped, '"' | '\\')),
                other => other.filter(|plain| matches!(plain, ' '..='~')),
            };
            let Some(letter) = letter else { return self.malformed() };
            string.push(letter);
        }
        self.rest = letters.as_str();
        Ok(Bare::String(string))
    }

    /// RFC 8941 §4.2.6.
    fn token(&mut self) -> Bare {
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c);
        Bare::Token(self.take_while(is_token).to_owned())
    }

    /// RFC 8941 §4.2.7.
    fn bytes(&mut self) -> Result<Bare, SignatureError> {
        self.expect(':')?;
        let base64 = self.take_while(|c| c != ':');
        self.expect(':')?;
        STANDARD.decode(base64).map(Bare::Bytes).or_else(|_| self.malformed())
    }

    /// RFC 8941 §4.2.8.
    fn boolean(&mut self) -> Result<Bare, SignatureError> {
        self.expect('?')?;
        match self.take_while(|c| matches!(c, '0' | '1')) {
            "1" => Ok(Bare::Boolean(true)),
            "0" => Ok(Bare::Boolean(false)),
            _ => self.malformed(),
        }
    }
}

#[cfg(test)]
#[path = "structured_tests.rs"]
mod tests;
