//! Collections in odd shapes (hostile inputs 39, 64, 69).

use serde_json::json;

use super::Collection;

#[test]
fn pages_on_another_host_are_left_out() {
    let elsewhere = "https://evil.example/page";
    let collection = Collection::read(&json!({
        "id": "https://example.org/replies", "type": "Collection",
        "first": {"id": elsewhere, "type": "CollectionPage"}, "next": elsewhere, "partOf": elsewhere,
    }))
    .unwrap();
    assert_eq!(collection.first, None);
    assert_eq!(collection.next, None);
    assert_eq!(collection.part_of, None);
}

#[test]
fn an_embedded_first_page_without_an_id_is_kept() {
    let first = json!({"type": "CollectionPage", "items": ["https://example.org/1"]});
    let collection = Collection::read(&json!({
        "id": "https://example.org/replies", "type": "Collection", "first": first,
    }))
    .unwrap();
    let page = Collection::read(collection.first.unwrap().embedded().unwrap()).unwrap();
    assert_eq!(page.items[0].uri(), Some("https://example.org/1"));
}

#[test]
fn a_million_items_are_cut() {
    let collection = Collection::read(&json!({
        "type": "OrderedCollection", "totalItems": -1,
        "orderedItems": vec!["https://example.org/1"; 1_000_000],
    }))
    .unwrap();
    assert_eq!(collection.items.len(), 1_000);
    assert_eq!(collection.total_items, None);
}

#[test]
fn a_note_is_no_collection() {
    assert!(Collection::read(&json!({"type": "Note", "items": []})).is_err());
    assert!(Collection::read(&json!([])).is_err());
}
