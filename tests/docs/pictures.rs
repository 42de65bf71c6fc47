//! The pictures of the README are what the program prints, in a light and in a dark form.

use super::blocks::folder;
use crate::common::expect_file;
use crate::common::pages::blocks;
use std::process::Command;

/// Colours of a form: text, ground, and what a terminal calls dim, red and cyan.
struct Palette {
    name: &'static str,
    text: &'static str,
    ground: &'static str,
    dim: &'static str,
    red: &'static str,
    cyan: &'static str,
}

const PALETTES: &[Palette] = &[
    Palette { name: "light", text: "#1f2328", ground: "#f6f8fa", dim: "#6e7781", red: "#cf222e", cyan: "#0550ae" },
    Palette { name: "dark", text: "#e6edf3", ground: "#161b22", dim: "#8b949e", red: "#ff7b72", cyan: "#79c0ff" },
];

/// The size of a letter and of a line, and the room around the text.
const LETTER: f64 = 8.4;
const LINE: usize = 19;
const MARGIN: usize = 16;

#[test]
fn the_report_in_the_readme_is_the_one_that_is_printed() {
    let page = std::fs::read_to_string("README.md").unwrap();
    let (all, _) = blocks(&page);
    let mesh = all.iter().find(|block| block.info == "kdl file=mesh.kdl").unwrap();
    let dir = folder(&page);
    std::fs::write(dir.path().join("mesh.kdl"), mesh.text.replace("id=2", "id=1")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    let ran = command.args(["check", "--color", "always"]).current_dir(dir.path()).env_clear().output().unwrap();
    let report = format!("\u{1b}[2m$\u{1b}[0m meshc check\n{}", String::from_utf8(ran.stderr).unwrap());
    for palette in PALETTES {
        expect_file(&format!("docs/img/report-{}.svg", palette.name), &picture(report.trim_end(), palette));
    }
}

#[test]
fn the_graph_in_the_book_is_the_one_that_is_drawn() {
    let page = std::fs::read_to_string("docs/how-to/see.md").unwrap();
    let (all, _) = blocks(&page);
    let mesh = all.iter().find(|block| block.info == "kdl file=mesh.kdl").unwrap();
    let dir = folder(&page);
    std::fs::write(dir.path().join("mesh.kdl"), &mesh.text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    let ran = command.arg("graph").current_dir(dir.path()).env_clear().output().unwrap();
    expect_file("docs/img/graph.svg", &String::from_utf8(ran.stdout).unwrap());
}

/// What a terminal shows, as a picture.
fn picture(report: &str, palette: &Palette) -> String {
    let lines: Vec<Vec<(String, String)>> = report.lines().map(|line| runs(line, palette)).collect();
    let length = |line: &Vec<(String, String)>| line.iter().map(|(text, _)| text.chars().count()).sum::<usize>();
    let letters = lines.iter().map(length).max().unwrap_or(0);
    let (width, height) = (room(letters) + 2.0 * MARGIN as f64, lines.len() * LINE + 2 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height}\" viewBox=\"0 0 {width:.0} {height}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{}\"/>\n",
        palette.ground
    );
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| length(line) > 0) {
        let spans: String =
            line.iter().map(|(text, style)| format!("<tspan{style}>{}</tspan>", escaped(text))).collect();
        out.push_str(&format!(
            "<text x=\"{MARGIN}\" y=\"{}\" fill=\"{}\" textLength=\"{:.1}\" xml:space=\"preserve\">{spans}</text>\n",
            MARGIN + index * LINE + 14,
            palette.text,
            room(length(line))
        ));
    }
    out + "</svg>\n"
}

fn room(letters: usize) -> f64 {
    letters as f64 * LETTER
}

/// A line in parts of one look each, with its attributes.
fn runs(line: &str, palette: &Palette) -> Vec<(String, String)> {
    let mut parts = line.split("\u{1b}[");
    let mut out = vec![(parts.next().unwrap_or_default().to_string(), String::new())];
    for part in parts {
        let (codes, text) = part.split_once('m').unwrap();
        out.push((text.to_string(), look(codes, palette)));
    }
    out.retain(|(text, _)| !text.is_empty());
    out
}

/// The attributes of the codes of ECMA-48 that reports use.
fn look(codes: &str, palette: &Palette) -> String {
    let attribute = |code: &str| match code {
        "0" => String::new(),
        "1" => " font-weight=\"bold\"".to_string(),
        "2" => format!(" fill=\"{}\"", palette.dim),
        "31" => format!(" fill=\"{}\"", palette.red),
        "36" => format!(" fill=\"{}\"", palette.cyan),
        _ => panic!("the picture has no look for {code}"),
    };
    codes.split(';').map(attribute).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
