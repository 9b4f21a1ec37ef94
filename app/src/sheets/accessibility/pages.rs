//! The accessibility statement, open to everybody.

use crate::{
    Locale,
    page::{Content, Frame},
    text::{accessibility as t, shell as ts},
    ui,
};
use leptos::prelude::*;

/// The statement, with a link to it in the other language: a visitor who isn't signed in has no
/// menu to choose one.
#[must_use]
pub fn statement(frame: &Frame) -> Content {
    let l = frame.locale;
    let other = match l {
        Locale::Nl => Locale::En,
        Locale::En => Locale::Nl,
    };
    let language = view! {
        <a lang=other.code() hreflang=other.code() href=format!("/accessibility?language={other}", other = other.code())>{ts::this_language(other)}</a>
    };
    let back = frame.viewer.is_none().then(|| ("/login", t::sign_in(l)));
    let list = |items: &[&'static str]| {
        let items: Vec<_> = items
            .iter()
            .map(|item| view! { <li>{*item}</li> })
            .collect();
        view! { <ul>{items}</ul> }
    };
    let view = view! {
        {ui::head(back, t::title(l), t::lede(l), language)}
        <div class="prose">
            <h2>{t::aim_title(l)}</h2>
            <p>{t::aim(l)}</p>
            <p>{t::standing(l)}</p>
            <h2>{t::tested_title(l)}</h2>
            {list(&[t::tested_axe(l), t::tested_html(l), t::tested_scripts(l), t::tested_sight(l)])}
            <p>{t::not_tested(l)}</p>
            <h2>{t::limits_title(l)}</h2>
            {list(&[t::limit_calendar(l), t::limit_texts(l), t::limit_filter(l), t::limit_offline(l)])}
            <h2>{t::report_title(l)}</h2>
            <p>{t::report(l)}</p>
            <p>{t::report_where(l)}</p>
            <p>{t::report_then(l)}</p>
        </div>
    };
    Content::new(t::title(l), view)
}
