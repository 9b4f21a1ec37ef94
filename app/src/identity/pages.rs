//! The pages about signing in and one's own account.

use super::SessionLine;
use crate::{
    date,
    form::{Errors, Values},
    id::SessionId,
    page::{Content, Frame, Notice},
    text::{account as t, shell as ts},
    ui::{self, Tone, form::Form},
};
use leptos::prelude::*;

/// The sign-in page.
#[must_use]
pub fn login(frame: &Frame, values: &Values, errors: &Errors) -> Content {
    let l = frame.locale;
    let form = Form {
        locale: l,
        values,
        errors,
        stored: None,
    };
    let signed_out =
        (frame.notice == Some(Notice::SignedOut)).then(|| ui::notice(Tone::Ok, ts::signed_out(l)));
    let view = view! {
        <div class="login-box">
            <p class="brand"><span class="brand-dot"></span>"Paraat"</p>
            <h1>{t::sign_in(l)}</h1>
            {signed_out}
            {form.summary()}
            <form class="form" method="post" action="/login">
                {form.hidden("next")}
                <div class=if errors.get("email").is_some() { "field invalid" } else { "field" }>
                    <label for="email">{t::email(l)}</label>
                    <input id="email" name="email" type="email" autocomplete="username" value=values.get("email").to_owned() />
                </div>
                {form.password("password", t::password(l), "", "current-password")}
                <div class="form-actions"><button class="button">{t::sign_in(l)}</button></div>
            </form>
            {frame.demo.then(|| view! { <div class="demo-accounts">{demo(l)}</div> })}
        </div>
    };
    Content::new(t::sign_in(l), view)
}

fn demo(l: crate::Locale) -> impl IntoView + use<> {
    let account = |email: &'static str, who: &'static str| {
        view! { <li><code>{email}</code><small>{who}</small></li> }
    };
    view! {
        <h2>{t::demo_accounts(l)}</h2>
        <p>{t::demo_password(l, "paraat-demo")}</p>
        <ul class="plain-list">
            {account("coordinator@demo.paraat", t::demo_coordinator(l))}
            {account("coordinator.vaals@demo.paraat", t::demo_coordinator_vaals(l))}
            {account("medewerker.meerssen@demo.paraat", t::demo_staff(l))}
            {account("bestuur@demo.paraat", t::demo_manager(l))}
            {account("admin@demo.paraat", t::demo_admin(l))}
        </ul>
    }
}

/// One's own account: password and sessions.
#[must_use]
pub fn account(
    frame: &Frame,
    email: &str,
    current: &SessionId,
    sessions: Vec<SessionLine>,
    errors: &Errors,
) -> Content {
    let l = frame.locale;
    let values = Values::default();
    let form = Form {
        locale: l,
        values: &values,
        errors,
        stored: None,
    };
    let lines: Vec<_> = sessions
        .into_iter()
        .map(|session| {
            let seen = t::last_used(l, date::with_time(l, session.seen_at));
            let own = &session.id == current;
            let end = if own {
                ui::chip(Tone::Ok, t::this_session(l))
            } else {
                view! {
                    <form class="inline" method="post" action=format!("/me/account/sessions/{}/delete", session.id)>
                        <button class="button quiet small">{t::end_session(l)}</button>
                    </form>
                }
                .into_any()
            };
            view! { <li><span>{session.user_agent}</span>{end}<small>{seen}</small></li> }
        })
        .collect();
    let view = view! {
        {ui::head(None, t::account(l), email.to_owned(), "")}
        {form.summary()}
        <div class="grid">
            <section class="span-5 panel" aria-labelledby="password-title">
                <header><h2 id="password-title">{t::change_password(l)}</h2></header>
                <form class="form panel-body" method="post" action="/me/account/password">
                    {form.password("current", t::current_password(l), "", "current-password")}
                    {form.password("new", t::new_password(l), t::too_short(l), "new-password")}
                    {form.password("again", t::again(l), "", "new-password")}
                    <div class="form-actions"><button class="button">{t::change_password(l)}</button></div>
                </form>
            </section>
            <section class="span-7 panel" aria-labelledby="sessions-title">
                <header><h2 id="sessions-title">{t::sessions(l)}</h2></header>
                <ul class="panel-list">{lines}</ul>
            </section>
        </div>
    };
    Content::new(t::account(l), view)
}
