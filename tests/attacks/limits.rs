//! The documentation of the limits is the table.

use crate::common::expect_file;
use meshc::limits::LIMITS;

const PAGE: &str = "docs/limits.md";

#[test]
fn the_page_has_every_limit() {
    let row = |limit: &&meshc::limits::Limit| format!("| {} {} | {} |\n", limit.shown(), limit.what, limit.real);
    let rows: String = LIMITS.iter().map(row).collect();
    let head = "# Limits\n\n\
                meshc runs on what strangers send. What is past one of these limits is refused: as `input-too-big` at its \
                place,\nas `too-many-clusters`, or by an error that names the limit. Within all of them no input takes \
                more than 512 MiB of\nmemory, and none takes longer than in proportion to its size.\n\n\
                | at most | what large meshes have |\n|---|---|\n";
    expect_file(PAGE, &format!("{head}{rows}"));
}
