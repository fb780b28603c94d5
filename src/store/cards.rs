//! What pages behind links say of themselves.

use std::collections::HashMap;

use rusqlite::{Row, named_params};

use super::page::texts;
use super::{Read, Write};
use crate::error::Result;

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// As it stands in posts.
    pub url: String,
    /// Its name; empty if it says nothing, or could not be read.
    pub title: String,
    /// A sentence or two.
    pub description: String,
    /// Who wrote it.
    pub author_name: String,
    /// What the site is called.
    pub provider_name: String,
    /// BCP 47.
    pub language: Option<String>,
    /// A picture, where it lies.
    pub image_url: Option<String>,
    /// What the picture shows.
    pub image_description: String,
    /// Pixels.
    pub image_size: Option<(i64, i64)>,
    /// When it was published.
    pub published_ms: Option<i64>,
    /// When it was read.
    pub fetched_ms: i64,
}

/// The cards of these URLs, as far as they were read.
pub fn by_urls(db: &Read, urls: &[&str]) -> Result<HashMap<String, Card>> {
    if urls.is_empty() {
        return Ok(HashMap::new());
    }
    let cards = db.rows(
        "SELECT url, title, description, author_name, provider_name, language, image_url,
                image_description, image_width, image_height, published_ms, fetched_ms
           FROM cards WHERE url IN rarray(:urls)",
        named_params! { ":urls": texts(urls) },
        from_row,
    )?;
    Ok(cards.into_iter().map(|card| (card.url.clone(), card)).collect())
}

/// Stores a card over the one that was there, and forgets the oldest.
pub fn put(tx: &Write, card: &Card) -> Result<()> {
    tx.execute("DELETE FROM cards WHERE url = :url", named_params! { ":url": card.url })?;
    tx.execute(
        "INSERT INTO cards (url, title, description, author_name, provider_name, language, image_url,
                image_description, image_width, image_height, published_ms, fetched_ms)
         VALUES (:url, :title, :description, :author_name, :provider_name, :language, :image_url,
                :image_description, :image_width, :image_height, :published_ms, :fetched_ms)",
        named_params! {
            ":url": card.url, ":title": card.title, ":description": card.description,
            ":author_name": card.author_name, ":provider_name": card.provider_name,
            ":language": card.language, ":image_url": card.image_url,
            ":image_description": card.image_description,
            ":image_width": card.image_size.map(|size| size.0),
            ":image_height": card.image_size.map(|size| size.1),
            ":published_ms": card.published_ms, ":fetched_ms": card.fetched_ms,
        },
    )?;
    // Ids grow, so the oldest have the smallest.
    tx.execute(
        "DELETE FROM cards WHERE id <= (SELECT max(id) FROM cards) - :most",
        named_params! { ":most": MOST },
    )?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Card> {
    Ok(Card {
        url: row.get(0)?,
        title: row.get(1)?,
        description: row.get(2)?,
        author_name: row.get(3)?,
        provider_name: row.get(4)?,
        language: row.get(5)?,
        image_url: row.get(6)?,
        image_description: row.get(7)?,
        image_size: row.get::<_, Option<i64>>(8)?.zip(row.get(9)?),
        published_ms: row.get(10)?,
        fetched_ms: row.get(11)?,
    })
}

/// Some megabytes.
const MOST: i64 = 5000;
