//! How commands write.

use clap::Args;
use clap::builder::FalseyValueParser;
use meshc::sync::Wait;

/// What a command takes that writes files.
#[derive(Args)]
pub struct Writing {
    /// Write without waiting for the disk: faster, and safe unless the whole machine crashes
    #[arg(long, env = "MESHC_NO_SYNC", value_parser = FalseyValueParser::new())]
    no_sync: bool,
}

impl Writing {
    /// Whether to wait for the disk.
    pub fn wait(&self) -> Wait {
        if self.no_sync { Wait::Never } else { Wait::ForDisk }
    }
}
