//! Patch releases in which a feature of the mesh does not work yet, and the first one in which it does.

use super::{Feature, Release, Version};

/// Something that does not work in the first patch releases of a line.
#[derive(Debug)]
pub struct Defect {
    line: (u16, u16),
    /// The first patch release in which it works.
    works_from: u16,
    /// What does not work.
    pub feature: Feature,
    /// Where it does not.
    pub scope: Scope,
    /// What happens, after the release as the subject of the sentence.
    pub effect: &'static str,
}

/// In which clusters something does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In all that run it.
    Everywhere,
    /// On the chart, where KVStoreMesh runs: to manifests meshc adds what they lack.
    ChartWithKvstoremesh,
    /// The same, where the operator installs the CRDs.
    ChartThatInstallsCrds,
}

/// The defects, by line.
static DEFECTS: &[Defect] = &[
    // The operator has no certificate for KVStoreMesh: CHANGELOG.md of v1.16.2 (#34295),
    // `cilium-operator/deployment.yaml` of the charts 1.16.0 and 1.16.19.
    Defect {
        line: (1, 16),
        works_from: 2,
        feature: Feature::EndpointSliceSync,
        scope: Scope::ChartWithKvstoremesh,
        effect: "gives the operator no certificate for KVStoreMesh, which `endpoint-slice-sync` reads",
    },
    // CHANGELOG.md of v1.19.1 (#44224), `cilium-operator/clusterrole.yaml` of the charts 1.19.0 and 1.19.6.
    Defect {
        line: (1, 19),
        works_from: 1,
        feature: Feature::Mcs,
        scope: Scope::ChartThatInstallsCrds,
        effect: "does not allow the operator to install the CRDs of `mcs-api`",
    },
    // A nil pointer in the operator, cilium/cilium#45396: CHANGELOG.md of v1.19.4 (#45402).
    Defect {
        line: (1, 19),
        works_from: 4,
        feature: Feature::EndpointSliceSync,
        scope: Scope::Everywhere,
        effect: "crashes the operator with `endpoint-slice-sync`",
    },
];

impl Release {
    /// What does not work yet in a version of this line.
    pub fn defects(&self, version: Version) -> impl Iterator<Item = &'static Defect> {
        let line = self.line;
        DEFECTS.iter().filter(move |defect| defect.line == line && version.patch < defect.works_from)
    }
}

impl Defect {
    /// The first release in which it works.
    pub fn mended(&self) -> Version {
        Version::new(self.line.0, self.line.1, self.works_from)
    }
}
