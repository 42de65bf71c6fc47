//! Examples of each command, for its help and for the man page.

use clap::Command;
use clap::builder::{StyledStr, Styles};

/// Lines that can be typed, each with what it does.
pub type Examples = &'static [(&'static str, &'static str)];

/// The examples of the program itself, and then of each command.
pub const EXAMPLES: &[(&str, Examples)] = &[
    (
        "meshc",
        &[
            ("meshc init", "create a mesh file"),
            ("meshc check", "validate it"),
            ("meshc build", "write what each cluster runs"),
            ("meshc plan --against-rev origin/main", "see what that changes in live clusters"),
            ("meshc explain cidr", "read about the rules for CIDRs"),
        ],
    ),
    (
        "add",
        &[
            ("meshc add oslo --ip 192.0.2.30", "add a cluster whose apiserver is at that address"),
            ("meshc add oslo", "add one whose address is not known yet"),
        ],
    ),
    (
        "build",
        &[
            ("meshc build", "compile mesh.kdl and write deploy/ beside it"),
            ("meshc build infra/mesh.kdl --out live", "use another file and another output directory"),
            ("meshc build --check", "report what is out of date in deploy/, in CI"),
            ("meshc build --check --diff", "show it as a unified diff"),
            ("meshc build --allow-destructive oslo,bern", "build, with two clusters that are recreated"),
        ],
    ),
    (
        "check",
        &[
            ("meshc check", "check mesh.kdl"),
            ("meshc check - < mesh.kdl", "check standard input"),
            ("meshc check --format github", "show findings on the lines of a pull request"),
        ],
    ),
    (
        "completions",
        &[
            ("meshc completions bash > ~/.local/share/bash-completion/completions/meshc", "for bash"),
            ("meshc completions zsh > ~/.zfunc/_meshc", "for zsh, with ~/.zfunc in `fpath`"),
            ("meshc completions fish > ~/.config/fish/completions/meshc.fish", "for fish"),
            ("meshc completions powershell >> $PROFILE", "for PowerShell"),
            ("meshc completions nushell > ~/.config/nushell/autoload/meshc.nu", "for nushell"),
        ],
    ),
    (
        "explain",
        &[
            ("meshc explain", "list all rules and all changes that a plan reports"),
            ("meshc explain duplicate-cluster-id", "read the page of a rule"),
            ("meshc explain cidr", "list the rules of a subject, or with that word in their names"),
        ],
    ),
    (
        "fix",
        &[("meshc fix --diff", "show what would be fixed, and write nothing"), ("meshc fix", "apply the safe fixes")],
    ),
    (
        "fmt",
        &[
            ("meshc fmt", "format mesh.kdl and all that it includes"),
            ("meshc fmt --check", "show what is not formatted, in CI"),
            ("meshc fmt - < mesh.kdl", "format standard input"),
        ],
    ),
    (
        "graph",
        &[
            ("meshc graph --format svg > mesh.svg", "draw who connects to whom, and who has which addresses"),
            ("meshc graph --format mermaid", "write a diagram for Markdown"),
        ],
    ),
    (
        "import",
        &[
            ("meshc import paris.yaml oslo.yaml", "write a mesh file from the values of two clusters"),
            (
                "meshc import paris=common.yaml,paris.yaml --output mesh.kdl",
                "name a cluster and the layers of its values",
            ),
            ("helm get values cilium | meshc import -", "import what runs in a cluster"),
        ],
    ),
    (
        "init",
        &[
            ("meshc init", "answer questions, or start from two example clusters"),
            ("meshc init infra/mesh.kdl", "write to another file"),
        ],
    ),
    ("man", &[("meshc man > ~/.local/share/man/man1/meshc.1", "install the page for `man meshc`")]),
    (
        "plan",
        &[
            ("meshc plan", "compare with deploy/, as it is on the disk"),
            ("meshc plan --against-rev origin/main", "compare with deploy/ at a revision of Git"),
            ("meshc plan --against-rev HEAD --deny disruptive", "exit with 1 if connections would break"),
            ("meshc plan --against-values 'live/{cluster}.yaml'", "plan the move of clusters that Helm installed"),
        ],
    ),
    (
        "render",
        &[
            ("meshc render --cluster paris", "print what paris runs"),
            ("meshc render --all --out rendered", "write rendered/NAME.yaml for each cluster"),
            ("meshc render --cluster paris --chart charts/cilium-1.18.3.tgz", "use a chart that is already on disk"),
        ],
    ),
    ("schema", &[("meshc schema > mesh.schema.kdl", "see what a mesh file may contain")]),
    (
        "show",
        &[
            ("meshc show", "see all clusters in a table"),
            ("meshc show --cluster paris", "see each setting of a cluster and where it comes from"),
        ],
    ),
    (
        "verify",
        &[
            ("cilium node list | meshc verify --nodes -", "compare the nodes of a cluster with the mesh"),
            ("meshc verify --nodes paris.json oslo.json", "use what kubectl get ciliumnodes -o json printed in each"),
        ],
    ),
];

/// A command with its examples below its help.
pub fn added(command: Command) -> Command {
    let Some((_, examples)) = EXAMPLES.iter().find(|(name, _)| *name == command.get_name()) else { return command };
    let text = text(examples);
    let Some(long) = command.get_after_long_help().map(|long| long.ansi().to_string()) else {
        return command.after_help(text);
    };
    let long = format!("{long}\n\n{}", text.ansi());
    command.after_help(text).after_long_help(StyledStr::from(long))
}

/// The examples, with what each does beside it, or below it where one is long.
pub fn text(examples: Examples) -> StyledStr {
    let styles = Styles::styled();
    let (head, literal) = (styles.get_header(), styles.get_literal());
    let width = examples.iter().map(|(line, _)| line.len()).max().unwrap_or_default();
    let mut text = format!("{head}Examples:{head:#}");
    for (line, purpose) in examples {
        let gap = if width > LONGEST { "\n      ".to_string() } else { " ".repeat(width - line.len() + 2) };
        text.push_str(&format!("\n  {literal}{line}{literal:#}{gap}{purpose}"));
    }
    StyledStr::from(text)
}

/// The longest line with room beside it.
const LONGEST: usize = 48;

/// The words of the part of a line that calls meshc, without what only a shell understands.
#[cfg(test)]
pub fn words(line: &str) -> Vec<String> {
    let call = line.rsplit("| ").next().unwrap_or(line);
    let call = call.split(['<', '>']).next().unwrap_or(call);
    call.split_whitespace().map(|word| word.trim_matches('\'').to_string()).collect()
}
