//! The tokens of an action: a text begins with `"`, and what is in parentheses ends with the fields taken
//! of it.

/// The tokens.
pub fn tokens(text: &str) -> Vec<String> {
    let (mut found, mut chars) = (Vec::new(), text.chars().peekable());
    while let Some(first) = chars.next() {
        match first {
            '"' | '`' => {
                let mut token = String::from('"');
                while let Some(next) = chars.next().filter(|next| *next != first) {
                    let escaped = if next == '\\' && first == '"' { chars.next() } else { None };
                    token.push(escaped.unwrap_or(next));
                }
                found.push(token);
            }
            '(' | '|' => found.push(first.to_string()),
            ')' => {
                // Fields of what is in parentheses belong to it.
                let mut token = String::from(')');
                while let Some(next) = chars.next_if(|next| !next.is_whitespace() && !"()|".contains(*next)) {
                    token.push(next);
                }
                found.push(token);
            }
            space if space.is_whitespace() => {}
            _ => {
                let mut token = String::from(first);
                while let Some(next) = chars.next_if(|next| !next.is_whitespace() && !"()|\"".contains(*next)) {
                    token.push(next);
                }
                found.push(token);
            }
        }
    }
    found
}
