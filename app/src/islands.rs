//! Islands that more than one page uses.
#![expect(
    missing_docs,
    reason = "the island macro makes items that can't bear any"
)]

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Document, DomParser, Event, FormData, HtmlFormElement, Response, SupportedType,
    UrlSearchParams, window,
};

/// How long somebody must have stopped typing before the list follows.
const PAUSE: Duration = Duration::from_millis(200);

/// Makes a register follow its filter while one types: asks the server for the same page with the
/// new filter and puts its list in place, so that there is one view, one set of rules and one
/// permission check. Without WebAssembly the form's button does the same.
///
/// `form` and `results` are the `id`s of the filter form and of the element around the list; its
/// `.result-count` is read out to those who can't see it change.
#[island]
pub fn LiveFilter(form: String, results: String) -> impl IntoView {
    let found = RwSignal::new(String::new());
    Effect::new(move || {
        let _ = follow(&form, &results, found);
    });
    // As a property: a text child would need a marker in the HTML, which no checker accepts.
    view! { <p class="visually-hidden" role="status" prop:textContent=found></p> }
}

fn follow(form: &str, results: &str, found: RwSignal<String>) -> Option<()> {
    let form: HtmlFormElement = document().get_element_by_id(form)?.dyn_into().ok()?;
    let results = results.to_owned();
    let asked = StoredValue::new(0_u32);
    let watched = form.clone();
    let listener = Closure::<dyn Fn(Event)>::new(move |_| {
        asked.update_value(|n| *n += 1);
        let (form, results, mine) = (watched.clone(), results.clone(), asked.get_value());
        set_timeout(
            move || {
                // A later key stroke has its own turn.
                if asked.get_value() == mine {
                    spawn_local(async move {
                        if let Ok(answer) = ask(&form).await
                            && asked.get_value() == mine
                            && let Some(count) = put(&answer, &results)
                        {
                            found.set(count);
                        }
                    });
                }
            },
            PAUSE,
        );
    });
    form.add_event_listener_with_callback("input", listener.as_ref().unchecked_ref())
        .ok()?;
    listener.forget();
    Some(())
}

/// The page for the form as it is filled in now; the address bar follows, so that it can be kept
/// and sent.
async fn ask(form: &HtmlFormElement) -> Result<Document, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let query =
        UrlSearchParams::new_with_str_sequence_sequence(FormData::new_with_form(form)?.as_ref())?;
    let address = format!("{}?{}", form.action(), String::from(query.to_string()));
    let response: Response = JsFuture::from(window.fetch_with_str(&address))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let html = JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    window
        .history()?
        .replace_state_with_url(&JsValue::NULL, "", Some(&address))?;
    DomParser::new()?.parse_from_string(&html, SupportedType::TextHtml)
}

/// Puts the answer's list where the old one is; gives its count in words.
fn put(answer: &Document, results: &str) -> Option<String> {
    let new = answer.get_element_by_id(results)?;
    let old = document().get_element_by_id(results)?;
    let count = new.query_selector(".result-count").ok()??.text_content();
    old.replace_with_with_node_1(&new).ok()?;
    count
}
