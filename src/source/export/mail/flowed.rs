//! `format=flowed` (RFC 3676): lines that end with a blank go on in the next one.

/// The text as it was before it was broken into lines; with `delsp` the blanks are only marks.
pub(super) fn unfolded(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // How deep the quotation is of the paragraph that goes on.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let rest = line.trim_start_matches('>');
        let depth = line.len() - rest.len();
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        if open != Some(depth) {
            if open.is_some() {
                end_paragraph(&mut out);
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        // The line above a signature ends with a blank, and is none of these.
        let flows = rest.ends_with(' ') && rest != "-- ";
        out.push_str(if flows && delsp { &rest[..rest.len() - 1] } else { rest });
        open = flows.then_some(depth);
        if !flows {
            out.push('\n');
        }
    }
    if open.is_some() {
        end_paragraph(&mut out);
    }
    out
}

fn end_paragraph(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::unfolded;

    #[test]
    fn paragraphs_come_together_and_quotations_stay_apart() {
        for (text, delsp, expected) in [
            ("one \ntwo\nthree\n", false, "one two\nthree\n"),
            ("東 \n京\n", true, "東京\n"),
            ("> a \n> b\nc\n", false, "> a b\nc\n"),
            ("> a \nc\n", false, "> a\nc\n"),
            ("text \n\n-- \nAda\n", false, "text \n-- \nAda\n"),
            (" From \n >x\n", false, "From >x\n"),
            ("last ", false, "last\n"),
        ] {
            assert_eq!(unfolded(text, delsp), expected, "{text:?}");
        }
    }
}
