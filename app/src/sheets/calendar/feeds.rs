//! One's own calendar feeds as a page.

use super::{FeedLine, form::selections};
use crate::{
    Locale, date,
    form::FormState,
    page::{Content, Frame},
    text::calendar as t,
    ui::{self, Icon, form::Form, icon},
};
use leptos::prelude::*;

/// A feed that was made just now, with its secret address.
#[derive(Clone, Debug)]
pub struct NewFeed {
    /// The name that the user gave it.
    pub name: String,
    /// Its address, to be pasted into a calendar.
    pub address: String,
    /// The same with the scheme that calendar programs open.
    pub webcal: String,
}

/// The list of one's feeds and the form of another one. `person` tells whether there is a person
/// behind the account; `made` is shown this once.
#[must_use]
pub fn page(
    frame: &Frame,
    feeds: Vec<FeedLine>,
    form_state: &FormState,
    person: bool,
    made: Option<NewFeed>,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let choices = ui::form::choices(selections(person), |s| (s.code(), s.label(l)));
    let view = view! {
        {ui::head(Some(("/calendar", t::title(l))), t::feeds(l), t::feeds_lede(l), "")}
        {form.summary()}
        {made.map(|made| address(l, made))}
        <div class="grid">
            <section class="span-7 panel" aria-labelledby="feeds">
                <header><h2 id="feeds">{t::feeds_now(l)}</h2></header>
                {list(l, feeds)}
            </section>
            <section class="span-5 panel" aria-labelledby="new-feed">
                <header><h2 id="new-feed">{t::new_feed(l)}</h2></header>
                <form class="form panel-body" method="post" action="/me/calendar">
                    {form.text("name", t::name(l), t::name_hint(l))}
                    {form.radios("selection", t::selection(l), t::selection_hint(l), &choices)}
                    <div class="form-actions"><button class="button">{t::make(l)}</button></div>
                </form>
            </section>
            <section class="span-12 panel" aria-labelledby="how-to">
                <header><h2 id="how-to">{t::how_to(l)}</h2></header>
                <div class="panel-body">
                    <p>{t::how_to_help(l)}</p>
                    <dl class="facts">
                        <dt>"Outlook"</dt><dd>{t::outlook(l)}</dd>
                        <dt>"Google"</dt><dd>{t::google(l)}</dd>
                        <dt>"Apple"</dt><dd>{t::apple(l)}</dd>
                    </dl>
                </div>
            </section>
        </div>
    };
    Content::new(t::feeds(l), view)
}

fn address(l: Locale, made: NewFeed) -> AnyView {
    view! {
        <div class="token-box">
            <label for="feed-address">{t::address(l, &made.name)}</label>
            <p class="hint" id="feed-address-hint">{t::address_once(l)}</p>
            <input id="feed-address" type="text" readonly value=made.address aria-describedby="feed-address-hint" />
            <a class="button quiet" href=made.webcal>{icon(Icon::Calendar)}{t::open_in_app(l)}</a>
        </div>
    }
    .into_any()
}

fn list(l: Locale, feeds: Vec<FeedLine>) -> AnyView {
    if feeds.is_empty() {
        return ui::empty(t::no_feeds(l));
    }
    let lines: Vec<_> = feeds
        .into_iter()
        .map(|feed| {
            let made = t::made_on(l, date::long(l, feed.created_at.date()));
            let used = feed.used_at.map_or_else(
                || t::never_used(l).to_owned(),
                |at| t::used_at(l, date::with_time(l, at)),
            );
            view! {
                <li>
                    <span>{feed.name.clone()}</span>
                    <div>
                        <form class="inline" method="post" action=format!("/me/calendar/{}/delete", feed.id)>
                            <button class="button quiet small" aria-label=t::revoke_name(l, &feed.name)>{t::revoke(l)}</button>
                        </form>
                    </div>
                    <small>{feed.selection.short_label(l)}" · "{made}" · "{used}</small>
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{lines}</ul> }.into_any()
}
