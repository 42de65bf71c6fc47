//! What rules find, and what they let pass.

mod addresses;
mod built;
mod certificates;
mod config_types;
mod datapath;
mod dictionary;
mod encryption;
mod key_material;
mod load_balancers;
mod masks;
mod names;
mod native_routing;
mod pages;
mod patterns;
mod peering;
mod pending;
mod platforms;
mod proposals;
mod reach;
mod refusals;
mod refusals_of_texts;
mod releases;
mod services;
mod silence;
mod value_files;
mod values;
