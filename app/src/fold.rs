//! Texts that look equal are equal: the cleaning that every text goes through before it is stored,
//! and the keys by which texts are found, compared and sorted, on both databases alike.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory},
};
use std::borrow::Cow;

/// Raised with every change of what [`key`] or [`person_key`] gives, so that the keys that are
/// stored are made anew.
pub const VERSION: u32 = 2;

/// A text of one line, cleaned: letters composed (NFC), nothing that can't be seen, white space and
/// line breaks folded into single spaces, none at the ends.
#[must_use]
pub fn line(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in composed(text).split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// A text of many lines, cleaned as a [`line()`] is; but line breaks, tabs and runs of spaces stay, as
/// they mean something in Markdown.
#[must_use]
pub fn lines(text: &str) -> String {
    let text = composed(text);
    let mut folded = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        folded.push(match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                '\n'
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' | '\n' => c,
            c if c.is_whitespace() => ' ',
            c => c,
        });
    }
    // No copy where nothing is to be cut off.
    match folded.trim() {
        trimmed if trimmed.len() == folded.len() => folded,
        trimmed => trimmed.to_owned(),
    }
}

/// What a text is known by when it is searched, compared or sorted: a [`line()`] in small letters
/// without accents, with plain quotes and hyphens. Letters that are written as one or as two (ĳ, ﬁ)
/// are spelled out. It never holds a line break.
#[must_use]
pub fn key(text: &str) -> String {
    let spelled = DecomposingNormalizerBorrowed::new_nfkd();
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let line = line(text);
    if line.is_ascii() {
        // The one of them that has another sign for its plain one.
        return line.to_ascii_lowercase().replace('`', "'");
    }
    let mut key = String::with_capacity(line.len());
    let mut gap = false;
    // Some signs, such as ´, would come apart into a space and an accent.
    for c in spelled.normalize_iter(line.chars().map(plain)).map(plain) {
        if is_mark(c) || ignorable.contains(c) {
            continue;
        }
        if c.is_whitespace() {
            gap = !key.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            key.push(' ');
        }
        for small in c.to_lowercase() {
            match spelled_out(small) {
                Some(letters) => key.push_str(letters),
                None => key.push(small),
            }
        }
    }
    key
}

/// What one looks for by an address: in small letters.
#[must_use]
pub fn email(text: &str) -> String {
    line(text).to_lowercase()
}

/// Words in front of a Dutch surname (and of those from elsewhere that one meets here), by which no
/// list is sorted; from table 36 of the register of persons.
const PREFIXES: &[&str] = &[
    "'s", "'t", "aan", "af", "al", "am", "auf", "aus", "bij", "bin", "da", "dal", "dalla", "das",
    "de", "degli", "dei", "del", "della", "dem", "den", "der", "des", "di", "die", "do", "dos",
    "du", "el", "het", "im", "in", "la", "las", "le", "les", "lo", "los", "onder", "op", "over",
    "te", "ten", "ter", "tho", "thoe", "thor", "to", "toe", "tot", "uijt", "uit", "unter", "van",
    "van't", "vanden", "ver", "vom", "von", "voor", "zu", "zum", "zur",
];

/// Prefixes that are written as one with the surname.
const JOINED: &[&str] = &["d'", "l'", "'s-"];

/// What stands behind a name after a comma without being a first name.
const TITLES: &[&str] = &[
    "ba", "bc", "bsc", "llb", "llm", "ma", "mba", "mpa", "msc", "phd", "ra", "rn",
];

/// What a person is sorted by, as in a Dutch list: the surname, then the first names, then the prefix.
/// "Jan van der Meer", "van der Meer, Jan" and "Meer, Jan van der" stand under M.
#[must_use]
pub fn person_key(name: &str) -> String {
    let name = key(name).replace(" - ", "-");
    let (first, prefix, surname) = match name.split_once(',') {
        Some((name, rest)) if TITLES.contains(&rest.trim().replace('.', "").as_str()) => {
            parts(name)
        }
        Some((surname, rest)) => {
            let (first, behind) = behind(rest);
            let (prefix, surname) = in_front(surname);
            (first, [behind, prefix].concat(), surname)
        }
        None => parts(&name),
    };
    let (mut prefix, mut surname) = (prefix, surname.join(" "));
    if let Some(joined) = JOINED.iter().find(|joined| surname.starts_with(**joined))
        && surname.len() > joined.len()
    {
        prefix.push(joined);
        surname.drain(..joined.len());
    }
    // A tab comes before all that stands in names, so that "Meer, Jan" precedes "Meer Jansen, Ans".
    [surname, first.join(" "), prefix.join(" ")].join("\t")
}

/// First names, prefix and surname of a name in the order in which it is spoken.
fn parts(name: &str) -> (Vec<&str>, Vec<&str>, Vec<&str>) {
    let words: Vec<&str> = name.split_whitespace().collect();
    let (prefix, surname) = in_front(name);
    if !prefix.is_empty() {
        return (Vec::new(), prefix, surname);
    }
    // "Ans Jansen-van der Berg": the surname begins before the prefix of its second part.
    let double = |word: &str| {
        let second = word.rsplit_once('-').map(|(_, second)| second);
        second.is_some_and(|second| PREFIXES.contains(&second))
    };
    let last = words.len().saturating_sub(1);
    let begins = |word: &&str| PREFIXES.contains(word) || double(word);
    let at = words[..last].iter().skip(1).position(begins);
    let at = at.map_or(last, |at| at + 1);
    let (first, rest) = words.split_at(at);
    let prefixes = rest.iter().take_while(|word| PREFIXES.contains(word));
    // The last word is the surname, whatever it is.
    let prefixes = prefixes.count().min(rest.len().saturating_sub(1));
    let (prefix, surname) = rest.split_at(prefixes);
    (first.to_vec(), prefix.to_vec(), surname.to_vec())
}

/// The prefix in front of a surname, and the surname without it.
fn in_front(surname: &str) -> (Vec<&str>, Vec<&str>) {
    let words: Vec<&str> = surname.split_whitespace().collect();
    let most = words.len().saturating_sub(1);
    let prefixes = words.iter().take_while(|word| PREFIXES.contains(word));
    let (prefix, surname) = words.split_at(prefixes.count().min(most));
    (prefix.to_vec(), surname.to_vec())
}

/// First names, and the prefix behind them: "Jan van der".
fn behind(names: &str) -> (Vec<&str>, Vec<&str>) {
    let words: Vec<&str> = names.split_whitespace().collect();
    let most = words.len().saturating_sub(1);
    let known = |word: &&&str| PREFIXES.contains(word) || JOINED.contains(word);
    let count = words.iter().rev().take_while(known).count().min(most);
    let (first, prefix) = words.split_at(words.len() - count);
    (first.to_vec(), prefix.to_vec())
}

/// The text in NFC, without what can't be seen.
fn composed(text: &str) -> Cow<'_, str> {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    if text.contains(is_hidden) {
        nfc.normalize(&visible(text)).into_owned().into()
    } else if text.is_ascii() {
        text.into()
    } else {
        nfc.normalize(text)
    }
}

/// The text without what can't be seen. A joiner within an emoji stays: without it a firefighter
/// would become a woman and a fire engine.
fn visible(text: &str) -> String {
    const JOINER: char = '\u{200d}';
    let mut seen = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = c == JOINER
            && seen.chars().next_back().is_some_and(is_pictured)
            && chars.peek().copied().is_some_and(is_pictured);
        if joins || !is_hidden(c) {
            seen.push(c);
        }
    }
    seen
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// A sign of control that is no white space, or of format: they change how a text is shown at most.
fn is_hidden(c: char) -> bool {
    match c {
        '\t'..='\r' | '\u{85}' => false,
        ' '..='~' => false,
        c => matches!(
            category(c),
            GeneralCategory::Control | GeneralCategory::Format
        ),
    }
}

/// A part of an emoji: a picture, a colour of skin, or the sign that asks for a picture.
fn is_pictured(c: char) -> bool {
    c == '\u{fe0f}'
        || matches!(
            category(c),
            GeneralCategory::OtherSymbol | GeneralCategory::ModifierSymbol
        )
}

/// An accent or another mark upon a letter.
fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            category(c),
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
        )
}

/// A quote or a dash as the keyboard has it.
fn plain(c: char) -> char {
    match c {
        '`' | '´' | '‘' | '’' | '‚' | '‛' | '′' | '‵' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | '‹' | '›' => {
            '\''
        }
        '“' | '”' | '„' | '‟' | '″' | '‶' | '«' | '»' | 'ʺ' | '〃' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '⁃' | '−' | '﹘' | '﹣' | '－' => {
            '-'
        }
        '\u{2800}' => ' ',
        c => c,
    }
}

/// Letters that have no accent to take away and that people search for without.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ȷ' => "j",
        'ŋ' => "n",
        'ŧ' => "t",
        'ĸ' => "k",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_composed_and_its_white_space_is_folded() {
        assert_eq!(
            line(" Cafe\u{301}\u{a0}\u{2009}E\u{301}lise\r\n\tx "),
            "Café Élise x"
        );
        assert_eq!(
            line("Co\u{ad}ordi\u{200b}na\u{feff}tie\u{7}"),
            "Coordinatie"
        );
        assert_eq!(line("e\u{200b}\u{301}"), "é");
        assert_eq!(line("\u{200b}"), "");
        assert_eq!(line("👩\u{200d}🚒 en \u{200d}rook"), "👩\u{200d}🚒 en rook");
    }

    #[test]
    fn many_lines_keep_what_means_something_in_them() {
        assert_eq!(
            lines(" a\u{a0}b\r\n\r\n- c\r    - d  \n\te\u{2028}f\u{200b} "),
            "a b\n\n- c\n    - d  \n\te\nf"
        );
        assert_eq!(lines("Cafe\u{301}"), "Café");
    }

    #[test]
    fn a_key_is_what_people_type_who_search() {
        for (text, wanted) in [
            ("Coördinatie", "coordinatie"),
            ("Élise’s „plan“ – 2", "elise's \"plan\" - 2"),
            (
                "ŁÓDŹ Şirin Straße Søren Æsop",
                "lodz sirin strasse soren aesop",
            ),
            ("İstanbul ısı", "istanbul isi"),
            ("ĲSSELMEER ﬁets", "ijsselmeer fiets"),
            ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
            ("a\n b", "a b"),
            ("d´Hondt", "d'hondt"),
            ("d`Hondt", "d'hondt"),
            ("Élise d`Hondt", "elise d'hondt"),
        ] {
            assert_eq!(key(text), wanted);
        }
    }

    #[test]
    fn people_are_sorted_by_surname_with_the_prefix_behind() {
        let under = |name: &str| person_key(name).replace('\t', "|");
        for (name, wanted) in [
            ("Jan van der Meer", "meer|jan|van der"),
            ("van der Meer, Jan", "meer|jan|van der"),
            ("Meer, Jan van der", "meer|jan|van der"),
            ("De Vries", "vries||de"),
            ("Anna Maria de Vries", "vries|anna maria|de"),
            ("J.P. (Jan) in ’t Veld", "veld|j.p. (jan)|in 't"),
            ("Élodie Öztürk", "ozturk|elodie|"),
            ("Jan Jansen, MSc", "jansen|jan|"),
            ("Ans Jansen-van der Berg", "jansen-van der berg|ans|"),
            ("Ans Jansen - van der Berg", "jansen-van der berg|ans|"),
            ("Ans van Dijk-de Boer", "dijk-de boer|ans|van"),
            ("Piet d’Hondt", "hondt|piet|d'"),
            ("Wim 's-Gravesande", "gravesande|wim|'s-"),
            ("Anh Le", "le|anh|"),
            ("Jan van", "van|jan|"),
            ("Meldkamer", "meldkamer||"),
            ("", "||"),
        ] {
            assert_eq!(under(name), wanted, "{name}");
        }
    }

    #[test]
    fn surnames_come_in_the_order_of_a_dutch_list() {
        let order = [
            "Şirin Acar",
            "Jan Meer",
            "Ans van der Meer Jansen",
            "Jan Meerman",
            "Ineke Öberg",
            "Éva Ömer",
            "Piotr Świątek",
            "Noor de Vries",
            "Noortje Vries",
            "Abe Zwart",
        ];
        let mut sorted = order;
        sorted.reverse();
        sorted.sort_by_key(|name| person_key(name));
        assert_eq!(sorted, order);
    }

    #[test]
    fn every_sign_has_a_key_that_is_its_own_key() {
        for c in ('\0'..='\u{1ffff}').chain('\u{e0000}'..='\u{e01ff}') {
            let text = format!("a{c}b {c}");
            let folded = key(&text);
            assert_eq!(key(&folded), folded, "U+{:04X}", u32::from(c));
            let cleaned = line(&text);
            assert_eq!(line(&cleaned), cleaned, "U+{:04X}", u32::from(c));
            assert_eq!(key(&cleaned), folded, "U+{:04X}", u32::from(c));
            let many = lines(&text);
            assert_eq!(lines(&many), many, "U+{:04X}", u32::from(c));
        }
    }

    /// What can be put between two signs without a reader seeing it.
    const HIDDEN: [&str; 6] = ["", "\u{200b}", "\u{ad}", "\u{feff}", "\u{2060}", "\u{202a}"];
    const SPACES: [&str; 6] = [" ", "\u{a0}", "  ", "\t", "\u{2009}\u{202f}", " \u{200b}\n"];

    /// The text as another program may have written it; with `case`, as another person may have.
    fn disguised(text: &str, dice: &[u8], apart: bool, case: bool) -> String {
        let text = if apart {
            DecomposingNormalizerBorrowed::new_nfd().normalize(text)
        } else {
            ComposingNormalizerBorrowed::new_nfc().normalize(text)
        };
        let mut dice = dice.iter().cycle().map(|die| usize::from(*die));
        let mut roll = || dice.next().unwrap_or_default();
        let mut out = String::new();
        for c in text.chars() {
            out.push_str(HIDDEN[roll() % HIDDEN.len()]);
            match c {
                ' ' => out.push_str(SPACES[roll() % SPACES.len()]),
                // Only letters whose capital has no other small letter.
                c if case && c.to_uppercase().flat_map(char::to_lowercase).eq([c]) => {
                    out.extend(c.to_uppercase());
                }
                c => out.push(c),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn texts_that_look_equal_have_one_key(
            text in "[\\PC ]{0,20}",
            latin in "[a-zA-ZÀ-ſḀ-ỿ' -]{0,20}",
            dice in prop::collection::vec(any::<u8>(), 1..40),
        ) {
            for text in [text, latin] {
                let (folded, cleaned) = (key(&text), line(&text));
                for apart in [false, true] {
                    for case in [false, true] {
                        prop_assert_eq!(&key(&disguised(&text, &dice, apart, case)), &folded);
                    }
                    prop_assert_eq!(&line(&disguised(&text, &dice, apart, false)), &cleaned);
                }
                prop_assert_eq!(&key(&folded), &folded);
                prop_assert_eq!(&key(&cleaned), &folded);
                prop_assert_eq!(&key(&lines(&text)), &folded);
                prop_assert!(!folded.contains(['\n', '\t']));
            }
        }
    }
}
