//! What was made of the database's content, for as long as that stays the same.

use super::State;
use std::{
    any::Any,
    collections::HashMap,
    fmt::{self, Debug, Formatter},
    sync::{Arc, Mutex},
};

/// The most that is kept, in bytes.
const MOST: usize = 32 << 20;

/// Things by their keys, all of one state of the database. When there is no room for one more, all
/// that were there go.
#[derive(Default)]
pub struct Kept(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    state: Option<State>,
    bytes: usize,
    things: HashMap<String, Arc<dyn Any + Send + Sync>>,
}

impl Kept {
    /// What was made of this state under this key.
    pub fn get<T: Send + Sync + 'static>(&self, state: &State, key: &str) -> Option<Arc<T>> {
        let inside = self.0.lock().ok()?;
        if inside.state.as_ref() != Some(state) {
            return None;
        }
        inside.things.get(key)?.clone().downcast().ok()
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

    /// Keeps what was made of what was read after the database had this state, unless it has come to
    /// another one meanwhile; it takes so many bytes.
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
        if inside.state.as_ref() != Some(state) || bytes > MOST {
            return;
        }
        if inside.bytes + bytes > MOST {
            inside.bytes = 0;
            inside.things.clear();
        }
        inside.bytes += bytes;
        inside.things.insert(key, thing);
    }
}

impl Debug for Kept {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
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

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let (kept, state) = (Kept::default(), State::Sqlite(1));
        kept.begin(&state);
        let put = |key: &str, bytes| kept.put(&state, key.to_owned(), Arc::new(1), bytes);
        put("a", MOST / 2);
        put("b", MOST / 2);
        assert_eq!(kept.get::<i32>(&state, "a"), None);
        assert_eq!(kept.get(&state, "b"), Some(Arc::new(1)));
        put("c", MOST);
        assert_eq!(kept.get::<i32>(&state, "c"), None);
        assert_eq!(kept.get(&state, "b"), Some(Arc::new(1)));
    }
}
