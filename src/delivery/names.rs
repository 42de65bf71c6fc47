//! Names of objects that serve a whole mesh: two meshes may share a Flux or an Argo CD.

use crate::plan::{Plan, checksum};

/// The name of what serves all clusters: that of the mesh, as far as Kubernetes takes it.
pub fn of_mesh(plan: &Plan) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let plain: String = plan.name.chars().map(|c| if is_plain(c) { c } else { '-' }).take(LONGEST).collect();
    let plain = plain.trim_matches('-');
    if plain == plan.name {
        return format!("cilium-{plain}");
    }
    // Two names that come to the same text stay two.
    let distinct: String = checksum(&plan.name).chars().take(DISTINCT).collect();
    if plain.is_empty() { format!("cilium-{distinct}") } else { format!("cilium-{plain}-{distinct}") }
}

/// The name of what one cluster has of its own, where others share one. No name of a mesh has a dot here.
pub fn of_cluster(plan: &Plan, cluster: &str) -> String {
    format!("{}.{cluster}", of_mesh(plan))
}

/// How many characters of a mesh's name are taken.
const LONGEST: usize = 40;

/// How many characters of a checksum tell names apart.
const DISTINCT: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_of_a_mesh_is_one_that_kubernetes_takes() {
        let name = |name: &str| of_mesh(&Plan { name: name.to_string(), ..Plan::default() });
        assert_eq!(name("prod"), "cilium-prod");
        assert_eq!(name("eu-1"), "cilium-eu-1");
        assert_ne!(name("Prod"), name("prod"));
        assert_ne!(name("a b"), name("a.b"));
        for odd in ["Prod", "a b", "ä", "-", "x_", &"x".repeat(100)] {
            let name = name(odd);
            assert!(name.len() <= 63 && name.ends_with(|c: char| c.is_ascii_alphanumeric()), "{odd}: {name}");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{odd}: {name}");
        }
    }
}
