//! All routes of the program, as one readable list.

use crate::{
    actions,
    db::Db,
    error::Error,
    exercises, identity, on_db, organisations, people,
    plans::{self, annexes, documents, readings},
    playbooks, roles, rulebook,
    sheets::{
        accessibility, calendar, exercise, home, imports, lesson, me, organisation, person, plan,
        planning, readiness, rule,
    },
    state::App,
    trail,
    web::{Routes, assets, page},
};
use anyhow::anyhow;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing,
};
use std::any::Any;
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType},
    csrf::{CsrfLayer, ProtectionError},
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};

/// How hard pages are compressed. Measured on the plan register, 44 KB: 8.4 KB in 40 µs; with all that
/// gzip can, or with brotli's usual level, 6.7 KB in 190 to 220 µs, a fifth of what the page itself
/// takes. What the browser keeps was compressed beforehand, as well as can be.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(1);
/// The most that a form may hold.
const BODY_LIMIT: usize = 512 * 1024;

/// Scripts and styles come from this program alone. The script that starts the islands is a file
/// like any other, so no nonce is needed and nothing may stand inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// Every page and change of the program.
fn pages() -> Routes {
    Routes::new()
        .merge(identity::table())
        .merge(home::table())
        .merge(planning::table())
        .merge(plans::table())
        .merge(plan::table())
        .merge(documents::table())
        .merge(imports::table())
        .merge(rulebook::table())
        .merge(rule::table())
        .merge(readings::table())
        .merge(annexes::table())
        .merge(roles::table())
        .merge(me::table())
        .merge(person::table())
        .merge(people::table())
        .merge(exercises::table())
        .merge(exercise::table())
        .merge(lesson::table())
        .merge(actions::table())
        .merge(playbooks::table())
        .merge(calendar::table())
        .merge(readiness::table())
        .merge(organisation::table())
        .merge(organisations::table())
        .merge(trail::table())
        .merge(accessibility::table())
}

/// Method and path of every page and change.
#[must_use]
pub fn table() -> Vec<(Method, &'static str)> {
    pages().table
}

/// Pages with what goes around them all. What is refused or fails inside [`page::around`] is
/// explained on a page.
fn framed(pages: Router<App>, app: &App) -> Router<App> {
    let refuse = |_: ProtectionError| Error::Forbidden.into_response();
    pages
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::NotFound)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CsrfLayer::new().with_rejection_response(refuse))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app.clone(), page::around))
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Error::Internal(anyhow!("a panic: {}", message.unwrap_or("of another kind"))).into_response()
}

/// The whole program as a service.
pub fn router(app: App) -> Router {
    let pages = framed(pages().router, &app);
    let always =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let layers = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .layer(
            CompressionLayer::new().quality(COMPRESSION).compress_when(
                // A calendar's strong ETag stands for its bytes, and compressed ones are others.
                // So do those of documents, which are compressed already.
                DefaultPredicate::new()
                    .and(NotForContentType::const_new("text/calendar"))
                    .and(NotForContentType::const_new("application/pdf"))
                    .and(NotForContentType::const_new("application/vnd.")),
            ),
        )
        .layer(CatchPanicLayer::new())
        .layer(always(
            header::CONTENT_SECURITY_POLICY,
            CONTENT_SECURITY_POLICY,
        ))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "same-origin"));
    pages
        .route("/pkg/{*path}", routing::get(assets::file))
        .route("/healthz", routing::get(async || "ok"))
        .route("/readyz", routing::get(ready))
        .layer(layers)
        .with_state(app)
}

/// Whether the database answers.
async fn ready(State(app): State<App>) -> Response {
    match ping(&app.db).await {
        Ok(()) => "ok".into_response(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer",
        )
            .into_response(),
    }
}

async fn ping(db: &Db) -> sqlx::Result<()> {
    on_db!(db, |c| sqlx::query("SELECT 1").execute(c).await.map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, config::Config, records::RECORDS};
    use axum::body::{Body, to_bytes};
    use tower::util::ServiceExt;

    async fn broken() -> Response {
        panic!("a thing is broken")
    }

    #[tokio::test]
    async fn a_panic_gives_a_page_that_keeps_its_reason_to_itself() {
        let config = Config {
            listen: ([127, 0, 0, 1], 3000).into(),
            public_url: "http://127.0.0.1:3000".parse().expect("a value"),
            demo: false,
            today: None,
            documents: None,
        };
        let db = Db::open("sqlite::memory:").await.expect("a value");
        let app = App::new(
            db,
            Clock::system(chrono_tz::Europe::Amsterdam),
            config,
            &RECORDS,
        );
        let router = framed(Router::new().route("/broken", routing::get(broken)), &app);
        let request = axum::extract::Request::get("/broken").body(Body::empty());
        let answer = router
            .with_state(app)
            .oneshot(request.expect("a value"))
            .await;
        let answer = answer.expect("a value");
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = to_bytes(answer.into_body(), BODY_LIMIT)
            .await
            .expect("a value");
        let body = String::from_utf8(body.to_vec()).expect("a value");
        assert!(body.contains("<h1") && !body.contains("a thing is broken"));
    }
}
