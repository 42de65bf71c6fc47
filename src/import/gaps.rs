//! What is in no source, and answers to it.

use super::facts::{Endpoint, Facts, Seen};
use super::paths::at_path;
use super::read;
use crate::import::facts::Form;
use crate::release::{Version, find};
use crate::yaml::Value;

/// What no source has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// The release.
    Release,
    /// The id of a cluster.
    Id(String),
    /// Where the pods of a cluster get their addresses.
    Pods(String),
    /// Where the nodes of a cluster get theirs, which pods get too.
    Nodes(String),
    /// In which range pods keep their addresses.
    Native,
    /// How a cluster is reached.
    Endpoint(String),
}

/// What stands for a source where a person has said something.
const ANSWER: &str = "your answer";

impl Gap {
    /// What to ask.
    pub fn question(&self) -> String {
        match self {
            Gap::Release => "Which Cilium release runs, such as 1.18.3?".to_string(),
            Gap::Id(name) => format!("Which id has cluster {name}, from 1 on?"),
            Gap::Pods(name) => format!("Where do pods of {name} get their addresses, such as 10.1.0.0/16?"),
            Gap::Nodes(name) => format!("Where do nodes of {name} get their addresses, such as 10.1.0.0/16?"),
            Gap::Native => "Which range holds the pods of all clusters, such as 10.0.0.0/8?".to_string(),
            Gap::Endpoint(name) => format!("At which address or DNS name do peers reach {name}?"),
        }
    }

    /// What is missing, in a few words.
    pub fn name(&self) -> String {
        match self {
            Gap::Release => "the Cilium release".to_string(),
            Gap::Id(name) => format!("the id of {name}"),
            Gap::Pods(name) => format!("the pod CIDR of {name}"),
            Gap::Nodes(name) => format!("the node CIDR of {name}"),
            Gap::Native => "the range in which pods keep their addresses".to_string(),
            Gap::Endpoint(name) => format!("the address of {name}"),
        }
    }
}

/// Takes an answer into the facts. Whether it is one.
pub fn answer(facts: &mut [Facts], gap: &Gap, text: &str) -> bool {
    let of = |name: &String, facts: &mut [Facts], take: &dyn Fn(&mut Facts)| {
        facts.iter_mut().filter(|facts| facts.name.text() == Some(name)).for_each(take);
    };
    match gap {
        Gap::Release => {
            let is_known = text.parse::<Version>().is_ok_and(|version| find(version).is_some());
            if is_known {
                facts.iter_mut().for_each(|facts| facts.release.push(Seen::new(text.to_string(), ANSWER)));
            }
            is_known
        }
        Gap::Id(name) => {
            let id = text.parse::<u64>().ok().filter(|id| *id > 0);
            let values = id.map(|id| at_path("cluster.id", id.into()));
            values.iter().for_each(|values| of(name, facts, &|facts| facts.layer(ANSWER, Form::Part, values)));
            id.is_some()
        }
        Gap::Pods(name) => {
            let nets = read::ranges(&Value::from(text));
            nets.iter().for_each(|nets| of(name, facts, &|facts| facts.pods.push(Seen::new(nets.clone(), ANSWER))));
            nets.is_some()
        }
        Gap::Nodes(name) => {
            let nets = read::ranges(&Value::from(text));
            nets.iter().for_each(|nets| of(name, facts, &|facts| facts.nodes.push(Seen::new(nets.clone(), ANSWER))));
            nets.is_some()
        }
        Gap::Native => {
            let net = read::ranges(&Value::from(text)).filter(|nets| nets.len() == 1);
            let values = net.is_some().then(|| at_path("ipv4NativeRoutingCIDR", text.into()));
            let layers = |values: &Value| {
                facts.iter_mut().for_each(|facts| facts.layer(ANSWER, Form::Part, values));
            };
            values.iter().for_each(layers);
            values.is_some()
        }
        Gap::Endpoint(name) => {
            let endpoint = Endpoint::of_host(text, None);
            let seen = endpoint.as_ref().map(|endpoint| Seen::new(endpoint.clone(), ANSWER));
            seen.iter().for_each(|seen| of(name, facts, &|facts| facts.reached.push(seen.clone())));
            seen.is_some()
        }
    }
}
