//! What was made of the database's content, for as long as that stays the same.

use super::State;
use std::{
    any::Any,
    collections::HashMap,
    fmt::{self, Debug, Formatter, Write},
    mem,
    sync::{Arc, Mutex},
};

/// The most that is kept, in bytes.
const MOST: usize = 32 << 20;
/// The largest thing that is kept, in bytes: who sees the whole country leaves room for others.
const LARGEST: usize = MOST / 16;

/// Things by their keys, all of one state of the database. When there is no room for one more, those
/// go that nobody asked for lately.
#[derive(Default)]
pub struct Kept(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    state: Option<State>,
    /// Made or asked for lately; half of all that is kept at the most.
    lately: Things,
    /// Neither since those began.
    before: Things,
}

#[derive(Default)]
struct Things {
    bytes: usize,
    by_key: HashMap<String, Thing>,
}

struct Thing {
    bytes: usize,
    itself: Arc<dyn Any + Send + Sync>,
}

impl Things {
    fn remove(&mut self, key: &str) -> Option<(String, Thing)> {
        let found = self.by_key.remove_entry(key)?;
        self.bytes -= found.1.bytes;
        Some(found)
    }
}

impl Inside {
    fn get(&mut self, key: &str) -> Option<&Thing> {
        if !self.lately.by_key.contains_key(key) {
            let (key, thing) = self.before.remove(key)?;
            self.put(key, thing);
        }
        self.lately.by_key.get(key)
    }

    fn put(&mut self, key: String, thing: Thing) {
        self.lately.remove(&key);
        self.before.remove(&key);
        if self.lately.bytes + thing.bytes > MOST / 2 {
            self.before = mem::take(&mut self.lately);
        }
        self.lately.bytes += thing.bytes;
        self.lately.by_key.insert(key, thing);
    }
}

impl Kept {
    /// What was made of this state under this key.
    pub fn get<T: Send + Sync + 'static>(&self, state: &State, key: &str) -> Option<Arc<T>> {
        let mut inside = self.0.lock().ok()?;
        if inside.state.as_ref() != Some(state) {
            return None;
        }
        inside.get(key)?.itself.clone().downcast().ok()
    }

    /// The database has come to this state; what was made of another is of no use any more.
    pub fn begin(&self, state: &State) {
        if let Ok(mut inside) = self.0.lock()
            && inside.state.as_ref() != Some(state)
        {
            *inside = Inside {
                state: Some(state.clone()),
                ..Inside::default()
            };
        }
    }

    /// Keeps what was made of this state, unless the database has come to another one meanwhile; it
    /// takes so many bytes.
    pub fn put<T: Send + Sync + 'static>(
        &self,
        state: &State,
        key: String,
        thing: Arc<T>,
        bytes: usize,
    ) {
        let Ok(mut inside) = self.0.lock() else {
            return;
        };
        let bytes = bytes + key.len();
        if inside.state.as_ref() == Some(state) && bytes <= LARGEST {
            let itself = thing;
            inside.put(key, Thing { bytes, itself });
        }
    }
}

impl Debug for Kept {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// About how many bytes something takes, rather too many than too few: as many as it has when it is
/// written out, and what holds each of its texts. None for what is too large to be kept.
pub fn weight(thing: &impl Debug) -> Option<usize> {
    struct Weight(usize);
    impl Write for Weight {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.len();
            // Whoever writes stops there.
            if self.0 > LARGEST {
                return Err(fmt::Error);
            }
            Ok(())
        }

        fn write_char(&mut self, c: char) -> fmt::Result {
            // One stands on each side of a text.
            if c == '"' {
                self.0 += size_of::<String>() / 2;
            }
            self.write_str(c.encode_utf8(&mut [0; 4]))
        }
    }
    let mut weight = Weight(size_of_val(thing));
    write!(weight, "{thing:?}").ok()?;
    Some(weight.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_ends_with_its_state() {
        let kept = Kept::default();
        let (one, two) = (State::Sqlite(1), State::Sqlite(2));
        kept.begin(&one);
        kept.put(&one, "a".to_owned(), Arc::new(1), 8);
        assert_eq!(kept.get(&one, "a"), Some(Arc::new(1)));
        assert_eq!(kept.get::<i32>(&one, "b"), None);
        kept.begin(&two);
        assert_eq!(kept.get::<i32>(&one, "a"), None);
        assert_eq!(kept.get::<i32>(&two, "a"), None);
        // Somebody was slow.
        kept.put(&one, "a".to_owned(), Arc::new(1), 8);
        assert_eq!(kept.get::<i32>(&one, "a"), None);
        kept.put(&two, "b".to_owned(), Arc::new(2), 8);
        assert_eq!(kept.get(&two, "b"), Some(Arc::new(2)));
    }

    /// The largest thing there is room for, with its key.
    fn large(key: &str) -> usize {
        LARGEST - key.len()
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let (kept, state) = (Kept::default(), State::Sqlite(1));
        kept.begin(&state);
        let put = |key: &str, bytes| kept.put(&state, key.to_owned(), Arc::new(1), bytes);
        let has = |key: &str| kept.get::<i32>(&state, key).is_some();
        put("a", large("a"));
        put("b", large("b"));
        for number in 0..100 {
            let key = number.to_string();
            put(&key, large(&key));
            // What somebody asks for all the while stays.
            assert!(has("a"));
        }
        assert!(!has("b") && !has("0") && has("99"));
        let inside = kept.0.lock().expect("what is kept");
        assert!(inside.lately.bytes + inside.before.bytes <= MOST);
        drop(inside);
        put("c", large("c") + 1);
        assert!(!has("c"), "too large");
    }

    #[test]
    fn what_is_kept_anew_takes_its_room_once() {
        let (kept, state) = (Kept::default(), State::Sqlite(1));
        kept.begin(&state);
        let put = |key: &str, bytes| kept.put(&state, key.to_owned(), Arc::new(1), bytes);
        put("a", 8);
        for _ in 0..100 {
            put("b", large("b"));
        }
        assert_eq!(kept.get(&state, "a"), Some(Arc::new(1)));
        let inside = kept.0.lock().expect("what is kept");
        assert_eq!(inside.lately.bytes, 8 + 1 + LARGEST);
    }

    #[test]
    fn a_thing_weighs_what_is_in_it() {
        let texts = |many: usize| vec!["a text of some length".to_owned(); many];
        let (few, many) = (weight(&texts(10)), weight(&texts(1_000)));
        // Each text takes 24 bytes and its letters.
        assert!((350..550).contains(&few.expect("a weight")), "{few:?}");
        assert!(many > Some(20_000) && many < Some(50_000), "{many:?}");
        assert_eq!(weight(&texts(LARGEST / 20)), None);
    }
}
