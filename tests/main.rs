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

mod common;

mod cli;
mod delivery;
mod kinds;
mod readme;
mod settings;
mod sync;
mod tidy;
mod verify;

mod arrows {
    mod absences;
    mod broken;
    mod circles;
    mod doors;
    pub mod exceptions;
    mod house;
    mod names;
    mod rooms;
    mod table;
    mod tokens;
}

mod bases {
    mod modern;
    mod own;
    mod patches;
    mod rendered;
}

mod chart {
    mod config;
    mod own_values;
    mod values;
}

mod consumers {
    mod helm;
    mod kustomize;
    mod packaging;
    #[cfg(unix)]
    mod places;
    mod pre_commit;
}

mod language {
    mod broken;
    mod contract;
    mod layout;
    mod robust;
    mod slips;
}

mod output {
    mod credentials;
    mod etcd;
    mod fixtures;
    mod key_material;
    mod kops;
    mod kvstore;
}

mod plan {
    mod command;
    mod guard;
    mod meshes;
    mod risks;
    mod settings;
}

mod report {
    mod command;
    mod formats;
    mod human;
}

mod rules {
    mod addresses;
    mod datapath;
    mod encryption;
    mod native_routing;
    mod pages;
    mod peering;
    mod reach;
    mod releases;
    mod services;
    mod silence;
    mod values;
}
