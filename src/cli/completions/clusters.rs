//! The names of clusters in a shell: what scripts ask for, and what is added to them for that.

use clap::{Command, ValueHint};
use meshc::parse::parse;
use meshc::world::Disk;

/// The options whose values are names of clusters.
pub const OPTIONS: &[&str] = &["cluster", "allow-destructive"];

/// What marks those options, for which clap has no word; zsh would complete names of hosts.
pub const HINT: ValueHint = ValueHint::Hostname;

/// The names of the clusters of the mesh file that is among the words of a command line, or else of the usual
/// one, a line each. Only what no shell would take for anything but a name is printed: the file may be
/// anybody's.
pub fn names(words: &[String]) -> String {
    let named = words.iter().rev().find(|word| word.ends_with(".kdl")).cloned();
    let Ok(parsed) = parse(&Disk, &named.unwrap_or_else(super::super::fmt::mesh_file), None) else {
        return String::new();
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let names = parsed.mesh.iter().flat_map(|mesh| &mesh.clusters).map(|cluster| &cluster.name.value);
    let names =
        names.filter(|name| name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(is_plain));
    names.map(|name| format!("{name}\n")).collect()
}

/// The script for bash, which asks for clusters after their options and leaves all else to clap's function.
pub fn in_bash(script: String) -> String {
    let options = OPTIONS.iter().map(|option| format!("--{option}")).collect::<Vec<_>>().join("|");
    let script = script.replace("complete -F _meshc ", "complete -F _meshc_with_clusters ");
    format!("{}{script}", BASH.replace("OPTIONS", &options))
}

const BASH: &str = r#"_meshc_with_clusters() {
    local current="$2" option="$3" before="" name
    if [[ "$option" == "=" ]]; then
        option="${COMP_WORDS[COMP_CWORD-2]}"
    fi
    case "$option" in
        OPTIONS) ;;
        *)
            _meshc "$@"
            return
            ;;
    esac
    if [[ "$current" == "=" ]]; then
        current=""
    fi
    if [[ "$current" == *,* ]]; then
        before="${current%,*},"
    fi
    COMPREPLY=()
    while IFS= read -r name; do
        if [[ "$before$name" == "$current"* ]]; then
            COMPREPLY+=("$before$name")
        fi
    done < <(command meshc completions --clusters "${COMP_WORDS[@]}" 2> /dev/null)
}

"#;

/// The script for zsh, in which names of hosts become names of clusters.
pub fn in_zsh(script: String) -> String {
    let script = script.replace(":_hosts", ":_meshc_clusters");
    script.replacen("#compdef meshc\n", &format!("#compdef meshc\n\n{ZSH}"), 1)
}

const ZSH: &str = r#"_meshc_clusters() {
    local -a names expl
    names=("${(@f)$(command meshc completions --clusters "${words[@]}" 2> /dev/null)}")
    compset -P '*,'
    _wanted clusters expl cluster compadd -a names
}
"#;

/// The script for fish, with the clusters of each command that takes some.
pub fn in_fish(script: String, commands: &Command) -> String {
    let mut script = script.replace(" -r -f -a \"(__fish_print_hostnames)\"", " -r -f");
    script.push_str(FISH);
    for command in commands.get_subcommands() {
        let longs = command.get_arguments().filter_map(clap::Arg::get_long);
        for long in longs.filter(|long| OPTIONS.contains(long)) {
            let name = command.get_name();
            script.push_str(&format!(
                "complete -c meshc -n \"__fish_meshc_using_subcommand {name}\" -l {long} -x -a \"(__fish_complete_list , __fish_meshc_clusters)\"\n"
            ));
        }
    }
    script
}

const FISH: &str = "
function __fish_meshc_clusters
    command meshc completions --clusters (commandline -opc) 2>/dev/null
end

";
