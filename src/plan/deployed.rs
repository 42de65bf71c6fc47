//! What runs in the clusters already, by the output that is there.

use super::Record;
use super::lasting::Records;
use std::cell::OnceCell;
use std::fmt;

/// What runs in the clusters already, as far as rules ask. An output may be large, and most meshes are right:
/// it is read when a rule asks for the first time.
#[derive(Default)]
pub struct Deployed<'w> {
    read: Option<Box<dyn Fn() -> Records + 'w>>,
    records: OnceCell<Records>,
    replaceable: Option<Vec<String>>,
}

impl<'w> Deployed<'w> {
    /// An output that is about to be written over: what must not change of these clusters is compared with
    /// the mesh, but of those that may be recreated, by their old or their new name.
    pub fn guarded(records: Records, replaceable: Vec<String>) -> Deployed<'static> {
        Deployed { read: None, records: OnceCell::from(records), replaceable: Some(replaceable) }
    }

    /// An output that stays as it is: rules ask it only what to propose.
    pub fn consulted(read: impl Fn() -> Records + 'w) -> Deployed<'w> {
        Deployed { read: Some(Box::new(read)), records: OnceCell::new(), replaceable: None }
    }

    /// What each cluster was made with.
    pub fn records(&self) -> &Records {
        self.records.get_or_init(|| self.read.as_ref().map(|read| read()).unwrap_or_default())
    }

    /// What a cluster was made with, where that is known.
    pub fn record(&self, cluster: &str) -> Option<&Record> {
        self.records().get(cluster)?.as_ref()
    }

    /// Whether the output has a cluster of that name.
    pub fn has(&self, cluster: &str) -> bool {
        self.records().contains_key(cluster)
    }

    /// The clusters that may be recreated; nothing where no output is written over.
    pub fn replaceable(&self) -> Option<&[String]> {
        self.replaceable.as_deref()
    }
}

impl fmt::Debug for Deployed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (records, replaceable) = (&self.records, &self.replaceable);
        out.debug_struct("Deployed").field("records", records).field("replaceable", replaceable).finish()
    }
}
