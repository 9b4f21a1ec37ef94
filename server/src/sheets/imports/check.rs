//! A row of a file on its way to a form: its texts, and the faults found so far.

use super::file::{Cell, Row, Table};
use app::{
    form::{Errors, Problem},
    sheets::imports::{Column, Fault, Flaw, Line, Outcome, shortened},
};

/// A row under check.
#[derive(Debug)]
pub struct Check<'a> {
    table: &'a Table,
    row: &'a Row,
    /// What was found wrong.
    pub faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    /// Begins with the faults that need no more than a look at the cells.
    #[must_use]
    pub fn new(table: &'a Table, row: &'a Row) -> Self {
        let mut check = Self {
            table,
            row,
            faults: Vec::new(),
        };
        if !row.beyond_header.is_empty() {
            check.faults.push(Fault::of_row(row.number, Flaw::Beyond));
        }
        for ((column, _), cell) in table.columns.iter().zip(&row.cells) {
            if column.written_only() {
                continue;
            }
            match cell {
                Cell::Error(error) => check.add_with(*column, error, Flaw::ErrorValue),
                Cell::Merged(range) => check.add(*column, Flaw::Merged(range.clone())),
                Cell::Text(phone) if column.is_phone() && lost_zero(phone) => {
                    check.add(*column, Flaw::LeadingZero);
                }
                Cell::Text(_) | Cell::Empty => {}
            }
        }
        check
    }

    /// The row as the spreadsheet counts it, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.row.number
    }

    /// The text of a cell; empty when there is none.
    #[must_use]
    pub fn text(&self, column: Column) -> &'a str {
        let mut cells = self.table.columns.iter().zip(&self.row.cells);
        match cells.find(|((known, _), _)| *known == column) {
            Some((_, Cell::Text(text))) => text,
            _ => "",
        }
    }

    /// Notes a fault of a cell; the first one of a cell stays.
    pub fn add(&mut self, column: Column, flaw: Flaw) {
        self.add_with(column, self.text(column), flaw);
    }

    fn add_with(&mut self, column: Column, value: &str, flaw: Flaw) {
        if self.faults.iter().all(|fault| fault.column != Some(column)) {
            let at = self.table.place(column);
            let fault = Fault::new(self.row.number, at, column, value, flaw);
            self.faults.push(fault);
        }
    }

    /// What comes of the row: its faults in the order of the file's columns, or without any this
    /// outcome for the record at this address, if there is one. A row is shown by these two columns.
    #[must_use]
    pub fn line(
        mut self,
        [title, organisation]: [Column; 2],
        address: Option<String>,
        outcome: Outcome,
    ) -> Line {
        self.faults.sort_by_key(|fault| fault.at);
        let [title, organisation] =
            [title, organisation].map(|column| shortened(self.text(column), 120));
        Line {
            row: self.row.number,
            title,
            organisation,
            outcome: if self.faults.is_empty() {
                outcome
            } else {
                Outcome::Wrong(self.faults)
            },
            address,
        }
    }

    /// Notes what a form found wrong, each at the column of its field.
    pub fn errors(&mut self, errors: &Errors) {
        self.errors_but(errors, &[]);
    }

    /// [`errors`](Self::errors) without those of some columns.
    pub fn errors_but(&mut self, errors: &Errors, left_out: &[Column]) {
        for (field, problem) in errors.iter() {
            match field.parse() {
                Ok(column) if left_out.contains(&column) => {}
                Ok(column) => self.add(column, Flaw::Form(problem.clone())),
                Err(_) => self.faults.push(Fault::of_row(
                    self.row.number,
                    Flaw::Form(Problem::clone(problem)),
                )),
            }
        }
    }
}

/// Whether a number lost the 0 in front, as spreadsheets do with numbers: nine digits are a Dutch
/// number without it.
fn lost_zero(phone: &str) -> bool {
    phone.len() == 9 && !phone.starts_with('0') && phone.bytes().all(|b| b.is_ascii_digit())
}
