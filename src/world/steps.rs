//! The steps of a path, as a text has them.

/// The folders and the file of a path, without `.`, and without `..` where there is something to go back
/// from: with `..` first it leaves where it begins.
pub fn steps(path: &str) -> Vec<&str> {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/').filter(|step| !step.is_empty() && *step != ".") {
        let is_back = step == ".." && steps.last().is_some_and(|last| *last != "..");
        if is_back {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps
}
