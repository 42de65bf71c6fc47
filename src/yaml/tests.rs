//! What holds for any text and any value.

mod read;
mod write;

use super::*;
use proptest::prelude::*;

const MANIFEST: &str = r#"# A manifest
%YAML 1.1
---
apiVersion: v1
kind: ConfigMap
metadata: &meta
  name: "cilium-config"
  namespace: 'kube-system'
  labels: {k8s-app: cilium, "on": yes}
data:
  debug: "false"
  script: |
    #!/bin/sh
    echo "héllo"

  folded: >-
    one
    two
  empty: ""
  null: ~
---
- !!str 1
- [1, 0x1f, 1e3, .5]
- ? complex
  : value
- *unknown
---
apiVersion: apps/v1
kind: DaemonSet
metadata: &m {name: a}
spec:
  <<: [*m, {b: 1}]
  template:
    - - a
      - b
    - c: "\u00e9\x41\
        b"
...
---
"a": 'it''s'
"#;

#[test]
fn every_prefix_is_read_or_refused() {
    for text in [MANIFEST, MANIFEST.split_once("---\n").unwrap().1, MANIFEST.rsplit_once("unknown\n---\n").unwrap().1] {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let _ = read(&text[..end]);
            locate(&text[..end], 1, "/data/script");
        }
    }
}

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        "[ -~\n]{0,12}",
        "[-+]?[0-9_.:eExob]{1,6}",
        "[a-c \n\t:#'\"\\-]{0,10}",
        proptest::sample::select(write::AMBIGUOUS).prop_map(String::from),
    ];
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300_f64).prop_map(Value::from),
        (-1e3..1e3_f64).prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    scalar.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(values in prop::collection::vec(value(), 1..4)) {
        let text = write_all(&values);
        prop_assert_eq!(&read(&text).unwrap(), &values, "{}", text);
        prop_assert_eq!(write_all(&read(&text).unwrap()), text);
    }

    #[test]
    fn what_is_plain_is_plain_to_serde_yaml(text in "[ -~]{0,8}|[-+]?[0-9_.:eExob]{1,6}") {
        let read = serde_yaml::from_str::<serde_yaml::Value>(&text).ok();
        prop_assert!(is_ambiguous(&text) || read == Some(serde_yaml::Value::String(text.clone())));
        let value = Value::from(text);
        prop_assert_eq!(super::read(&write(&value)).ok(), Some(vec![value]));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-\\[\\]{}:,&*!|>'\"%@#?~<= \t\r\na0é\u{85}\u{feff}]{0,40}", any in any::<String>()) {
        for text in [text, any] {
            let _ = read(&text);
            locate(&text, 0, "/a/0");
        }
    }
}
