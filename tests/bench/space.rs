//! How much of the disk 10 000 posts of others take, with their raw JSON and everything that finds them.

use tokio::runtime::Runtime;

use super::support::measure::{number, text};
use super::support::stored::fill;

const POSTS: i64 = 10_000;

pub(crate) fn run() {
    let folder = tempfile::tempdir().unwrap();
    let empty = {
        let folder = tempfile::tempdir().unwrap();
        Runtime::new().unwrap().block_on(fill(folder.path(), 0));
        number(folder.path(), SIZE)
    };
    Runtime::new().unwrap().block_on(fill(folder.path(), usize::try_from(POSTS).unwrap()));
    let size = number(folder.path(), SIZE) - empty;
    println!("{POSTS} posts: {:.2} MB beside {:.2} MB of the empty node", mb(size), mb(empty));
    println!("{}", text(folder.path(), LARGEST));
    println!("texts: {}", text(folder.path(), TEXTS));
    println!("raw JSON: {}", text(folder.path(), RAW));
}

fn mb(bytes: i64) -> f64 {
    bytes as f64 / 1e6
}

const SIZE: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
const LARGEST: &str = "
    SELECT group_concat(format('%s %.2f MB', name, size / 1e6), ', ')
      FROM (SELECT name, sum(pgsize) AS size FROM dbstat GROUP BY name ORDER BY size DESC LIMIT 12)";
const TEXTS: &str = "
    SELECT format('%d bytes a post, %d of policies', avg(length(content_html)),
                  avg(ifnull(length(policy_json), 0)))
      FROM statuses";
const RAW: &str = "SELECT format('%d bytes a post', avg(length(json_zstd))) FROM raw_objects";
