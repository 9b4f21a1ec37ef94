//! The order of the folders, and the files beside them, in `server/src` and `app/src`: each names
//! those above it in the list and none below it, in its code and by the tables in its SQL. The tables
//! that are read against the order are written down here, and nothing else may be.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The kernel, which names no feature.
const KERNEL: [&str; 12] = [
    "change", "clock", "config", "db", "error", "fold", "identity", "islands", "state", "trail",
    "ui", "web",
];
/// The features in their order, the sheets, which draw on all of them, and what puts them together.
const ORDER: [&str; 14] = [
    "organisations",
    "people",
    "roles",
    "rulebook",
    "plans",
    "playbooks",
    "exercises",
    "lessons",
    "actions",
    "sheets",
    "records",
    "router",
    "seed",
    "cli",
];
/// What unit tests may name though it lies below: a program to try a part on, and what is in it.
const FOR_TESTS: [&str; 2] = ["records", "seed"];

/// Which folder's records stand in which tables.
const TABLES: &[(&str, &[&str])] = &[
    ("db", &["settings"]),
    ("trail", &["audit"]),
    ("identity", &["users", "sessions", "grants", "user_scope"]),
    ("organisations", &["organisations"]),
    ("people", &["people"]),
    ("roles", &["crisis_roles", "role_assignments"]),
    ("rulebook", &["review_rules", "rule_duties"]),
    (
        "plans",
        &[
            "plans",
            "plan_annex_checks",
            "plan_annexes",
            "plan_documents",
            "plan_extensions",
            "plan_milestones",
            "plan_organisations",
            "plan_readers",
            "plan_readings",
            "plan_reviews",
            "plan_signals",
            "plan_versions",
        ],
    ),
    (
        "playbooks",
        &[
            "playbooks",
            "playbook_organisations",
            "playbook_phases",
            "playbook_steps",
        ],
    ),
    (
        "exercises",
        &[
            "exercises",
            "exercise_objectives",
            "exercise_organisations",
            "exercise_participants",
            "exercise_plans",
            "exercise_roles",
        ],
    ),
    ("lessons", &["lessons"]),
    ("actions", &["actions"]),
    ("sheets", &["calendar_feeds", "imports"]),
];

/// Who reads a table of a folder below it.
const READS: &[(&str, &str)] = &[
    // A session's scope is who belongs where.
    ("identity", "organisations"),
    ("identity", "people"),
];

/// Where a folder stands: the kernel first, all of it alike. None for what has no place, such as the
/// root itself and the small files of the pages.
fn rank(folder: &str) -> Option<usize> {
    if KERNEL.contains(&folder) {
        return Some(0);
    }
    let at = ORDER.iter().position(|one| *one == folder);
    at.map(|at| at + 1)
}

/// Whether one folder may not name another.
fn is_against_the_order(from: &str, to: &str) -> bool {
    matches!((rank(from), rank(to)), (Some(from), Some(to)) if to > from)
}

/// A source file of a crate, without its comments.
struct Source {
    path: String,
    /// The folder in `src` in which it lies.
    folder: String,
    /// How many modules around it lie within the crate.
    depth: usize,
    code: String,
    /// Where its unit tests begin.
    tests: usize,
}

impl Source {
    /// Whether a file or folder of this name holds it.
    fn is(&self, module: &str) -> bool {
        let parts = self.path.split('/');
        parts
            .map(|part| part.trim_end_matches(".rs"))
            .any(|part| part == module)
    }
}

fn sources(root: &str) -> Vec<Source> {
    fn read(path: &Path, within: &[String], found: &mut Vec<Source>) {
        for entry in fs::read_dir(path).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            if path.is_dir() {
                let within = [within, &[name.clone().into_owned()]].concat();
                read(&path, &within, found);
            } else if let Some(module) = name.strip_suffix(".rs") {
                let code = fs::read_to_string(&path).expect("a text");
                let lines = code.lines().map(|line| line.split("//").next());
                let code = lines.flatten().collect::<Vec<_>>().join("\n");
                let tests = if module == "tests" || module.ends_with("_test") {
                    Some(0)
                } else {
                    code.find("#[cfg(test)]\nmod tests {")
                };
                found.push(Source {
                    path: path.display().to_string(),
                    folder: within.first().map_or(module, |folder| folder).to_owned(),
                    depth: within.len() + usize::from(module != "mod"),
                    tests: tests.unwrap_or(code.len()),
                    code,
                });
            }
        }
    }
    let mut found = Vec::new();
    read(&tests::workspace().join(root).join("src"), &[], &mut found);
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The names right in the root of the crate that a piece of code names, within so many modules: in
/// `use` lines, also those with several in braces, and in paths.
fn named(code: &str, depth: usize) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for root in ["crate::", &"super::".repeat(depth)] {
        for (at, _) in code.match_indices(root) {
            let rest = &code[at + root.len()..];
            let Some(list) = rest.strip_prefix('{') else {
                found.insert(word(rest));
                continue;
            };
            let (mut depth, mut begins) = (0, true);
            for (at, c) in list.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => begins = true,
                    c if begins && c.is_alphabetic() => {
                        begins = false;
                        found.insert(word(&list[at..]));
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

fn against_the_order_in(root: &str) -> BTreeSet<(String, String)> {
    let sources = sources(root);
    assert!(sources.len() > 50, "{root}");
    let against = sources.iter().flat_map(|source| {
        let (code, tests) = source.code.split_at(source.tests);
        let around = usize::from(source.tests > 0);
        let tests = named(tests, source.depth + around).into_iter();
        let tests = tests.filter(|name| !FOR_TESTS.contains(name));
        let names = named(code, source.depth).into_iter().chain(tests);
        let names = names.filter(|name| is_against_the_order(&source.folder, name));
        names.map(|name| (source.folder.clone(), name.to_owned()))
    });
    against.collect()
}

/// Panics if a folder of a crate names one below it.
fn assert_order_in(root: &str) {
    let against = against_the_order_in(root);
    assert!(
        against.is_empty(),
        "these name what lies below them: {against:?}"
    );
}

#[test]
fn folders_of_the_server_name_only_those_above_them() {
    assert_order_in("server");
}

#[test]
fn all_of_the_server_has_a_place_in_the_order() {
    let sources = sources("server");
    let folders = sources.iter().map(|source| source.folder.as_str());
    let homeless: BTreeSet<_> = folders.filter(|folder| rank(folder).is_none()).collect();
    assert_eq!(homeless, BTreeSet::from(["lib", "main"]));
}

#[test]
fn folders_of_the_pages_name_only_those_above_them() {
    assert_order_in("app");
}

#[test]
fn sql_reads_only_tables_of_its_own_folder_and_those_above_it() {
    let owners: BTreeMap<&str, &str> = TABLES
        .iter()
        .flat_map(|(folder, tables)| tables.iter().map(move |table| (*table, *folder)))
        .collect();
    let sources = sources("server");
    let found = sources.iter().flat_map(|source| {
        let words = source
            .code
            .split(|c: char| !c.is_alphanumeric() && c != '_');
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let tables = words.windows(2).filter_map(|pair| match pair {
            ["FROM" | "JOIN" | "INTO" | "UPDATE", table] => Some(*table),
            _ => None,
        });
        let against = tables.filter(|table| {
            let owner = owners.get(table);
            owner.is_some_and(|owner| is_against_the_order(&source.folder, owner))
        });
        let against = against.map(|table| (source.folder.clone(), table.to_owned()));
        against.collect::<Vec<_>>()
    });
    let found: BTreeSet<_> = found.collect();
    let owned = |(from, table): &(&str, &str)| ((*from).to_owned(), (*table).to_owned());
    let written: BTreeSet<_> = READS.iter().map(owned).collect();
    let new: Vec<_> = found.difference(&written).collect();
    assert!(
        new.is_empty(),
        "these read tables of those below them: {new:?}"
    );
    let mended: Vec<_> = written.difference(&found).collect();
    assert!(mended.is_empty(), "no longer so, strike out: {mended:?}");
}

#[test]
fn every_table_belongs_to_a_folder() {
    let known: BTreeSet<&str> = TABLES
        .iter()
        .flat_map(|(_, tables)| *tables)
        .copied()
        .collect();
    let folder = tests::workspace().join("migrations/sqlite");
    let mut tables = BTreeSet::new();
    for file in fs::read_dir(folder).expect("the migrations") {
        let sql = fs::read_to_string(file.expect("a file").path()).expect("a text");
        let created = sql.match_indices("CREATE TABLE ");
        // What a migration keeps from before goes with it.
        let created = created.map(|(at, begin)| word(&sql[at + begin.len()..]).to_owned());
        tables.extend(created.filter(|table| !table.ends_with("_before")));
    }
    assert!(tables.len() > 20, "{tables:?}");
    let homeless: Vec<_> = tables
        .iter()
        .filter(|table| !known.contains(table.as_str()))
        .collect();
    assert!(homeless.is_empty(), "{homeless:?}");
}

#[test]
fn names_are_found_in_lists_in_paths_and_from_within() {
    let list = "use crate::{db::{Db, like},\n    exercises::store, plans};";
    assert_eq!(named(list, 2), BTreeSet::from(["db", "exercises", "plans"]));
    let path = "crate::lessons::find(); $crate::roles::x!()";
    assert_eq!(named(path, 2), BTreeSet::from(["lessons", "roles"]));
    let within = "use super::super::actions; use super::store;";
    assert_eq!(named(within, 2), BTreeSet::from(["actions"]));
    assert!(is_against_the_order("people", "exercises") && is_against_the_order("trail", "people"));
    assert!(is_against_the_order("state", "records") && is_against_the_order("error", "plans"));
    assert!(!is_against_the_order("exercises", "people") && !is_against_the_order("cli", "plans"));
}

#[test]
fn only_the_demonstration_is_told_as_that_of_others() {
    for source in sources("server") {
        let forges = [".act_as(", ".name_next("]
            .iter()
            .any(|call| source.code.contains(call));
        assert!(!forges || source.folder == "seed", "{}", source.folder);
    }
}

/// Two things of one name would take each other's place.
#[test]
fn what_pages_keep_has_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for source in sources("server") {
        let code = &source.code[..source.tests];
        for call in code.split(".reads(").skip(1) {
            let name = call.split('"').nth(1).expect("a name");
            assert!(names.insert(name.to_owned()), "{name}");
        }
    }
    assert!(names.len() > 10, "{names:?}");
}

#[test]
fn what_reads_and_what_changes_the_database_knows_no_views() {
    let mut looked_at = 0;
    for source in sources("server") {
        if !["store", "commands"].iter().any(|part| source.is(part)) {
            continue;
        }
        looked_at += 1;
        let names = |view: &str| {
            let found = source.code.match_indices(view);
            found
                .map(|(at, _)| &source.code[..at])
                .any(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        };
        for view in ["pages::", "ui::"] {
            assert!(!names(view), "{} names {view}", source.path);
        }
    }
    assert!(looked_at > 20, "{looked_at} files");
}
