//! The type of a table of routes: each feature has one in its `table.rs`.

use crate::state::App;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::{Method, Uri},
    response::Redirect,
    routing,
};
use std::collections::BTreeSet;

/// Routes of a feature, with a table of them: tests walk it to see who may go where.
#[derive(Debug, Default)]
pub struct Routes {
    /// The handlers.
    pub(crate) router: Router<App>,
    /// Method and path of each.
    pub(crate) table: Vec<(Method, &'static str)>,
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    #[must_use]
    pub fn get<H: Handler<T, App>, T: 'static>(mut self, path: &'static str, handler: H) -> Self {
        self.table.push((Method::GET, path));
        self.router = self.router.route(path, routing::get(handler));
        self
    }

    /// A change.
    #[must_use]
    pub fn post<H: Handler<T, App>, T: 'static>(mut self, path: &'static str, handler: H) -> Self {
        self.table.push((Method::POST, path));
        self.router = self.router.route(path, routing::post(handler));
        self
    }

    /// A change that brings a file. The handler takes it with
    /// [`upload::received`](crate::web::upload::received) and says there how large it may be.
    #[must_use]
    pub fn upload<H: Handler<T, App>, T: 'static>(
        mut self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.table.push((Method::POST, path));
        let handler = routing::post(handler).layer(DefaultBodyLimit::disable());
        self.router = self.router.route(path, handler);
        self
    }

    /// The routes of another feature.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.table.extend(other.table);
        self.router = self.router.merge(other.router);
        self
    }

    /// The routes as a service. A change that was refused leaves its own address in the browser:
    /// whoever opens that address again comes to the page of the record.
    pub(crate) fn with_ways_back(self) -> Router<App> {
        let of = |method: Method| -> BTreeSet<&'static str> {
            let routes = self.table.iter().filter(|(one, _)| *one == method);
            routes.map(|(_, path)| *path).collect()
        };
        let (pages, changes) = (of(Method::GET), of(Method::POST));
        let only_changes = changes.difference(&pages);
        only_changes.fold(self.router, |router, path| match place_of(path, &pages) {
            None => router,
            Some(place) => {
                let depth = place.matches('/').count();
                let way_back = async move |uri: Uri| Redirect::to(above(uri.path(), depth));
                router.route(path, routing::get(way_back))
            }
        })
    }
}

/// The page to which the path of a change belongs: the nearest one above it that is of a record; where
/// there is none, the nearest one.
fn place_of<'a>(path: &'a str, pages: &BTreeSet<&str>) -> Option<&'a str> {
    let above = path.match_indices('/').map(|(at, _)| &path[..at]);
    let above: Vec<_> = above.filter(|place| pages.contains(place)).collect();
    let record = above.iter().rfind(|place| place.ends_with('}'));
    record.or(above.last()).copied()
}

/// The first segments of an address.
fn above(path: &str, depth: usize) -> &str {
    let end = path.match_indices('/').nth(depth);
    end.map_or(path, |(at, _)| &path[..at])
}
