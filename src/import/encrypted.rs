//! Files that SOPS has encrypted: what they hold is nobody's values.

use super::files::File;
use super::read::is_unread_secret;
use crate::yaml::is_encrypted;

/// The files, without Secrets of which nothing would be read either way.
///
/// # Errors
/// Files that are encrypted, and that would be read, a sentence each.
pub fn without(files: Vec<File>) -> Result<Vec<File>, Vec<String>> {
    let mut wrong = Vec::new();
    let mut all = Vec::new();
    for mut file in files {
        file.documents.retain(|document| !(is_encrypted(document) && is_unread_secret(document)));
        if file.documents.iter().any(is_encrypted) {
            let path = &file.path;
            wrong.push(format!("{path} is encrypted by SOPS; give what `sops --decrypt` prints without its Secrets"));
        }
        all.push(file);
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong) }
}
