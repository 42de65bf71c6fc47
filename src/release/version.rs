//! Versions as releases of Cilium, etcd and Kubernetes have them: three numbers.

use std::fmt;
use std::str::FromStr;

/// A version: major, minor and patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u16,
    minor: u16,
    pub(super) patch: u16,
}

impl Version {
    /// `major.minor.patch`.
    pub(super) const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Version { major, minor, patch }
    }

    /// The release line as it is written, such as `1.2`.
    pub(super) fn line_name(self) -> String {
        format!("{}.{}", self.major, self.minor)
    }

    /// The release line, `major.minor`.
    pub(super) fn line(self) -> (u16, u16) {
        (self.major, self.minor)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = ();

    /// Three plain decimal numbers; a leading `v` is accepted.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.').map(plain_number);
        let mut next = || parts.next().flatten().ok_or(());
        let version = Version { major: next()?, minor: next()?, patch: next()? };
        if parts.next().is_some() { Err(()) } else { Ok(version) }
    }
}

fn plain_number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = text.len() > 1 && text.starts_with('0');
    if digits && !padded { text.parse().ok() } else { None }
}
