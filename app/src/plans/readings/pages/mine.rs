//! What one is asked to read oneself.

use super::confirm;
use crate::{
    Locale, date,
    page::{Content, Frame},
    plans::readings::{MyReading, ReadingRequest},
    text::readings as t,
    ui::{self, Icon, Tone},
};
use leptos::prelude::*;

/// What the reader still has to read: a panel for a page of the reader's own, `page`; nothing when
/// nothing waits.
#[must_use]
pub fn to_read(l: Locale, requests: &[ReadingRequest], page: &str) -> Option<AnyView> {
    let waiting = requests.iter().filter(|one| one.read_on.is_none());
    let items: Vec<_> = waiting.map(|request| item(l, request, page)).collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="panel to-read" aria-labelledby="to-read">
                <header><h2 id="to-read">{t::my_title(l)}</h2></header>
                <ul class="panel-list">{items}</ul>
            </section>
        }
        .into_any()
    })
}

fn item(l: Locale, request: &ReadingRequest, page: &str) -> AnyView {
    let adopted = date::long(l, request.adopted_on);
    view! {
        <li>
            {title(request.visible, request.plan.as_str(), &request.title)}
            {ui::status(Tone::Soon, "unread", t::not_read(l))}
            <small>
                {t::my_version(l, t::MyVersion { date: adopted, label: &request.label })}" · "{t::my_since(l, date::long(l, request.since))}
            </small>
            {(!request.visible).then(|| view! { <small>{t::my_hidden(l, &request.owner)}</small> })}
            {confirm(l, request, page.to_owned())}
        </li>
    }
    .into_any()
}

fn title(visible: bool, plan: &str, title: &str) -> AnyView {
    if visible {
        view! { <a href=format!("/plans/{plan}")>{title.to_owned()}</a> }.into_any()
    } else {
        view! { <strong>{title.to_owned()}</strong> }.into_any()
    }
}

/// What the reader has read, the newest first: a panel for the reader's own page; nothing when
/// nothing was read.
#[must_use]
pub fn my_read(l: Locale, readings: &[MyReading]) -> Option<AnyView> {
    let items: Vec<_> = readings
        .iter()
        .map(|reading| {
            let day = date::long(l, reading.read_on);
            view! {
                <li>
                    {title(reading.visible, reading.plan.as_str(), &reading.title)}
                    <small>{t::my_read_line(l, t::MyReadLine { date: day, label: &reading.label })}</small>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="span-12 panel my-read" aria-labelledby="my-read">
                <header><h2 id="my-read">{t::my_read(l)}</h2></header>
                <ul class="panel-list">{items}</ul>
            </section>
        }
        .into_any()
    })
}

/// What is said to somebody who confirmed a version that is not the newest any more.
#[must_use]
pub fn newer(frame: &Frame, request: &ReadingRequest) -> Content {
    let l = frame.locale;
    let adopted = date::long(l, request.adopted_on);
    let message = t::newer_help(
        l,
        t::NewerHelp {
            date: &adopted,
            label: &request.label,
            title: &request.title,
        },
    );
    let open = request.visible.then(|| {
        ui::quiet_button(
            format!("/plans/{}", request.plan),
            Icon::Plans,
            t::open_plan(l),
        )
    });
    let read = request
        .read_on
        .map(|day| ui::chip(Tone::Ok, t::read_on(l, date::long(l, day))));
    let button = read.unwrap_or_else(|| confirm(l, request, "/me".to_owned()));
    let back = crate::text::roles::me_title(l);
    let view = view! {
        {ui::head(Some(("/me", back)), t::newer(l), request.title.clone(), "")}
        {ui::notice(Tone::Late, message)}
        <div class="button-row">{open}{button}</div>
    };
    Content::new(t::newer(l), view)
}
