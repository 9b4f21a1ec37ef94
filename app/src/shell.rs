//! The page around every page: banner, bar, navigation, footer.

use crate::{
    Locale, date,
    page::{Content, Frame, Notice, Viewer},
    text::shell as t,
    ui::{self, Icon, Tone, icon},
};
use leptos::prelude::*;
use memchr::memmem;

/// How an island begins and ends, and what Leptos puts between parts.
const OPEN: &[u8] = b"<leptos-island";
const CLOSE: &[u8] = b"</leptos-island>";
const MARKER: &[u8] = b"<!>";

/// A whole HTML document with this content in this frame.
///
/// Needs a reactive owner, which the server gives. The islands are started only where there are
/// any, so a page without them loads no WebAssembly.
#[must_use]
pub fn document(frame: &Frame, content: Content) -> String {
    let main = content.view.to_html();
    let title = format!("{} · Paraat", content.title);
    let islands = memmem::find(main.as_bytes(), OPEN).is_some();
    let head = view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        {frame.assets.as_ref().map(|assets| view! {
            <link rel="stylesheet" href=format!("{assets}/paraat.css") />
            {islands.then(|| view! { <script type="module" src=format!("{assets}/boot.js")></script> })}
        })}
    };
    let body = match &frame.viewer {
        Some(viewer) => framed(frame, viewer, main).into_any(),
        None => plain(frame, main).into_any(),
    };
    let class = frame.viewer.is_none().then_some("plain");
    let page = view! {
        <html lang=frame.locale.code()>
            <head>{head}</head>
            <body class=class>{body}</body>
        </html>
    };
    clean("<!doctype html>", &page.to_html())
}

/// Leptos marks the places between parts with `<!>`, which is no valid HTML and is needed only
/// inside islands, where the browser takes over. (In texts and attributes `<` is always escaped,
/// so nothing that somebody typed can look like a marker.) This is the document without them, after
/// its first line; a page has a thousand, so they are looked for in the quickest way there is.
fn clean(first: &str, html: &str) -> String {
    let mut clean = String::with_capacity(first.len() + html.len());
    clean.push_str(first);
    let mut rest = html;
    while let Some(start) = memmem::find(rest.as_bytes(), OPEN) {
        let end = memmem::find(&rest.as_bytes()[start..], CLOSE)
            .map_or(rest.len(), |end| start + end + CLOSE.len());
        without_markers(&mut clean, &rest[..start]);
        clean.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    without_markers(&mut clean, rest);
    clean
}

fn without_markers(clean: &mut String, html: &str) {
    let mut from = 0;
    for at in memmem::find_iter(html.as_bytes(), MARKER) {
        clean.push_str(&html[from..at]);
        from = at + MARKER.len();
    }
    clean.push_str(&html[from..]);
}

fn plain(frame: &Frame, main: String) -> impl IntoView + use<> {
    view! {
        {banner(frame)}
        <main id="main" class="main" tabindex="-1" inner_html=main></main>
        {footer(frame)}
    }
}

fn framed(frame: &Frame, viewer: &Viewer, main: String) -> impl IntoView + use<> {
    let l = frame.locale;
    let notice = frame.notice.map(|notice| {
        let message = match notice {
            Notice::Saved => t::saved(l),
            Notice::Created => t::created(l),
            Notice::SignedOut => t::signed_out(l),
            Notice::PasswordChanged => t::password_changed(l),
            Notice::Ended => t::ended(l),
        };
        ui::notice(Tone::Ok, message)
    });
    // The drawer and the side have the same links.
    let links = links(frame, viewer).to_html();
    view! {
        <a class="skip-link" href="#main">{t::skip(l)}</a>
        {banner(frame)}
        <header class="topbar">
            <details class="drawer">
                <summary>{icon(Icon::Menu)}{t::menu(l)}</summary>
                <nav aria-label=t::navigation(l) inner_html=links.clone()></nav>
            </details>
            <a class="brand" href="/"><span class="brand-dot"></span>"Paraat"</a>
            <span class="topbar-org">{viewer.organisation.clone()}</span>
            {user_menu(frame, viewer)}
        </header>
        <div class="frame">
            <nav class="sidenav" aria-label=t::navigation(l) inner_html=links></nav>
            <main id="main" class="main" tabindex="-1">
                {notice}
                <div inner_html=main></div>
            </main>
        </div>
        {footer(frame)}
        <p class="print-footer">
            {t::printed(l, t::Printed { name: &viewer.name, when: date::with_time(l, frame.now) })}
        </p>
    }
}

fn banner(frame: &Frame) -> Option<impl IntoView + use<>> {
    let l = frame.locale;
    frame.demo.then(|| view! { <div class="demo-banner" role="region" aria-label=t::demonstration(l)>{t::demo(l)}</div> })
}

fn footer(frame: &Frame) -> impl IntoView + use<> {
    let l = frame.locale;
    view! {
        <footer class="footer">
            <a href="/accessibility">{t::accessibility(l)}</a>
            {frame.viewer.is_none().then(|| language(frame, "link-button"))}
        </footer>
    }
}

fn links(frame: &Frame, viewer: &Viewer) -> impl IntoView + use<> {
    let l = frame.locale;
    let path = frame.address.split('?').next().unwrap_or_default();
    let link = |to: &'static str, image: Icon, label: &'static str| {
        let here = path == to
            || (to != "/"
                && path
                    .strip_prefix(to)
                    .is_some_and(|rest| rest.starts_with('/')));
        view! {
            <li><a href=to aria-current=here.then_some("page")>{icon(image)}<span>{label}</span></a></li>
        }
    };
    let manages = viewer.manager || viewer.coordinator;
    view! {
        <ul>
            {link("/", Icon::Home, t::home(l))}
            {viewer.person.is_some().then(|| link("/me", Icon::User, t::me(l)))}
            {link("/plans", Icon::Plans, t::plans(l))}
            {link("/roles", Icon::Roles, t::roles(l))}
            {link("/people", Icon::Users, t::people(l))}
            {link("/exercises", Icon::Exercises, t::exercises(l))}
            {link("/lessons", Icon::Lessons, t::lessons(l))}
            {link("/actions", Icon::Actions, t::actions(l))}
            {link("/playbooks", Icon::Playbooks, t::playbooks(l))}
            {link("/calendar", Icon::Calendar, t::calendar(l))}
        </ul>
        <hr />
        <ul>
            {manages.then(|| link("/readiness", Icon::Readiness, t::readiness(l)))}
            {link("/organisations", Icon::Organisations, t::organisations(l))}
            {(viewer.admin || viewer.coordinator).then(|| link("/audit", Icon::Audit, t::audit(l)))}
        </ul>
    }
}

/// The switch to the other language.
fn language(frame: &Frame, class: &'static str) -> impl IntoView + use<> {
    let other = match frame.locale {
        Locale::Nl => Locale::En,
        Locale::En => Locale::Nl,
    };
    view! {
        <form method="post" action="/me/language">
            <input type="hidden" name="language" value=other.code() />
            <input type="hidden" name="next" value=frame.address.clone() />
            <button class=class lang=other.code()>{icon(Icon::Globe)}{t::this_language(other)}</button>
        </form>
    }
}

fn user_menu(frame: &Frame, viewer: &Viewer) -> impl IntoView + use<> {
    let l = frame.locale;
    view! {
        <details class="user-menu">
            <summary>{icon(Icon::User)}<span>{viewer.name.clone()}</span></summary>
            <ul>
                <li><a href="/me/calendar">{icon(Icon::Calendar)}{t::my_calendar(l)}</a></li>
                <li><a href="/me/account">{icon(Icon::Lock)}{t::account(l)}</a></li>
                <li>{language(frame, "menu-item")}</li>
                <li>
                    <form method="post" action="/logout">
                        <button class="menu-item">{icon(Icon::LogOut)}{t::sign_out(l)}</button>
                    </form>
                </li>
            </ul>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn markers_stay_in_islands_alone() {
        let html = "<p>a<!>b</p><leptos-island>c<!>d</leptos-island><!><i>&lt;!&gt;</i>";
        let expected = "<p>ab</p><leptos-island>c<!>d</leptos-island><i>&lt;!&gt;</i>";
        assert_eq!(clean("", html), expected);
    }
}
