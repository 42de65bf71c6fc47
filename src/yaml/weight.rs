//! How many values a text may have, counted before it is read: the reader takes some 300 bytes of memory for
//! each, of which the text has two.

/// At most so many values, and keys with them, are in a text: one begins on each line, after each comma and
/// bracket, and after each dash that a blank follows.
pub fn weight(text: &str) -> usize {
    let bytes = text.as_bytes();
    let begins = |(at, byte): (usize, &u8)| match byte {
        b'\n' | b'\r' | b',' | b'[' | b'{' => true,
        b'-' | b'?' => matches!(bytes.get(at + 1), Some(b' ' | b'\t')),
        _ => false,
    };
    bytes.iter().enumerate().filter(|byte| begins(*byte)).count() + 1
}

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn everything_in_which_a_value_may_begin_counts() {
        assert_eq!(weight("a"), 1);
        assert_eq!(weight("a: [1, 2]\nb: {c: d}\n- - - e\n"), 1 + 3 + 2 + 1 + 3);
    }
}
