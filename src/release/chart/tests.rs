use super::rows;
use crate::release::{Version, find};

#[test]
fn the_dictionary_has_every_row() {
    let mut wrong = Vec::new();
    for (row, kind) in rows() {
        for minor in row.from..=row.to.unwrap_or(20) {
            // A row is true of the line, at least of its last charts.
            let version = Version::new(1, minor, 99);
            let dictionary = find(version).unwrap().dictionary(version).unwrap();
            if !dictionary.writes_key(row.key) {
                wrong.push(format!("1.{minor} has no key {}", row.key));
            }
            if !row.value.is_empty() && kind != super::Kind::Derived && dictionary.value(row.value).is_none() {
                wrong.push(format!("1.{minor} has no value {}", row.value));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
