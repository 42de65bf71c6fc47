//! Forms in which Helm and agents read texts.

/// The minor number of a version as Helm reads it, such as 17 of `1.17` and `v1.17.3`; that of what is no
/// version of Cilium is below or above all.
pub fn minor(text: &str) -> Option<u16> {
    let parts = text.strip_prefix('v').unwrap_or(text).split('.');
    let numbers: Option<Vec<u16>> = parts.map(|part| part.parse().ok()).collect();
    match *numbers?.as_slice() {
        [1, minor] | [1, minor, _] => Some(minor),
        [0 | 1] | [0, _] | [0, _, _] => Some(0),
        [_] | [_, _] | [_, _, _] => Some(u16::MAX),
        _ => None,
    }
}

/// Whether it is a version.
pub fn is_version(text: &str) -> bool {
    minor(text).is_some()
}

/// Whether it is a duration as Go reads it (`time.ParseDuration`): numbers, each with its unit.
pub fn is_duration(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['-', '+']);
    if rest == "0" {
        return true;
    }
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let end = after.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let is_number = number.parse::<f64>().is_ok();
        if !is_number || !["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(&unit) {
            return false;
        }
        rest = after;
    }
    !text.is_empty()
}

/// Whether it is two ports with a comma between, the lower first.
pub fn is_node_ports(text: &str) -> bool {
    let ports =
        text.split_once(',').and_then(|(low, high)| Some((low.parse::<u16>().ok()?, high.parse::<u16>().ok()?)));
    ports.is_some_and(|(low, high)| low < high)
}

/// Whether it is two ports with a hyphen between.
pub fn is_source_ports(text: &str) -> bool {
    text.split_once('-').is_some_and(|(low, high)| low.parse::<u16>().is_ok() && high.parse::<u16>().is_ok())
}

/// Whether it is 12 bytes in base64: that is 16 characters.
pub fn is_seed(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

/// Whether it is a list of whole numbers.
pub fn are_numbers(text: &str) -> bool {
    text.split([' ', ',']).filter(|item| !item.is_empty()).all(|item| item.parse::<i64>().is_ok())
}

/// Whether it is the tag of an image of Hubble UI that charts take: 0.9.0 or later, `latest`, or a version
/// before a release, for which no comparison of Helm's holds.
pub fn is_ui_tag(tag: &str) -> bool {
    let tag = tag.split('@').next().unwrap_or_default();
    let (release, is_early) = tag.split_once('-').map_or((tag, false), |(release, _)| (release, true));
    let mut numbers = release.trim_start_matches('v').split('.').map(str::parse::<u64>);
    let version = (numbers.next(), numbers.next().unwrap_or(Ok(0)));
    let is_late = matches!(version, (Some(Ok(major)), Ok(minor)) if is_early || major > 0 || minor >= 9);
    tag == "latest" || is_late
}

/// Whether it is how far agents gather events of packets: a word, or a number for it.
pub fn is_aggregation(text: &str) -> bool {
    let words = ["", "none", "disabled", "lowest", "low", "medium", "max", "maximum"];
    words.contains(&text.to_lowercase().as_str()) || text.parse::<u8>().is_ok_and(|number| number <= 4)
}

/// Whether it is when nodes may reach their own pods.
pub fn is_localhost(text: &str) -> bool {
    ["auto", "always", "policy"].contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{is_duration, is_node_ports, is_seed, is_ui_tag, minor};

    #[test]
    fn tags_of_hubble_ui_are_recent() {
        let taken = ["v0.13.3", "0.9.0", "latest", "v0.13.3@sha256:abc", "v1", "v0.8.0-rc1"];
        assert!(taken.into_iter().all(is_ui_tag));
        assert!(!["v0.8.5", "0.8", "main", "v0.8.5@sha256:abc"].into_iter().any(is_ui_tag));
    }

    #[test]
    fn versions_are_those_of_helm() {
        let read = ["1.17", "v1.17.3", "1", "0.9", "2.0", "1.x", ""].map(minor);
        assert_eq!(read, [Some(17), Some(17), Some(0), Some(0), Some(u16::MAX), None, None]);
    }

    #[test]
    fn durations_are_those_of_go() {
        for text in ["15m0s", "0", "1.5h", "-3s", ".5s", "10us", "0s"] {
            assert!(is_duration(text), "{text}");
        }
        for text in ["15", "", "5 m", "1d", "m", "1h5", "soon"] {
            assert!(!is_duration(text), "{text}");
        }
    }

    #[test]
    fn ports_go_upwards() {
        assert!(is_node_ports("30000,32767"));
        for text in ["30000", "32767,30000", "30000,30000", "30000-32767", "x,32767", "30000,70000"] {
            assert!(!is_node_ports(text), "{text}");
        }
    }

    #[test]
    fn seeds_have_twelve_bytes() {
        assert!(is_seed("JLfvgnHc2kaSUFaI"));
        assert!(!is_seed("JLfvgnHc2kaSUFa=") && !is_seed("short"));
    }
}
