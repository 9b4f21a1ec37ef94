//! A migration that has landed never changes again: databases that ran it keep what it did, and
//! refuse to start with another one of the same number.

use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs};

/// The SHA-256 of each migration that has landed, on SQLite and on PostgreSQL.
const LANDED: &[(&str, [&str; 2])] = &[
    (
        "0001_initial.sql",
        [
            "774561b9306c5af1b0ae28e30e487320ac8ea8796f578ff5062fc0b1f3830904",
            "c1137d2e35a64533a7646eaedf2a219a3bd401df6f1afa19d7ee8bde4960ded6",
        ],
    ),
    (
        "0002_plan_life.sql",
        [
            "a27e1adf3a081fdb73da7ad2daaf31e891f5fbef58addedc96e39fa563be4e4a",
            "c7b82af4cccc3db51c259c48fbeef3360d1ae13c958721559602e3af1f7b470c",
        ],
    ),
    (
        "0003_imports.sql",
        [
            "fc15837b1a31ce0aadcc7f1f86c239f80c991899d58afb80c711da471a79d854",
            "b7608458a5f1701f8683a4eff4f3ab0dbb0cb9259cd0f6b4f53ca185a091b6ad",
        ],
    ),
    (
        "0004_mistakes.sql",
        [
            "ca6b194487a6b467ddff0fcb839e29d8fa724ce76f709c743e72afe62a13fef0",
            "4597b168c6d360ae3b6c9985f434267de651df58ef5e9316d90d4a5130703e26",
        ],
    ),
    (
        "0005_regions.sql",
        [
            "4c3f2f7ea63e2d892da37fd4e3c2eefad9a60ca6e621094e3cd7153b14d33603",
            "2e5dd143fe86ca7fff838a9f740759793051cc205ccd8dfe0d991cf8becf3a77",
        ],
    ),
    (
        "0006_text_keys.sql",
        [
            "a4b0414023122b759c0ef3a10a24a3398408749a6426c59da3b7964cbe61a68c",
            "5309087526b6de43e17561a136e285fa86ecb6796891fa6600083946368a2438",
        ],
    ),
    (
        "0007_scope.sql",
        [
            "4b9cbccb7b21d6af07d1d30676833d59605c678da570b86f82300c50833df7a7",
            "4b9cbccb7b21d6af07d1d30676833d59605c678da570b86f82300c50833df7a7",
        ],
    ),
];

/// What is in a folder of migrations: each file with its SHA-256.
fn found(database: &str) -> BTreeMap<String, String> {
    let folder = tests::workspace().join("migrations").join(database);
    let files = fs::read_dir(folder).expect("the migrations");
    files
        .map(|file| {
            let file = file.expect("a file");
            let digest = Sha256::digest(fs::read(file.path()).expect("a text"));
            let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            (file.file_name().to_string_lossy().into_owned(), digest)
        })
        .collect()
}

#[test]
fn both_databases_have_migrations_of_the_same_names() {
    let names = |database| found(database).into_keys().collect::<Vec<_>>();
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn a_migration_that_has_landed_is_as_it_was() {
    for (at, database) in ["sqlite", "postgres"].into_iter().enumerate() {
        let mut found = found(database);
        for (name, digests) in LANDED {
            let digest = found.remove(*name);
            let digest = digest.unwrap_or_else(|| panic!("migrations/{database}/{name} is gone"));
            assert_eq!(
                digest, digests[at],
                "migrations/{database}/{name} has changed. It has landed: undo that, and write what \
                 must be different into a new migration"
            );
        }
        assert!(
            found.is_empty(),
            "these of migrations/{database} are not in the list. When one lands, add it to LANDED in \
             tests/tests/all/structure/frozen.rs: {found:?}"
        );
    }
}
