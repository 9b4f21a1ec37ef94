//! When a phase starts, in words, and the order of phases and steps.

use super::Direction;

/// The value at which a phase starts, as people say it; none when it is not known.
///
/// A bare number with a unit is a lower bound ("≥ 1250 m³/s"): that is how water boards and the
/// disaster plans state their alarm values. Other values that begin like a number keep what they
/// say and get the unit ("1000–1250 m³/s", "< 2 m"); of a word the unit tells what kind of thing it
/// is ("code geel (kleurcode)").
#[must_use]
pub fn threshold_words(threshold: &str, unit: &str) -> Option<String> {
    let (threshold, unit) = (threshold.trim(), unit.trim());
    if threshold.is_empty() {
        return None;
    }
    let words = if unit.is_empty() {
        threshold.to_owned()
    } else if is_number(threshold) {
        format!("≥ {threshold} {unit}")
    } else if threshold.starts_with(|c: char| c.is_ascii_digit() || "<>≤≥=±~".contains(c)) {
        format!("{threshold} {unit}")
    } else {
        format!("{threshold} ({unit})")
    };
    Some(words)
}

/// Whether a text is one number as people here write it: "1250", "1.250", "27,5", "-3".
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '−', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// The list with the item at `index` one place earlier or later; unchanged when it can't move.
#[must_use]
pub fn moved<T>(mut list: Vec<T>, index: usize, direction: Direction) -> Vec<T> {
    let other = match direction {
        Direction::Up => index.checked_sub(1),
        Direction::Down => index.checked_add(1),
    };
    if let Some(other) = other.filter(|other| (*other).max(index) < list.len()) {
        list.swap(index, other);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(threshold: &str, unit: &str) -> Option<String> {
        threshold_words(threshold, unit)
    }

    #[test]
    fn a_number_with_a_unit_is_a_lower_bound() {
        assert_eq!(words("1250", "m³/s").as_deref(), Some("≥ 1250 m³/s"));
        assert_eq!(words(" 27,5 ", " m³/s ").as_deref(), Some("≥ 27,5 m³/s"));
        assert_eq!(words("1.250", "m³/s").as_deref(), Some("≥ 1.250 m³/s"));
        assert_eq!(words("-3", "°C").as_deref(), Some("≥ -3 °C"));
    }

    #[test]
    fn a_value_that_says_how_it_counts_keeps_its_words() {
        assert_eq!(words("< 2", "m").as_deref(), Some("< 2 m"));
        assert_eq!(
            words("1000–1250", "m³/s").as_deref(),
            Some("1000–1250 m³/s")
        );
        assert_eq!(words("1250", "").as_deref(), Some("1250"));
    }

    #[test]
    fn of_a_word_the_unit_says_what_it_is() {
        assert_eq!(
            words("code geel", "kleurcode").as_deref(),
            Some("code geel (kleurcode)")
        );
        assert_eq!(words("GRIP 2", "").as_deref(), Some("GRIP 2"));
    }

    #[test]
    fn without_a_value_nothing_is_known_whatever_the_unit() {
        assert_eq!(words("", "m³/s"), None);
        assert_eq!(words("  \n", ""), None);
    }

    #[test]
    fn the_first_can_t_move_up_and_the_last_can_t_move_down() {
        let list = vec!['a', 'b', 'c'];
        assert_eq!(moved(list.clone(), 1, Direction::Up), ['b', 'a', 'c']);
        assert_eq!(moved(list.clone(), 1, Direction::Down), ['a', 'c', 'b']);
        assert_eq!(moved(list.clone(), 0, Direction::Up), list);
        assert_eq!(moved(list.clone(), 2, Direction::Down), list);
        assert_eq!(moved(list.clone(), 9, Direction::Up), list);
    }

    proptest! {
        #[test]
        fn the_words_always_hold_the_value_itself(threshold in ".{0,20}", unit in ".{0,10}") {
            match words(&threshold, &unit) {
                Some(words) => prop_assert!(words.contains(threshold.trim())),
                None => prop_assert!(threshold.trim().is_empty()),
            }
        }

        #[test]
        fn moving_loses_nothing(mut list in prop::collection::vec(0..9u8, 0..8), index in 0..9usize, up: bool) {
            let direction = if up { Direction::Up } else { Direction::Down };
            let mut after = moved(list.clone(), index, direction);
            after.sort_unstable();
            list.sort_unstable();
            prop_assert_eq!(after, list);
        }
    }
}
