//! Documents in a folder of their own.

use super::*;
use server::on_db;
use std::{
    collections::BTreeSet,
    fs,
    time::{Duration, SystemTime},
};

on_both!(
    a_folder_holds_the_documents_and_a_damaged_one_is_not_served,
    async |site: Site| {
        let folder = tempfile::TempDir::new().expect("a folder");
        let site = site.with_documents(folder.path());
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let version = versions(&coordinator, &plan).await.remove(0);
        assert_eq!(add(&coordinator, &version, "a.pdf", PDF).await.status, 303);
        let document = only(&coordinator, &version).await;
        let hash = coordinator.get(&version).await.texts("main code").remove(0);
        let file = folder.path().join(&hash);
        assert_eq!(fs::read(&file).expect("a file"), PDF);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        let (stored,): (Option<Vec<u8>>,) = on_db!(site.db(), |c| {
            sqlx::query_as("SELECT content FROM plan_documents")
                .fetch_one(c)
                .await
        })
        .expect("a row");
        assert_eq!(stored, None);
        assert_eq!(coordinator.get(&document).await.bytes, PDF);
        fs::write(&file, b"%PDF-1.4 something else").expect("damage");
        let damaged = coordinator.get(&document).await;
        is_gone(&damaged);
        assert!(!damaged.body.contains("something else") && !damaged.body.contains(&hash));
        let warning = async |folder| {
            let warning = server::plans::documents::warning(site.db(), folder).await;
            warning.expect("an answer").unwrap_or_default()
        };
        assert_eq!(warning(Some(folder.path())).await, "");
        fs::remove_file(&file).expect("a loss");
        is_gone(&coordinator.get(&document).await);
        let told = warning(Some(folder.path())).await;
        assert!(
            told.contains("--documents") && told.contains("1 of 1"),
            "{told}"
        );
        // Adding it again tells that it is there, and brings the file back.
        assert_eq!(add(&coordinator, &version, "a.pdf", PDF).await.status, 422);
        assert_eq!(coordinator.get(&document).await.bytes, PDF);
        // Where the folder is gone nothing is told of.
        fs::remove_dir_all(folder.path()).expect("a loss");
        let lost = add(&coordinator, &version, "b.docx", &docx()).await;
        assert_eq!(lost.status, 500);
        assert_eq!(site.count("plan_documents").await, 1);
    }
);

/// The page in place of a document says whom to ask, and is no file.
fn is_gone(answer: &Answer) {
    assert_eq!(answer.status, 503);
    assert_eq!(answer.texts("h1"), ["Dit document is er nu niet"]);
    let said = answer.texts("main").concat();
    assert!(
        said.contains("a.pdf") && said.contains("beheerder"),
        "{said}"
    );
    for header in ["content-disposition", "etag", "retry-after"] {
        assert_eq!(answer.header(header), "", "{header}");
    }
}

on_both!(
    a_folder_that_is_not_named_is_warned_of,
    async |site: Site| {
        let folder = tempfile::TempDir::new().expect("a folder");
        let db = site.db().clone();
        let warning = async || {
            let warning = server::plans::documents::warning(&db, None).await;
            warning.expect("an answer").unwrap_or_default()
        };
        let site = site.with_documents(folder.path());
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let version = versions(&coordinator, &plan).await.remove(0);
        assert_eq!(warning().await, "");
        assert_eq!(add(&coordinator, &version, "a.pdf", PDF).await.status, 303);
        let document = only(&coordinator, &version).await;
        let told = warning().await;
        assert!(
            told.contains("--documents") && told.contains("1 documents"),
            "{told}"
        );
        let site = site.without_documents();
        let coordinator = site.sign_in(COORDINATOR).await;
        is_gone(&coordinator.get(&document).await);
    }
);

on_both!(
    what_is_in_the_database_is_found_also_with_a_folder,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let version = versions(&coordinator, &plan).await.remove(0);
        assert_eq!(add(&coordinator, &version, "a.pdf", PDF).await.status, 303);
        let document = only(&coordinator, &version).await;
        let folder = tempfile::TempDir::new().expect("a folder");
        let site = site.with_documents(folder.path());
        let coordinator = site.sign_in(COORDINATOR).await;
        assert_eq!(coordinator.get(&document).await.bytes, PDF);
    }
);

on_both!(
    what_no_document_tells_of_leaves_the_folder_after_a_day,
    async |site: Site| {
        let folder = tempfile::TempDir::new().expect("a folder");
        let site = site.with_documents(folder.path());
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let version = versions(&coordinator, &plan).await.remove(0);
        assert_eq!(add(&coordinator, &version, "a.pdf", PDF).await.status, 303);
        let document = coordinator.get(&version).await.texts("main code").remove(0);
        let orphan = "0".repeat(64);
        for name in [&orphan, "left.part", "README"] {
            fs::write(folder.path().join(name), "x").expect("a file");
        }
        let names = || {
            let entries = fs::read_dir(folder.path()).expect("a folder");
            let names = entries.map(|entry| entry.expect("a file").file_name());
            let names = names.map(|name| name.into_string().expect("a name"));
            names.collect::<BTreeSet<_>>()
        };
        let tidy = async |hours: u64| {
            let now = SystemTime::now() + Duration::from_secs(hours * 3_600);
            let tidied = server::plans::documents::tidy(site.db(), folder.path(), now).await;
            tidied.expect("a tidy folder");
        };
        tidy(23).await;
        assert_eq!(names().len(), 4);
        tidy(25).await;
        assert_eq!(names(), BTreeSet::from([document, "README".to_owned()]));
    }
);
