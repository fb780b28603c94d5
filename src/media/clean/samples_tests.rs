//! Tracks that are not shown: all their samples go, or the film is refused.

use std::fs;

use super::boxes::inside;
use super::samples::extents;
use super::*;

#[test]
fn a_film_whose_hidden_track_cannot_be_read_is_refused() {
    let film = fs::read("tests/media/film.mp4").unwrap();
    assert!(clean(Kind::Mp4, film.clone()).is_ok());
    for table in [b"stsc", b"stsz", b"stco", b"stbl", b"minf"] {
        let mut lying = film.clone();
        // The third track has places, and comes last.
        let at = lying.windows(4).rposition(|it| it == table).unwrap();
        lying[at..at + 4].copy_from_slice(b"none");
        assert!(clean(Kind::Mp4, lying).is_err(), "{}", String::from_utf8_lossy(table));
    }
}

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
    [&length, kind.as_slice(), body].concat()
}

/// The tables of a track with samples of `size` bytes.
fn table(size: u32, runs: &[(u32, u32)], chunks: &[u32]) -> Vec<u8> {
    let list = |kind, before: &[u32], numbers: Vec<u32>| {
        let all = before.iter().copied().chain(numbers);
        boxed(kind, &all.flat_map(u32::to_be_bytes).collect::<Vec<_>>())
    };
    let count = |length: usize| u32::try_from(length).unwrap();
    let sizes = list(b"stsz", &[0, size, 0], Vec::new());
    let lines = runs.iter().flat_map(|it| [it.0, it.1, 1]).collect();
    let runs = list(b"stsc", &[0, count(runs.len())], lines);
    [sizes, runs, list(b"stco", &[0, count(chunks.len())], chunks.to_vec())].concat()
}

fn found(bytes: &[u8]) -> Option<Vec<(usize, usize)>> {
    extents(bytes, &inside(bytes, 0, bytes.len()).unwrap())
}

#[test]
fn chunks_have_as_many_samples_as_their_run_says() {
    let runs = [(1, 2), (3, 1)];
    let expected = vec![(100, 120), (200, 220), (300, 310), (400, 410)];
    assert_eq!(found(&table(10, &runs, &[100, 200, 300, 400])), Some(expected));
    // Runs that do not begin, or go back, could be read in more than one way.
    assert_eq!(found(&table(10, &[(2, 2)], &[100, 200])), None);
    assert_eq!(found(&table(10, &[(1, 2), (3, 1), (2, 1)], &[100, 200, 300])), None);
}

#[test]
fn a_film_with_a_run_for_each_of_very_many_chunks_is_looked_through_in_no_time() {
    let runs: Vec<_> = (1..=200_000).map(|chunk| (chunk, 1)).collect();
    let chunks: Vec<_> = (0..200_000).collect();
    assert_eq!(found(&table(1, &runs, &chunks)).unwrap().len(), 200_000);
}
