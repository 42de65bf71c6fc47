//! Numbers that are no number of what they are of: ports, and replicas.

use crate::yaml::Value;

/// What a value counts, and the most that Kubernetes takes there.
pub struct Range {
    /// What it is in a sentence.
    pub noun: &'static str,
    /// The most.
    pub most: u32,
}

/// A port has 16 bits, and a Deployment's replicas are an `int32` (`IsValidPortNum` in
/// `k8s.io/apimachinery/pkg/util/validation`, `DeploymentSpec` in `k8s.io/api/apps/v1`, v0.31). Of a port 0
/// is no port, which some values have for none.
const PORT: Range = Range { noun: "a port", most: 65_535 };
const REPLICAS: Range = Range { noun: "a number of replicas", most: 2_147_483_647 };

/// The range that a value leaves.
pub fn left(keys: &[String], value: &Value) -> Option<&'static Range> {
    let key = keys.last()?;
    let range = match key.as_str() {
        "replicas" => &REPLICAS,
        key if key == "port" || key.ends_with("Port") => &PORT,
        _ => return None,
    };
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    (number < 0.0 || number > f64::from(range.most)).then_some(range)
}
