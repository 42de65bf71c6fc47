//! How pictures look, by day and by night: classes, since not everything that draws SVGs knows variables.

/// Colours that are told apart on both grounds: by day and by night.
const COLORS: [(&str, &str); 8] = [
    ("#2f6fde", "#6ea8ff"),
    ("#c2570c", "#f59e52"),
    ("#1a7f4e", "#4cc38a"),
    ("#7a4bd0", "#b394f5"),
    ("#0f7f8c", "#4fc3d0"),
    ("#b8327a", "#f07ab5"),
    ("#8a6116", "#d1a650"),
    ("#5b6675", "#9aa7b8"),
];

const SHAPES: &str = "\
text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,\"Noto Sans\",sans-serif}
.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace}
.s{text-anchor:start}.m{text-anchor:middle}.e{text-anchor:end}
.title{font-size:26px;font-weight:650}.head{font-size:17px;font-weight:600}.big{font-size:14px;font-weight:600}
.name{font-size:13px;font-weight:600}.small{font-size:11px}.tiny{font-size:9.5px}
.n9{font-size:9px}.n10{font-size:10px}.n11{font-size:11px}.n12{font-size:12px}
.mono.tiny{font-size:8.8px}.mono.small{font-size:10px}.mono.big{font-size:14px}
.halo{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
.wire{fill:none;stroke-width:1.4px;stroke-opacity:.55}.wire:hover,g:hover>.wire{stroke-width:3px;stroke-opacity:1}
.all{fill-opacity:.13;stroke-width:1.2px;stroke-opacity:.55}
.dot{stroke-width:2px}.pending{stroke-dasharray:3 2}
.patch{stroke-width:1px}.overlap{stroke-width:1.6px}.hatch{fill:url(#hatch);stroke:none}
g:hover>.patch{stroke-width:2px}
";

/// Classes with a colour by day and one by night: selector, property, both.
const TINTS: &[(&str, &str, &str, &str)] = &[
    (".card", "fill", "#ffffff", "#12161d"),
    (".card", "stroke", "#d9dee6", "#2b323d"),
    (".rule", "fill", "#d9dee6", "#2b323d"),
    (".halo", "stroke", "#ffffff", "#12161d"),
    (".ink", "fill", "#1b2430", "#e8ecf2"),
    (".ink2", "fill", "#55606f", "#a3aebd"),
    (".faint", "fill", "#6b7686", "#8a96a6"),
    (".free", "fill", "#f1f4f8", "#1a2029"),
    (".free", "stroke", "#e2e7ee", "#262d38"),
    (".pods", "fill", "#cfe0fb", "#1d3d6e"),
    (".pods", "stroke", "#2f6fde", "#6ea8ff"),
    (".services", "fill", "#cdeeda", "#14482f"),
    (".services", "stroke", "#1a7f4e", "#4cc38a"),
    (".nodes", "fill", "#fbe0c8", "#5c3413"),
    (".nodes", "stroke", "#c2570c", "#f59e52"),
    (".network", "fill", "#f6f1fd", "#221d33"),
    (".network", "stroke", "#8f74c4", "#8f7fc0"),
    (".in-network", "stroke", "#8f74c4", "#8f7fc0"),
    (".overlap", "stroke", "#c4314b", "#ff7a90"),
    (".hatching", "stroke", "#c4314b", "#ff7a90"),
    (".link", "stroke", "#5b6675", "#9aa7b8"),
];

/// The style sheet.
pub fn sheet() -> String {
    let (day, night) = (colors(|(day, _)| day), colors(|(_, night)| night));
    let tint = |pick: fn(&(&str, &str)) -> String| -> String {
        TINTS
            .iter()
            .map(|(class, property, day, night)| format!("{class}{{{property}:{}}}\n", pick(&(day, night))))
            .collect()
    };
    let (by_day, by_night) = (tint(|(day, _)| (*day).to_string()), tint(|(_, night)| (*night).to_string()));
    format!("{SHAPES}{by_day}{day}@media (prefers-color-scheme:dark){{\n{by_night}{night}}}\n")
}

/// The colours of groups; hollow are clusters that cannot be reached yet.
fn colors(pick: impl Fn((&'static str, &'static str)) -> &'static str) -> String {
    let ground = pick(("#ffffff", "#12161d"));
    let one = |(index, color): (usize, &str)| {
        format!(
            ".wire.c{index}{{stroke:{color}}}.all.c{index}{{fill:{color};stroke:{color}}}.f{index}{{fill:{color}}}\
             .dot.c{index}{{fill:{color};stroke:{ground}}}.dot.pending.c{index}{{fill:{ground};stroke:{color}}}\n"
        )
    };
    let all: String = COLORS.iter().map(|colors| pick(*colors)).enumerate().map(one).collect();
    let alone = pick(("#5b6675", "#9aa7b8"));
    all + &format!(".dot.link{{fill:{alone};stroke:{ground}}}.dot.pending.link{{fill:{ground};stroke:{alone}}}\n")
}
