//! The release in an image's name.

use super::Version;

/// The names of the images that carry Cilium's own version (`values.yaml` of the charts; KVStoreMesh has one
/// of its own in 1.14). Envoy, certgen and etcd have versions of their own.
const NAMES: &[&str] = &["cilium", "clustermesh-apiserver", "kvstoremesh"];

/// The release of an image of Cilium's: `quay.io/cilium/cilium:v1.18.3`. What a builder adds to a version
/// does not count; a tag that is not a version, or only a digest, has none.
pub fn of_image(image: &str) -> Option<Version> {
    let named = image.split_once('@').map_or(image, |(named, _)| named);
    let (name, tag) = named.rsplit('/').next()?.split_once(':')?;
    let is_ours = NAMES.contains(&name) || name == "operator" || name.starts_with("operator-");
    tag.split(['-', '+', '_']).next().filter(|_| is_ours)?.parse().ok()
}
