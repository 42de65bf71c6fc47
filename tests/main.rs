//! Everything that cargo tests from outside: one program, so that the library is linked once. A folder holds
//! one subject.
// Clippy takes only functions that are tests themselves for tests; what those share is test code too.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used
)]

mod attacks;
mod common;

mod kinds;
mod readme;
mod settings;
mod tidy;

mod arrows {
    mod absences;
    mod broken;
    mod circles;
    mod doors;
    mod house;
    mod names;
    mod rooms;
    mod table;
    mod tokens;
}

mod bases {
    mod case;
    mod certificates;
    mod identity;
    mod modern;
    mod needs;
    mod objects;
    mod own;
    mod parts;
    mod patched_config;
    mod patches;
    mod rendered;
}

mod chart {
    mod certificates;
    mod config;
    mod own_values;
    mod peers;
    mod release;
    mod values;
}

mod cli {
    mod add;
    mod build;
    pub mod command;
    #[cfg(unix)]
    mod completions;
    mod explain;
    mod find;
    mod fix;
    mod fmt;
    mod import;
    mod init;
    #[cfg(unix)]
    mod render;
    mod usage;
    mod verify;
}

mod consumers {
    mod cases;
    mod corpus;
    mod dictionary;
    mod facts;
    mod guide;
    mod helm;
    mod judges;
    mod kustomize;
    mod makers;
    mod merged;
    mod packaging;
    #[cfg(unix)]
    mod peers;
    #[cfg(unix)]
    mod places;
    mod pre_commit;
    #[cfg(unix)]
    mod rendered;
    #[cfg(unix)]
    mod runner;
}

mod delivery {
    mod application_set;
    mod argocd;
    mod built;
    mod findings;
    mod fits;
    mod flux;
    mod jobs;
    mod meshes;
    mod objects;
}

mod docs {
    mod blocks;
    mod book;
    mod examples;
    mod language;
    mod links;
    mod pictures;
    mod reference;
}

mod edit {
    mod add;
    mod fix;
    mod slips;
}

mod fuzz {
    mod mutations;
    mod runs;
    #[path = "../../fuzz/targets.rs"]
    mod targets;
}

mod graph {
    mod command;
    mod pictures;
}

mod import {
    mod around;
    mod common;
    mod hostile;
    mod layers;
    mod machines;
    mod repositories;
    mod roundtrip;
    mod scopes;
    mod sources;
}

mod language {
    mod apiserver;
    mod broken;
    mod contract;
    mod foreign;
    mod generated;
    mod hostile;
    mod included;
    mod layout;
    mod robust;
    mod root;
    mod slips;
}

mod output {
    mod brought;
    mod credentials;
    mod etcd;
    mod fixtures;
    mod key_material;
    mod kops;
    mod kops_cilium;
    mod kvstore;
    mod recipients;
}

mod plan {
    mod adopted;
    mod adoption;
    mod command;
    mod folded;
    mod guard;
    mod meshes;
    mod pending;
    mod revision;
    mod risks;
    mod secrets;
    mod settings;
    mod shared;
    mod takeovers;
}

mod report {
    mod command;
    pub mod formats;
    mod human;
    mod limits;
    mod places;
}

mod rules;

mod show {
    mod json;
    mod tables;
}

mod sync {
    mod crash;
    mod difference;
    mod files;
    mod place;
    mod power;
    mod scope;
    mod simulated;
}

mod verify {
    mod agents;
    mod ciliumnodes;
    mod held;
    mod listings;
    mod membership;
    mod ranges;
}
