//! The kinds of records with all that the trail must know of each, and the queries made of that.

use app::trail::{Subject, Words};
use std::fmt::Write;

/// A kind of record to the trail; each is a constant of its feature.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// What it says of itself.
    pub words: &'static Words,
    /// The query for the name, as it is now, of the record `a.subject_id`.
    pub title: &'static str,
    /// The query for what the address of the page on which the record `a.subject_id` stands ends in,
    /// where that is not its own identifier.
    pub page: Option<&'static str>,
    /// The queries for the identifiers and names of records, each without the list of identifiers that
    /// it ends in; no name for a record of which the user `$1` may not know.
    pub names: &'static [&'static str],
    /// The column of an entry `e` with the user to whom the record belongs, where it belongs to no
    /// organisation.
    pub user: Option<&'static str>,
    /// What is done beside the record rather than to it: the record's own history leaves it out.
    pub beside: &'static [&'static str],
}

impl Kind {
    /// A kind of record with this query for its title, which entries of others don't name, with a page
    /// of its own and of some organisation.
    #[must_use]
    pub const fn new(words: &'static Words, title: &'static str) -> Self {
        Self {
            words,
            title,
            page: None,
            names: &[],
            user: None,
            beside: &[],
        }
    }
}

/// All kinds of records, and the texts of the queries that draw on them.
#[derive(Debug)]
pub struct Records {
    of: fn(Subject) -> &'static Kind,
    register: String,
    histories: Vec<String>,
    names: Vec<&'static str>,
}

impl Records {
    /// Puts the queries together.
    #[must_use]
    pub fn new(of: fn(Subject) -> &'static Kind) -> Self {
        let kinds: Vec<&Kind> = Subject::ALL.iter().map(|subject| of(*subject)).collect();
        Self {
            of,
            register: register(&kinds),
            histories: kinds.iter().map(|kind| history(kind)).collect(),
            names: kinds.iter().flat_map(|kind| kind.names).copied().collect(),
        }
    }

    /// What a kind of record says of itself.
    #[must_use]
    pub fn words(&self, subject: Subject) -> &'static Words {
        (self.of)(subject).words
    }

    /// A page of the changes of all records that the user `$1` may read: of the kind `$2` and by the
    /// actor `$3` if these are given, `$4` lines after the first `$5`.
    pub(super) fn register(&self) -> &str {
        &self.register
    }

    /// The newest `$2` changes of the record `$1`.
    pub(super) fn history(&self, subject: Subject) -> &str {
        &self.histories[subject as usize]
    }

    /// The names of records of all kinds, for identifiers that stand in a list such as `($2, $3)`.
    pub(super) fn names(&self, list: &str) -> String {
        let queries = self.names.iter().map(|query| format!("{query} {list}"));
        queries.collect::<Vec<_>>().join(" UNION ALL ")
    }
}

/// The branches of a `CASE` by the kind of record.
fn branches(kinds: &[&Kind], query: impl Fn(&Kind) -> Option<String>) -> String {
    let mut branches = String::new();
    for kind in kinds {
        if let Some(query) = query(kind) {
            // A text never refuses.
            let _ = write!(branches, " WHEN '{}' THEN {query}", kind.words.subject);
        }
    }
    branches
}

fn register(kinds: &[&Kind]) -> String {
    let titles = branches(kinds, |kind| Some(format!("({})", kind.title)));
    let pages = branches(kinds, |kind| kind.page.map(|page| format!("({page})")));
    let users = branches(kinds, |kind| kind.user.map(str::to_owned));
    let of_users = kinds.iter().filter(|kind| kind.user.is_some());
    let of_users: Vec<_> = of_users
        .map(|kind| format!("'{}'", kind.words.subject))
        .collect();
    let of_users = of_users.join(", ");
    // The names are looked up for the one page only.
    format!(
        "SELECT a.at, a.actor, a.action, a.subject, a.before, a.after, a.total,
                CASE a.subject{titles} END AS title,
                COALESCE(CASE a.subject{pages} END, a.subject_id) AS page_id
         FROM (SELECT e.*, COUNT(*) OVER () AS total
               FROM (SELECT * FROM audit
                     WHERE organisation_id IN (SELECT organisation_id FROM user_scope
                                               WHERE user_id = $1 AND level IN ('admin', 'coordinator'))
                     UNION ALL
                     SELECT * FROM audit WHERE organisation_id IS NULL AND user_id = $1
                     UNION ALL
                     SELECT e.* FROM audit e
                     WHERE e.organisation_id IS NULL AND e.user_id IS DISTINCT FROM $1 AND e.subject IN ({of_users})
                       AND CASE e.subject{users} END IN (SELECT g.user_id FROM grants g
                                                         JOIN user_scope us ON us.organisation_id = g.organisation_id
                                                         WHERE us.user_id = $1 AND us.level = 'admin')) AS e
               WHERE ($2 IS NULL OR e.subject = $2)
                 AND ($3 IS NULL OR e.actor_key LIKE $3 ESCAPE '!')
               ORDER BY e.at DESC, e.id DESC LIMIT $4 OFFSET $5) AS a
         ORDER BY a.at DESC, a.id DESC"
    )
}

fn history(kind: &Kind) -> String {
    let subject = kind.words.subject;
    let beside: Vec<_> = kind.beside.iter().map(|one| format!("'{one}'")).collect();
    let of_the_record = if beside.is_empty() {
        String::new()
    } else {
        format!(" AND a.action NOT IN ({})", beside.join(", "))
    };
    format!(
        "SELECT a.at, a.actor, a.action, a.before, a.after FROM audit a
         WHERE a.subject = '{subject}' AND a.subject_id = $1{of_the_record}
         ORDER BY a.at DESC, a.id DESC LIMIT $2"
    )
}
