//! The documents of plan versions, two versions side by side, and the dossier, over HTTP.

mod folder;
mod versions;

use std::io::Write;
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};
use zip::{ZipWriter, write::SimpleFileOptions};

const COORDINATOR: &str = "coordinator@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";

/// A whole PDF of one empty page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
    xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000055 00000 n \n0000000107 00000 n \n\
    trailer<</Size 4/Root 1 0 R>>\nstartxref\n171\n%%EOF\n";

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).expect("a part");
        writer.write_all(content.as_bytes()).expect("a content");
    }
    writer.finish().expect("an end").into_inner()
}

fn docx() -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", "<w:document/>"),
    ])
}

fn odt() -> Vec<u8> {
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "<office:document-content/>"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
    ])
}

/// The addresses of the versions of a plan, the newest first.
async fn versions(visitor: &Visitor, plan: &str) -> Vec<String> {
    let links = format!("table.register td:first-child a[href^='{plan}/versions/']");
    visitor.get(plan).await.attributes(&links, "href")
}

async fn add(visitor: &Visitor, version: &str, name: &str, bytes: &[u8]) -> Answer {
    let address = format!("{version}/documents");
    visitor
        .post_file(&address, &[], ("document", name, bytes))
        .await
}

/// The address of the only document of a version.
async fn only(visitor: &Visitor, version: &str) -> String {
    let page = visitor.get(version).await;
    let links = page.attributes("main a[href^='/documents/']", "href");
    assert_eq!(links.len(), 1);
    links[0].clone()
}

/// Adds a second version to a plan.
async fn second_version(visitor: &Visitor, plan: &str, label: &str) {
    let fields = [
        ("label", label),
        ("adopted_on", "2026-11-20"),
        ("adopted_by", "College van B&W"),
        ("in_force_on", "2026-11-20"),
        ("version_note", "Nieuwe wegen <en> paden"),
    ];
    let answer = visitor.post(&format!("{plan}/versions"), &fields).await;
    assert_eq!(answer.status, 303);
}

on_both!(
    each_kind_of_document_is_added_and_comes_back_as_it_was,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let version = versions(&coordinator, &plan).await.remove(0);
        let kinds: [(&str, Vec<u8>, &str); 3] = [
            ("Plan é.PDF", PDF.to_vec(), "application/pdf"),
            (
                "plan.bin",
                docx(),
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
            (
                "C:\\plannen\\plan.odt",
                odt(),
                "application/vnd.oasis.opendocument.text",
            ),
        ];
        for (name, bytes, _) in &kinds {
            let answer = add(&coordinator, &version, name, bytes).await;
            assert_eq!(answer.status, 303, "{}", answer.body);
            assert_eq!(answer.header("location"), version);
        }
        let staff = site.sign_in(STAFF).await;
        let page = staff.get(&version).await;
        assert_eq!(page.status, 200);
        let names = page.texts("main a[href^='/documents/']");
        assert_eq!(names, ["Plan é.pdf", "plan.bin.docx", "plan.odt"]);
        assert!(page.texts("main form").is_empty());
        let hashes = page.texts("main code");
        let links = page.attributes("main a[href^='/documents/']", "href");
        assert_eq!((links.len(), hashes.len()), (kinds.len(), kinds.len()));
        for ((link, hash), (_, bytes, kind)) in links.iter().zip(&hashes).zip(&kinds) {
            let file = staff.get(link).await;
            assert_eq!(file.status, 200);
            assert_eq!(&file.bytes, bytes);
            assert_eq!(file.header("content-type"), *kind);
            assert_eq!(file.header("x-content-type-options"), "nosniff");
            assert!(file.header("content-security-policy").contains("sandbox"));
            assert!(
                file.header("content-disposition")
                    .starts_with("attachment; ")
            );
            let etag = format!("\"{hash}\"");
            assert_eq!(file.header("etag"), etag);
            let again = staff.get_with(link, &[("if-none-match", &etag)]).await;
            assert_eq!((again.status, again.bytes.len()), (304, 0));
            let packed = staff.get_with(link, &[("accept-encoding", "gzip")]).await;
            assert_eq!(packed.header("content-encoding"), "");
        }
        let disposition = staff.get(&links[0]).await;
        assert_eq!(
            disposition.header("content-disposition"),
            "attachment; filename=\"Plan _.pdf\"; filename*=UTF-8''Plan%20%C3%A9.pdf"
        );
        let plan_page = staff.get(&plan).await;
        let counts = plan_page.texts("td[data-label=Documenten]");
        assert_eq!(counts[0], "3");
        let history = plan_page.texts("ol.timeline").join(" ");
        assert!(history.contains("document toegevoegd") && history.contains("plan.bin.docx"));
    }
);

on_both!(
    what_is_no_document_is_refused_with_a_way_out,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let version = versions(&coordinator, &plan).await.remove(0);
        let macros = zip(&[
            ("[Content_Types].xml", "<Types/>"),
            ("word/document.xml", "<w:document/>"),
            ("word/vbaProject.bin", ""),
        ]);
        let bad: [(&str, &[u8], &str); 7] = [
            ("plan.pdf", b"<html>no PDF</html>", "geen PDF"),
            ("plan.pdf", b"%PDF-1.7 and no more", "niet compleet"),
            ("plan.docx", b"PK\x03\x04 cut off", "beschadigd"),
            ("plan.docx", &macros, "macro"),
            (
                "plan.doc",
                &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
                "oude Word",
            ),
            ("leeg.pdf", b"", "leeg"),
            ("", b"", "Kies eerst"),
        ];
        for (name, bytes, words) in bad {
            let answer = add(&coordinator, &version, name, bytes).await;
            assert_eq!(answer.status, 422, "{words}");
            let summary = answer.texts(".error-summary a").join(" ");
            assert!(summary.contains(words), "{summary}");
            assert!(answer.texts("#document-error").join(" ").contains(words));
        }
        assert_eq!(site.count("plan_documents").await, 0);
        assert_eq!(add(&coordinator, &version, "a.pdf", PDF).await.status, 303);
        let again = add(&coordinator, &version, "b.pdf", PDF).await;
        assert_eq!(again.status, 422);
        assert!(
            again
                .texts(".error-summary")
                .join(" ")
                .contains("al bij deze versie")
        );
        assert_eq!(site.count("plan_documents").await, 1);
        let no_form = coordinator.post(&format!("{version}/documents"), &[]).await;
        assert_eq!(no_form.status, 400);
    }
);

on_both!(
    a_document_of_25_mb_fits_and_a_larger_one_is_told_the_limit,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        let version = versions(&coordinator, &plan).await.remove(0);
        let mut large = b"%PDF-1.4\n".to_vec();
        large.resize(app::plans::documents::LIMIT - PDF.len(), b' ');
        large.extend_from_slice(PDF);
        let mut larger = large.clone();
        larger.push(b'\n');
        let refused = add(&coordinator, &version, "groot.pdf", &larger).await;
        assert_eq!(refused.status, 413);
        assert_eq!(site.count("plan_documents").await, 0);
        assert!(refused.texts(".error-summary").join(" ").contains("25 MB"));
        assert!(
            !refused
                .attributes("main a[href^='/plans/']", "href")
                .is_empty()
        );
        assert_eq!(
            add(&coordinator, &version, "groot.pdf", &large)
                .await
                .status,
            303
        );
        let file = coordinator.get(&only(&coordinator, &version).await).await;
        assert!(file.bytes == large);
        // The limit of other forms stays as it is.
        let title = "a".repeat(600 * 1024);
        let answer = coordinator.post("/plans/new", &[("title", &title)]).await;
        assert_eq!(answer.status, 413);
    }
);

on_both!(
    documents_are_added_by_coordinators_of_the_owner_and_seen_by_those_in_reach,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("hoog water Meerssen").await;
        let version = versions(&coordinator, &plan).await.remove(0);
        let staff = site.sign_in(STAFF).await;
        assert_eq!(add(&staff, &version, "a.pdf", PDF).await.status, 403);
        let vaals = site.sign_in(VAALS).await;
        assert_eq!(add(&vaals, &version, "a.pdf", PDF).await.status, 404);
        assert_eq!(add(&coordinator, &version, "a.pdf", PDF).await.status, 303);
        let document = only(&staff, &version).await;
        assert_eq!(staff.get(&document).await.status, 200);
        assert_eq!(vaals.get(&document).await.status, 404);
        assert_eq!(vaals.get(&version).await.status, 404);
        assert_eq!(site.anonymous().get(&document).await.status, 303);
        // A version is found under its own plan alone.
        let other = coordinator.plan("Maastricht Aachen Airport").await;
        let (_, id) = version.rsplit_once('/').expect("a version");
        let mixed = format!("{other}/versions/{id}");
        assert_eq!(coordinator.get(&mixed).await.status, 404);
        assert_eq!(add(&coordinator, &mixed, "b.pdf", PDF).await.status, 404);
    }
);
