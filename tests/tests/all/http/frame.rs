//! What goes around every page: refusals, failures, the language of somebody who is not signed in.

use axum::{
    body::Body,
    http::{HeaderValue, Request, header},
};
use server::on_writer;
use tests::{on_both, site::Site};

const COORDINATOR: &str = "coordinator@demo.paraat";

on_both!(
    a_form_of_another_site_is_refused_with_a_page,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        for asks in [&visitor, &site.anonymous()] {
            let request = Request::post("/me/language")
                .header("sec-fetch-site", "cross-site")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("language=en"));
            let answer = asks.send(request.expect("a request")).await;
            assert_eq!(answer.status, 403);
            assert_eq!(answer.texts("h1").len(), 1, "{}", answer.body);
            assert!(!answer.header("content-security-policy").is_empty());
            assert_eq!(answer.header("set-cookie"), "");
        }
        let page = visitor.get("/plans").await;
        assert_eq!(page.attributes("html", "lang"), ["nl"]);
    }
);

on_both!(
    a_session_that_can_not_be_loaded_gives_a_page,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        on_writer!(site.db(), |c| sqlx::query(
            "ALTER TABLE sessions RENAME TO gone"
        )
        .execute(c)
        .await
        .map(drop))
        .expect("a change");
        let answer = visitor.get("/plans").await;
        assert_eq!(answer.status, 500);
        assert_eq!(answer.texts("h1").len(), 1, "{}", answer.body);
    }
);

on_both!(
    a_cookie_of_another_program_signs_nobody_out,
    async |site: Site| {
        let visitor = site.sign_in(COORDINATOR).await;
        let own = visitor.cookie().expect("a cookie").as_bytes();
        for others in [&b"other=\xe9; "[..], b"x; =; \xff\xfe=1;"] {
            let cookie = HeaderValue::from_bytes(&[others, own].concat()).expect("a header");
            let request = Request::get("/plans")
                .header(header::COOKIE, cookie)
                .body(Body::empty());
            // Without a cookie of its own, so that this one stays.
            let answer = site.anonymous().send(request.expect("a request")).await;
            assert_eq!(answer.status, 200);
        }
    }
);

on_both!(
    the_language_is_chosen_before_signing_in,
    async |site: Site| {
        let anonymous = site.anonymous();
        let page = anonymous.get("/login?next=/plans").await;
        assert_eq!(page.attributes("html", "lang"), ["nl"]);
        let form = "form[action='/me/language'] ";
        let field = |name: &str| page.attributes(&format!("{form}[name={name}]"), "value");
        assert_eq!(field("language"), ["en"]);
        assert_eq!(field("next"), ["/login?next=/plans"]);
        assert_eq!(page.texts(&format!("{form}button")), ["English"]);

        let fields = [("language", "en"), ("next", "/login?next=/plans")];
        let answer = anonymous.post("/me/language", &fields).await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("location"), "/login?next=/plans");
        let cookie = answer.header("set-cookie");
        for part in [
            "paraat-language=en",
            "Path=/",
            "SameSite=Lax",
            "HttpOnly",
            "Max-Age=31536000",
        ] {
            assert!(cookie.split("; ").any(|found| found == part), "{cookie}");
        }
        let cookie = [("cookie", "paraat-language=en")];
        let page = anonymous.get_with("/login", &cookie).await;
        assert_eq!(page.attributes("html", "lang"), ["en"]);
        let elsewhere = [("language", "xx"), ("next", "https://example.org")];
        let answer = anonymous.post("/me/language", &elsewhere).await;
        assert_eq!(answer.header("location"), "/");
        assert!(
            answer
                .header("set-cookie")
                .starts_with("paraat-language=nl;")
        );

        let visitor = site.sign_in(COORDINATOR).await;
        let answer = visitor.post("/me/language", &fields).await;
        assert!(
            answer
                .header("set-cookie")
                .starts_with("paraat-language=en;")
        );
        let page = site.sign_in(COORDINATOR).await.get("/plans").await;
        assert_eq!(page.attributes("html", "lang"), ["en"]);
    }
);

#[tokio::test]
async fn pages_travel_compressed() {
    let site = Site::on_sqlite().await;
    let visitor = site.sign_in(COORDINATOR).await;
    let plain = visitor.get("/plans").await;
    assert_eq!(plain.header("content-encoding"), "");
    // What takes longer to make than it saves on the way is not made, whatever the browser takes.
    let packed = visitor
        .get_with("/plans", &[("accept-encoding", "gzip, deflate, br, zstd")])
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.len() < plain.bytes.len() / 4);
}
