//! Who has read the plan, and what the organisations that share it add to it.

use super::table;
use crate::{
    Locale, date,
    plans::{
        Schedule,
        annexes::{AnnexLine, pages::status_chip},
        readings::{ReadersSheet, pages::name},
    },
    text::{annexes as ta, dossier as t, readings as tr},
    ui,
};
use chrono::NaiveDate;
use leptos::prelude::*;

pub(super) fn readers(l: Locale, sheet: &ReadersSheet) -> AnyView {
    let heads = [t::reader(l), t::asked(l), t::read(l)];
    let rows = sheet.readers.iter().map(|reader| {
        let tally = reader.tally;
        vec![
            name(l, &reader.who, reader.organisation.as_ref()).into_any(),
            tr::asked_on(
                l,
                tr::AskedOn {
                    by: &reader.asked_by,
                    date: date::long(l, reader.asked_on),
                },
            )
            .into_any(),
            tr::progress(
                l,
                tr::Progress {
                    asked: tally.asked,
                    read: tally.read,
                },
            )
            .into_any(),
        ]
    });
    table(l, &heads, rows.collect())
}

pub(super) fn annexes(l: Locale, lines: &[AnnexLine], today: NaiveDate) -> AnyView {
    let heads = [
        ta::organisation(l),
        ta::status(l),
        ta::due(l),
        ta::last_check(l),
    ];
    let rows = lines.iter().map(|line| {
        let schedule: Option<Schedule> = line.standing.and_then(|standing| standing.schedule);
        let last = line.last.as_ref().map_or_else(
            || "–".to_owned(),
            |(on, by)| match by {
                Some(by) => format!("{} · {by}", date::long(l, *on)),
                None => date::long(l, *on),
            },
        );
        vec![
            line.organisation.name.clone().into_any(),
            status_chip(l, line.status(today)),
            ui::optional_day(l, schedule.map(|schedule| schedule.due_on)),
            last.into_any(),
        ]
    });
    table(l, &heads, rows.collect())
}
