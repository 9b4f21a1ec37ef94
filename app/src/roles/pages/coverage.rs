//! Roles down, organisations across: where people are missing.

use super::{catalogue::grips, cell_words, grip_words};
use crate::{
    Locale, date,
    form::FormState,
    id::OrganisationId,
    organisations::{Offer, OrganisationName},
    page::{Content, Frame, Pages},
    roles::{Coverage, CoverageCell, FilledBy, GripLevel, rules::DoubleHat},
    text::{plans as tp, roles as t, ui as tu},
    ui::{
        self,
        form::{Form, choices},
        icon,
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The people with double hats who are in sight at once.
const HATS: usize = 10;

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The day.
    pub day: NaiveDate,
    /// The level; all of them without one.
    pub grip: Option<GripLevel>,
    /// Only the rows in which some cell is so.
    pub only: Option<Coverage>,
    /// The organisation; all of them without one.
    pub organisation: Option<OrganisationId>,
    /// The organisations to choose from, and the region that was chosen.
    pub offer: Offer,
    /// The filter as it was typed.
    pub form: FormState,
}

impl Asked {
    /// The address of the page for this region with this filter.
    pub(super) fn address(
        &self,
        region: Option<&OrganisationId>,
        only: Option<Coverage>,
        page: i64,
    ) -> String {
        let code = |id: Option<&OrganisationId>| id.map_or(String::new(), ToString::to_string);
        let page = if page > 1 {
            page.to_string()
        } else {
            String::new()
        };
        let query = ui::query(&[
            ("region", &code(region)),
            ("organisation", &code(self.organisation.as_ref())),
            ("grip", self.grip.map_or("", GripLevel::code)),
            ("day", self.form.values.get("day")),
            ("coverage", only.map_or("", Coverage::code)),
            ("page", &page),
        ]);
        format!("/roles/coverage{query}")
    }
}

/// What the page shows of some organisations.
#[derive(Clone, Debug)]
pub struct CoverageView {
    /// The cells, by role in the order of the catalogue, then by organisation.
    pub cells: Vec<CoverageCell>,
    /// People with too many hats.
    pub hats: Vec<DoubleHat>,
    /// Which organisations, when there are more than fit, from 1.
    pub page: i64,
    /// What was asked for.
    pub asked: Asked,
}

impl CoverageView {
    /// The address of this page with another filter.
    fn address(&self, only: Option<Coverage>, page: i64) -> String {
        let asked = &self.asked;
        asked.address(asked.offer.region.as_ref(), only, page)
    }

    /// The pages of organisations: the columns of the municipalities, as the region has few.
    #[must_use]
    pub fn pages(&self) -> Pages {
        let rows = self.rows(FilledBy::Municipality);
        let columns = rows.iter().map(|row| row.len()).max();
        Pages {
            page: self.page.max(1),
            total: columns.map_or(0, |columns| i64::try_from(columns).unwrap_or_default()),
        }
    }

    /// The rows of the roles that are filled so: each the cells of one role.
    fn rows(&self, by: FilledBy) -> Vec<&[CoverageCell]> {
        self.cells
            .chunk_by(|a, b| a.role.id == b.role.id)
            .filter(|row| row.first().is_some_and(|cell| cell.role.filled_by == by))
            .filter(|row| {
                self.asked
                    .only
                    .is_none_or(|only| row.iter().any(|cell| cell.coverage == only))
            })
            .collect()
    }
}

/// The page.
#[must_use]
pub fn coverage(frame: &Frame, view: &CoverageView) -> Content {
    let l = frame.locale;
    let asked = &view.asked;
    let municipal = view.rows(FilledBy::Municipality);
    let regional = view.rows(FilledBy::Region);
    let none = municipal.is_empty() && regional.is_empty();
    let tables = view! {
        {(!municipal.is_empty()).then(|| table(l, "municipalities", t::coverage_municipalities(l), &municipal, view))}
        {ui::pagination(l, view.pages(), |page| view.address(asked.only, page))}
        {(!regional.is_empty()).then(|| table(l, "region", t::coverage_region(l), &regional, view))}
    };
    let whole = Asked {
        organisation: None,
        ..asked.clone()
    };
    let regions = (!asked.offer.regions.is_empty()).then(
        || view! { <p><a href=whole.address(None, asked.only, 1)>{t::all_regions(l)}</a></p> },
    );
    let content = view! {
        <div class="landscape stack">
            {head(l, asked)}
            {regions}
            {figures(l, |coverage| count(view, coverage), |coverage| view.address(Some(coverage), 1))}
            {asked.only.map(|_| view! { <p><a href=view.address(None, 1)>{t::show_all(l)}</a></p> })}
            {if none { ui::empty(t::coverage_none(l)) } else { tables.into_any() }}
            <p class="muted">{t::coverage_key(l)}</p>
            {hats(l, view)}
        </div>
    };
    Content::new(t::coverage_title(l), content)
}

/// The head of the page, with its filter.
pub(super) fn head(l: Locale, asked: &Asked) -> impl IntoView + use<> {
    let level = asked.grip.map_or_else(
        || t::coverage_all(l).to_owned(),
        |grip| t::coverage_at(l, grip.label(l)),
    );
    let lede = t::coverage_lede(
        l,
        t::CoverageLede {
            date: date::long(l, asked.day),
            level,
        },
    );
    view! {
        {ui::head(Some(("/roles", t::title(l))), t::coverage_title(l), lede, "")}
        {Form::new(l, &asked.form).summary()}
        {filters(l, asked)}
    }
}

fn filters(l: Locale, asked: &Asked) -> impl IntoView + use<> {
    let mut state = asked.form.clone();
    if state.values.get("day").is_empty() {
        state.values = state.values.replacing("day", asked.day);
    }
    let form = Form::new(l, &state);
    let words = choices(Coverage::ALL, |c| (c.code(), c.label(l)));
    view! {
        <form class="filters" method="get" action="/roles/coverage">
            {asked.offer.fields(&form, tp::organisation(l))}
            {form.select("grip", t::grip(l), "", Some(t::all_grips(l)), &grips(l))}
            {form.select("coverage", t::coverage(l), "", Some(tu::all(l)), &words)}
            {form.date("day", t::coverage_day(l), "")}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

fn count(view: &CoverageView, coverage: Coverage) -> i64 {
    let cells = view.cells.iter().filter(|cell| cell.coverage == coverage);
    i64::try_from(cells.count()).unwrap_or_default()
}

/// How many cells are how: each number leads to the rows behind it.
pub(super) fn figures(
    l: Locale,
    count: impl Fn(Coverage) -> i64,
    address: impl Fn(Coverage) -> String,
) -> AnyView {
    let figures: Vec<_> = Coverage::ALL
        .iter()
        .map(|coverage| (*coverage, count(*coverage)))
        .filter(|(coverage, count)| *coverage != Coverage::Pooled || *count > 0)
        .map(|(coverage, count)| {
            let words = match coverage {
                Coverage::Vacant => t::count_vacant(l, count),
                Coverage::UnderMinimum => t::count_under_minimum(l, count),
                Coverage::Pooled => t::count_pooled(l, count),
                Coverage::Thin => t::count_thin(l, count),
                Coverage::Filled => t::count_filled(l, count),
            };
            view! {
                <div class=format!("figure {}", coverage.tone().class())>
                    <b>{icon(coverage.icon())}{count}</b>
                    <a href=address(coverage)>{words}</a>
                </div>
            }
        })
        .collect();
    view! { <div class="figures">{figures}</div> }.into_any()
}

fn table(
    l: Locale,
    id: &'static str,
    title: &'static str,
    rows: &[&[CoverageCell]],
    view: &CoverageView,
) -> impl IntoView + use<> {
    // Only the columns of this page; the region's own table always fits.
    let from = usize::try_from(Pages::offset(view.page)).unwrap_or_default();
    let size = usize::try_from(Pages::SIZE).unwrap_or_default();
    let part = |row: &[CoverageCell]| -> Vec<CoverageCell> {
        let from = if row.len() > size { from } else { 0 };
        row.iter().skip(from).take(size).cloned().collect()
    };
    let organisations: Vec<OrganisationName> = rows
        .first()
        .map(|row| {
            part(row)
                .into_iter()
                .map(|cell| cell.organisation)
                .collect()
        })
        .unwrap_or_default();
    let heads: Vec<_> = organisations
        .iter()
        .map(|organisation| view! { <th scope="col">{organisation.name.clone()}</th> })
        .collect();
    let columns = organisations.len() + 2;
    let bodies: Vec<_> = rows
        .chunk_by(|a, b| group_of(a) == group_of(b))
        .map(|rows| {
            let group = rows.first().and_then(|row| group_of(row));
            let lines: Vec<_> = rows.iter().map(|row| line(l, &part(row))).collect();
            view! {
                <tbody>
                    <tr class="group"><th scope="rowgroup" colspan=columns.to_string()>{group.map(|g| g.label(l))}</th></tr>
                    {lines}
                </tbody>
            }
        })
        .collect();
    view! {
        <div>
            <h2 id=id>{title}</h2>
            <div class="table-scroll" role="region" aria-label=title tabindex="0">
                <table class="matrix">
                    <thead>
                        <tr><th scope="col">{t::role(l)}</th><th scope="col">{t::minimum(l)}</th>{heads}</tr>
                    </thead>
                    {bodies}
                </table>
            </div>
        </div>
    }
}

fn group_of(row: &[CoverageCell]) -> Option<crate::roles::RoleGroup> {
    row.first().map(|cell| cell.role.group)
}

fn line(l: Locale, cells: &[CoverageCell]) -> Option<impl IntoView + use<>> {
    let first = cells.first()?;
    let (role, name, minimum) = (
        first.role.id.clone(),
        first.role.name.clone(),
        first.minimum,
    );
    let cells: Vec<_> = cells
        .iter()
        .map(|cell| {
            let query = ui::query(&[("organisation", cell.organisation.id.as_str())]);
            let about = format!("{}, {}: ", cell.role.name, cell.organisation.name);
            view! {
                <td data-coverage=cell.coverage.code()>
                    <a class="cell" href=format!("/roles/{}{query}", cell.role.id)>
                        {icon(cell.coverage.icon())}
                        <span class="visually-hidden">{about}</span>
                        <span>{cell_words(l, cell.coverage, cell.filled, cell.pool)}</span>
                    </a>
                </td>
            }
        })
        .collect();
    Some(view! {
        <tr>
            <th scope="row"><a href=format!("/roles/{role}")>{name}</a></th>
            <td>{minimum}</td>
            {cells}
        </tr>
    })
}

/// People with too many hats; the first ones in sight, the others to unfold.
fn hats(l: Locale, view: &CoverageView) -> impl IntoView + use<> {
    let (first, others) = view.hats.split_at(view.hats.len().min(HATS));
    let count = |hats: &[DoubleHat]| i64::try_from(hats.len()).unwrap_or_default();
    let shown = if first.is_empty() {
        ui::empty(t::hats_none(l))
    } else {
        hats_table(l, first)
    };
    let hidden = (!others.is_empty()).then(|| {
        view! {
            <footer>
                <details class="disclosure">
                    <summary>{t::more_hats(l, count(others))}</summary>
                    {hats_table(l, others)}
                </details>
            </footer>
        }
    });
    view! {
        <section class="panel" aria-labelledby="hats">
            <header>
                <h2 id="hats">{t::hats(l)}</h2>
                <p>{t::count_hats(l, count(&view.hats))}" · "{t::hats_help(l)}</p>
            </header>
            {shown}
            {hidden}
        </section>
    }
}

fn hats_table(l: Locale, hats: &[DoubleHat]) -> AnyView {
    let rows: Vec<_> = hats
        .iter()
        .map(|hat| {
            let (id, name) = hat.person.clone();
            let name = if hat.known {
                view! { <a href=format!("/people/{id}")>{name}</a> }.into_any()
            } else {
                name.into_any()
            };
            let roles: Vec<_> = hat
                .roles
                .iter()
                .map(|(role, organisation)| {
                    view! { <li>{role.clone()}<span class="muted">" · "{organisation.clone()}</span></li> }
                })
                .collect();
            view! {
                <tr>
                    <td>{name}</td>
                    <td data-label=t::hats_roles(l)><ul class="plain-list">{roles}</ul></td>
                    <td data-label=t::hats_levels(l)>{grip_words(l, &hat.levels)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="register hats">
            <thead>
                <tr>
                    <th scope="col">{t::person(l)}</th>
                    <th scope="col">{t::hats_roles(l)}</th>
                    <th scope="col">{t::hats_levels(l)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
