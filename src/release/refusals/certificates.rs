//! Certificates of Hubble that users bring: what the chart asks for where it makes none.

use super::Term::{Off, On, Unset};
use super::{Refusal, Term, refusal};

const OWN: Term = Off("hubble.tls.auto.enabled");
const TLS: Term = On("hubble.tls.enabled");
const HUBBLE: Term = On("hubble.enabled");
const RELAY: Term = On("hubble.relay.enabled");
const UI: Term = On("hubble.ui.enabled");
const SERVED: Term = On("hubble.relay.tls.server.enabled");
const MAKE: &str =
    "turn `hubble.tls.auto.enabled` on, or name the Secret that holds it as `existingSecret` from 1.16 on";

/// Source: the first line of each file of `hubble/tls-provided`.
pub const CERTIFICATES: &[Refusal] = &[
    refusal(&[OWN, HUBBLE, TLS, Unset("hubble.tls.server.cert")], "Hubble needs a certificate", MAKE).until(15),
    refusal(
        &[OWN, HUBBLE, TLS, Unset("hubble.tls.server.cert"), Unset("hubble.tls.server.existingSecret")],
        "Hubble needs a certificate",
        MAKE,
    )
    .since(16),
    refusal(
        &[OWN, HUBBLE, TLS, RELAY, Unset("hubble.relay.tls.client.cert")],
        "Hubble Relay needs a client certificate",
        MAKE,
    )
    .until(15),
    refusal(
        &[
            OWN,
            HUBBLE,
            TLS,
            RELAY,
            Unset("hubble.relay.tls.client.cert"),
            Unset("hubble.relay.tls.client.existingSecret"),
        ],
        "Hubble Relay needs a client certificate",
        MAKE,
    )
    .since(16),
    refusal(
        &[OWN, HUBBLE, TLS, RELAY, SERVED, Unset("hubble.relay.tls.server.cert")],
        "Hubble Relay needs a certificate",
        MAKE,
    )
    .until(15),
    refusal(
        &[
            OWN,
            HUBBLE,
            TLS,
            RELAY,
            SERVED,
            Unset("hubble.relay.tls.server.cert"),
            Unset("hubble.relay.tls.server.existingSecret"),
        ],
        "Hubble Relay needs a certificate",
        MAKE,
    )
    .since(16),
    refusal(
        &[OWN, HUBBLE, TLS, UI, RELAY, SERVED, Unset("hubble.ui.tls.client.cert")],
        "Hubble UI needs a client certificate",
        MAKE,
    )
    .until(15),
    refusal(
        &[
            OWN,
            HUBBLE,
            TLS,
            UI,
            RELAY,
            SERVED,
            Unset("hubble.ui.tls.client.cert"),
            Unset("hubble.ui.tls.client.existingSecret"),
        ],
        "Hubble UI needs a client certificate",
        MAKE,
    )
    .since(16),
    refusal(
        &[
            OWN,
            HUBBLE,
            On("hubble.metrics.tls.enabled"),
            Unset("hubble.metrics.tls.server.cert"),
            Unset("hubble.metrics.tls.server.existingSecret"),
        ],
        "Hubble's metrics need a certificate",
        MAKE,
    )
    .since(16),
];
