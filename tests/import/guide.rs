//! The guide to adoption is true: its files are imported by its command, and come to its mesh file.

use crate::common::pages::blocks;
use std::process::Command;

const GUIDE: &str = "packaging/adopt.md";

#[test]
fn the_command_of_the_guide_writes_its_mesh_file() {
    let page = std::fs::read_to_string(GUIDE).unwrap();
    let (blocks, _) = blocks(&page);
    let dir = tempfile::tempdir().unwrap();
    let mut wanted = Vec::new();
    for block in &blocks {
        match block.info.split_once(" file=") {
            Some(("yaml", path)) => {
                let path = dir.path().join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, &block.text).unwrap();
            }
            Some((_, path)) => wanted.push((path.to_string(), block.text.clone())),
            None => {}
        }
    }
    let shown = blocks.iter().find(|block| block.info == "console").unwrap();
    let (command, printed) = shown.text.split_once('\n').unwrap();
    let words = command.strip_prefix("$ meshc ").unwrap().split(' ');
    let ran = Command::new(env!("CARGO_BIN_EXE_meshc")).args(words).current_dir(dir.path()).output().unwrap();
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), printed);
    assert!(!wanted.is_empty());
    for (path, text) in wanted {
        assert_eq!(std::fs::read_to_string(dir.path().join(&path)).unwrap(), text, "{path}");
    }
}
