//! What a document is called, and how the documents of two versions compare.

use super::{Document, DocumentKind};

/// The most characters in the name of a document, its ending included.
const LONGEST: usize = 120;

/// The name of a document out of what a browser sent: without folders, without what can't be seen
/// or turns the direction of a text, not too long, and with the ending of what it really is.
#[must_use]
pub fn clean_name(sent: &str, kind: DocumentKind) -> String {
    let file = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = file
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_unseen(*c))
        .collect();
    let words: Vec<_> = visible.split_whitespace().collect();
    let words = words.join(" ");
    let ending = format!(".{kind}");
    let stem = match words.len().checked_sub(ending.len()) {
        Some(at) if words.is_char_boundary(at) && words[at..].eq_ignore_ascii_case(&ending) => {
            &words[..at]
        }
        _ => &words,
    };
    let stem = stem.trim_start_matches(['.', ' ']).trim_end();
    let stem: String = stem.chars().take(LONGEST - ending.len()).collect();
    match stem.trim_end() {
        "" => format!("document{ending}"),
        stem => format!("{stem}{ending}"),
    }
}

/// Characters without width, and those that turn the direction of what follows: with them a name
/// can look like another one.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    )
}

/// How a document of one version stands to those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinship {
    /// The other version has the same bytes.
    Same,
    /// The other version has another content under this name.
    Changed,
    /// The other version has nothing like it.
    Only,
}

/// How a document stands to the documents of another version.
#[must_use]
pub fn kinship(document: &Document, others: &[&Document]) -> Kinship {
    if others.iter().any(|other| other.sha256 == document.sha256) {
        Kinship::Same
    } else if others.iter().any(|other| other.name == document.name) {
        Kinship::Changed
    } else {
        Kinship::Only
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_loses_its_folders_and_what_can_not_be_seen() {
        let pdf = |sent| clean_name(sent, DocumentKind::Pdf);
        assert_eq!(pdf("Rampbestrijdingsplan.pdf"), "Rampbestrijdingsplan.pdf");
        assert_eq!(pdf("C:\\plannen\\Café  2026.PDF"), "Café 2026.pdf");
        assert_eq!(pdf("../../etc/passwd"), "passwd.pdf");
        assert_eq!(pdf("a\u{202e}fdp.exe"), "afdp.exe.pdf");
        assert_eq!(pdf("a\r\nb\0.pdf"), "a b.pdf");
        assert_eq!(pdf(".pdf"), "document.pdf");
        assert_eq!(pdf(""), "document.pdf");
        assert_eq!(clean_name("plan.pdf", DocumentKind::Odt), "plan.pdf.odt");
    }

    proptest! {
        #[test]
        fn every_name_is_short_visible_and_without_folders(sent in any::<String>()) {
            let name = clean_name(&sent, DocumentKind::Docx);
            prop_assert!(name.chars().count() <= LONGEST && name.ends_with(".docx"));
            prop_assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control));
            prop_assert_eq!(clean_name(&name, DocumentKind::Docx), name);
        }
    }
}
