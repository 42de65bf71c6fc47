//! Listings are read however they were copied, and refused where they cannot be read.

use super::held::{article, held, labelled, objects, text};
use meshc::verify::Seen;
use proptest::prelude::*;

#[test]
fn the_listing_of_the_article_agrees_with_its_mesh() {
    let report = held(&article());
    assert_eq!((report.seen, text(&report)), (Some(Seen { nodes: 12, clusters: 2 }), String::new()));
}

#[test]
fn listings_are_read_however_they_were_copied() {
    let rows = article();
    let later: Vec<String> = rows
        .lines()
        .skip(1)
        .zip(1..)
        .map(|(row, n)| format!("{}\tf00d::a0a:{n}:0:1\tf00d::a0a:{n}:0:0/112\tlocal\n", row.replace(' ', "\t")))
        .collect();
    let header = "Name\tIPv4 Address\tEndpoint CIDR\tIPv6 Address\tEndpoint CIDR\tSource\n";
    let later = format!("{header}{}", later.concat());
    for listing in [
        rows.replace('\n', "\r\n"),
        format!("\u{feff}\n\n{rows}\n\n"),
        rows.lines().skip(1).collect::<Vec<_>>().join("\n"),
        format!("$ kubectl -n kube-system exec -ti cilium-12345 cilium node list\n{rows}$ "),
        format!(
            "me@host:~$ kubectl exec ds/cilium -- cilium-dbg node list\nDefaulted container \"x\" out of: x, y\n{rows}"
        ),
        rows.replace("cluster1/", "\u{1b}[1;32mcluster1\u{1b}[0m/"),
        format!("{rows}{rows}"),
        later.replace("\tlocal", "\t(localhost) custom-resource"),
        later.replace("f00d::a0a:1:0:1\tf00d::a0a:1:0:0/112", "<nil>\t"),
        later,
    ] {
        let report = held(&listing);
        let wanted = (Some(Seen { nodes: 12, clusters: 2 }), String::new());
        assert_eq!((report.seen, text(&report)), wanted, "{listing}");
    }
}

/// Where a listing cannot be read: the line, the text there, and why.
#[track_caller]
fn refuses(listing: &str, wanted: (usize, &str, &str)) {
    let report = held(listing);
    let finding = &report.found.0[0];
    let span = finding.labels[0].span;
    let line = report.sources.get(span.file).unwrap().position(span.start).0;
    assert_eq!((report.seen, finding.rule.name), (None, "invalid-listing"));
    assert_eq!((line, labelled(&report, finding)[0], finding.message.as_str()), wanted);
}

#[test]
fn what_cannot_be_read_is_refused_at_its_place() {
    refuses("\n \n", (1, "", "the listing is empty"));
    refuses("\nhello world\n", (2, "hello world", "this row has no address and no pod range"));
    refuses(
        "NAME   CILIUMINTERNALIP   INTERNALIP\na 10.0.0.1 10.0.0.2\n",
        (1, "NAME   CILIUMINTERNALIP   INTERNALIP", "this table of kubectl has no pod ranges: add `-o json`"),
    );
    for (bad, place, reason) in [
        ("cluster1/b 10.0.0 100.64.1.0/24", "10.0.0", "`10.0.0` is neither an address nor a pod range"),
        ("cluster1/b 10.0.0.1 100.1.0/33", "100.1.0/33", "`100.1.0/33` is neither an address nor a pod range"),
        ("b 10.0.0.1 local 10.4.1.0/24", "10.4.1.0/24", "`10.4.1.0/24` is neither an address nor a pod range"),
        ("b 10.0.0.1 10.0.0.2", "", "this row has two addresses or two pod ranges of one family"),
        ("10.0.0.1 100.64.1.0/24", "10.0.0.1", "`10.0.0.1` is not the name of a node"),
        ("cluster1/ 10.0.0.1", "cluster1/", "`cluster1/` is not the name of a node"),
        ("cluster1/b", "", "this row has no address and no pod range"),
    ] {
        let listing = format!("Name IPv4 Address Endpoint CIDR\ncluster1/a 10.0.0.1 100.64.128.0/24\n{bad}\n");
        refuses(&listing, (3, if place.is_empty() { bad } else { place }, reason));
    }
    refuses("{\n  \"items\": [\n", (3, "", "the listing is not JSON: EOF while parsing a list"));
    refuses("[{\"name\": \"a\"}]", (1, "[{\"name\": \"a\"}]", "the listing is not a list of Kubernetes objects"));
    let nodes = objects(&[("a", "10.0.0.1", "100.64.128.0/24"), ("b", "10.0.0.2", "100.64.129.0")]);
    let line = nodes.lines().position(|line| line.contains("100.64.129.0")).unwrap() + 1;
    refuses(&nodes, (line, "\"100.64.129.0\"", "a pod range of node `b` is not a CIDR"));
    let first = objects(&[("a", "10.0.0.1", "100.64.128.0/24")]);
    let line = first.lines().count() + line;
    let both = format!("\u{feff}{first}\n{nodes}");
    refuses(&both, (line, "\"100.64.129.0\"", "a pod range of node `b` is not a CIDR"));
    refuses(
        "kind: List\nitems:\n- kind: Node\n  metadata:\n    name: a\n",
        (3, "Node", "this object is a Node, not a CiliumNode"),
    );
    assert!(held("hello").found.0[0].help.as_ref().unwrap().starts_with("use the table of `cilium node list`"));
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "(?s)([a-z0-9./:<>{}\\[\\]\" \\t\\n\\x1b-]{0,80}|.{0,40})") {
        let report = held(&text);
        prop_assert!(report.seen.is_none_or(|seen| seen.clusters <= 2));
        let _ = meshc::report::human(&report.found, &report.sources, &meshc::report::Style::default(), 50);
    }
}
