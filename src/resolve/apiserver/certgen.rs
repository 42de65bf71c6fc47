//! `cilium-certgen`, which jobs of the charts run: for clustermesh-apiserver and for Hubble.

use crate::yaml::Value;

/// The variable with its configuration.
pub const VARIABLE: &str = "CILIUM_CERTGEN_CONFIG";

/// Whether an argument of `cilium-certgen` has it make a CA where there is none. With the other one it fails
/// there (`cmd/certgen.go` of certgen v0.1.8 to v0.4.6).
pub fn makes_ca(argument: &Value) -> bool {
    matches!(argument.as_str(), Some("--ca-generate" | "--ca-generate=true"))
}

/// The argument with which it makes none.
pub const AWAITS_CA: &str = "--ca-generate=false";
