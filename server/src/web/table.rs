//! The type of a table of routes: each feature has one in its `table.rs`.

use crate::state::App;
use axum::{Router, extract::DefaultBodyLimit, handler::Handler, http::Method, routing};

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
}
