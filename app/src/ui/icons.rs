//! Icons, from Lucide (ISC licence).
//!
//! Copyright (c) Lucide Icons and Contributors; parts from Feather (MIT), copyright (c) Cole Bemis.

use leptos::{prelude::*, tachys::html::InertElement};

/// The whole picture of these lines: pages have dozens, so each is one constant text.
macro_rules! svg {
    ($lines:literal) => {
        concat!(
            r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">"#,
            $lines,
            "</svg>"
        )
    };
}

/// An icon. It never stands alone as a status: a word is always beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// Done, in order.
    Check,
    /// Soon; time is running.
    Clock,
    /// Too late, missing or wrong.
    Warning,
    /// Being worked on; edit.
    Pencil,
    /// Nothing there yet.
    Minus,
    /// Close, remove, refused.
    Cross,
    /// The calendar or a date.
    Calendar,
    /// Download a file.
    Download,
    /// Send a file in.
    Upload,
    /// Print the page.
    Print,
    /// Add something.
    Plus,
    /// Open the navigation.
    Menu,
    /// One person.
    User,
    /// People.
    Users,
    /// Plans.
    Plans,
    /// Crisis roles.
    Roles,
    /// Exercises.
    Exercises,
    /// Lessons.
    Lessons,
    /// Actions.
    Actions,
    /// Playbooks.
    Playbooks,
    /// The overview.
    Home,
    /// The readiness report.
    Readiness,
    /// Organisations.
    Organisations,
    /// The audit trail.
    Audit,
    /// Telephone.
    Phone,
    /// E-mail.
    Mail,
    /// A link that leaves the program.
    External,
    /// Forward, next.
    ArrowRight,
    /// Back, previous.
    ArrowLeft,
    /// Search.
    Search,
    /// Filter a list.
    Filter,
    /// High water.
    Waves,
    /// The airport, an aircraft accident.
    Plane,
    /// Language.
    Globe,
    /// Sign out.
    LogOut,
    /// An explanation.
    Info,
    /// Private, or not allowed.
    Lock,
    /// Copy to the clipboard.
    Copy,
    /// Open a menu or a part of the page.
    ChevronDown,
}

impl Icon {
    /// The drawing, 24 by 24; line and fill come from the class `icon`.
    pub(super) fn svg(self) -> &'static str {
        match self {
            Self::Check => svg!(r#"<path d="M20 6 9 17l-5-5"/>"#),
            Self::Clock => svg!(r#"<circle cx="12" cy="12" r="10"/><path d="M12 6v6l4 2"/>"#),
            Self::Warning => {
                svg!(
                    r#"<path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3"/><path d="M12 9v4"/><path d="M12 17h.01"/>"#
                )
            }
            Self::Pencil => {
                svg!(
                    r#"<path d="M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497z"/><path d="m15 5 4 4"/>"#
                )
            }
            Self::Minus => svg!(r#"<path d="M5 12h14"/>"#),
            Self::Cross => svg!(r#"<path d="M18 6 6 18"/><path d="m6 6 12 12"/>"#),
            Self::Calendar => {
                svg!(
                    r#"<path d="M8 2v3"/><path d="M16 2v3"/><rect x="3" y="3" width="18" height="18" rx="2"/><path d="M3 9h18"/>"#
                )
            }
            Self::Download => {
                svg!(
                    r#"<path d="M12 15V3"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/><path d="m7 10 5 5 5-5"/>"#
                )
            }
            Self::Upload => {
                svg!(
                    r#"<path d="M12 3v12"/><path d="m17 8-5-5-5 5"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/>"#
                )
            }
            Self::Print => {
                svg!(
                    r#"<path d="M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2"/><path d="M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6"/><rect x="6" y="14" width="12" height="8" rx="1"/>"#
                )
            }
            Self::Plus => svg!(r#"<path d="M5 12h14"/><path d="M12 5v14"/>"#),
            Self::Menu => svg!(r#"<path d="M4 5h16"/><path d="M4 12h16"/><path d="M4 19h16"/>"#),
            Self::User => {
                svg!(
                    r#"<path d="M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2"/><circle cx="12" cy="7" r="4"/>"#
                )
            }
            Self::Users => {
                svg!(
                    r#"<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/><path d="M16 3.128a4 4 0 0 1 0 7.744"/><path d="M22 21v-2a4 4 0 0 0-3-3.87"/><circle cx="9" cy="7" r="4"/>"#
                )
            }
            Self::Plans => {
                svg!(
                    r#"<path d="M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2z"/><path d="M14 2v5a1 1 0 0 0 1 1h5"/><path d="M10 9H8"/><path d="M16 13H8"/><path d="M16 17H8"/>"#
                )
            }
            Self::Roles => {
                svg!(
                    r#"<path d="M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z"/>"#
                )
            }
            Self::Exercises => {
                svg!(
                    r#"<circle cx="12" cy="12" r="10"/><circle cx="12" cy="12" r="6"/><circle cx="12" cy="12" r="2"/>"#
                )
            }
            Self::Lessons => {
                svg!(
                    r#"<path d="M15 14c.2-1 .7-1.7 1.5-2.5 1-.9 1.5-2.2 1.5-3.5A6 6 0 0 0 6 8c0 1 .2 2.2 1.5 3.5.7.7 1.3 1.5 1.5 2.5"/><path d="M9 18h6"/><path d="M10 22h4"/>"#
                )
            }
            Self::Actions => {
                svg!(
                    r#"<path d="M13 5h8"/><path d="M13 12h8"/><path d="M13 19h8"/><path d="m3 17 2 2 4-4"/><path d="m3 7 2 2 4-4"/>"#
                )
            }
            Self::Playbooks => {
                svg!(
                    r#"<path d="M12 5v16"/><path d="M20.001 19A2 2 0 0022 17V5a2 2 0 00-1.999-2L16 3.002A5 5 0 0012 5a5 5 0 00-4-2H4a2 2 0 00-2 2v12a2 2 0 001.999 2H8a5 5 0 014 2 5 5 0 014-2z"/>"#
                )
            }
            Self::Home => {
                svg!(
                    r#"<rect width="7" height="9" x="3" y="3" rx="1"/><rect width="7" height="5" x="14" y="3" rx="1"/><rect width="7" height="9" x="14" y="12" rx="1"/><rect width="7" height="5" x="3" y="16" rx="1"/>"#
                )
            }
            Self::Readiness => {
                svg!(r#"<path d="m12 14 4-4"/><path d="M3.34 19a10 10 0 1 1 17.32 0"/>"#)
            }
            Self::Organisations => {
                svg!(
                    r#"<path d="M10 12h4"/><path d="M10 8h4"/><path d="M14 21v-3a2 2 0 0 0-4 0v3"/><path d="M6 10H4a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2h-2"/><path d="M6 21V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v16"/>"#
                )
            }
            Self::Audit => {
                svg!(
                    r#"<path d="M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8"/><path d="M3 3v5h5"/><path d="M12 7v5l4 2"/>"#
                )
            }
            Self::Phone => {
                svg!(
                    r#"<path d="M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"/>"#
                )
            }
            Self::Mail => {
                svg!(
                    r#"<path d="m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7"/><rect x="2" y="4" width="20" height="16" rx="2"/>"#
                )
            }
            Self::External => {
                svg!(
                    r#"<path d="M15 3h6v6"/><path d="M10 14 21 3"/><path d="M18 13v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h6"/>"#
                )
            }
            Self::ArrowRight => svg!(r#"<path d="M5 12h14"/><path d="m12 5 7 7-7 7"/>"#),
            Self::ArrowLeft => svg!(r#"<path d="m12 19-7-7 7-7"/><path d="M19 12H5"/>"#),
            Self::Search => svg!(r#"<path d="m21 21-4.34-4.34"/><circle cx="11" cy="11" r="8"/>"#),
            Self::Filter => {
                svg!(
                    r#"<path d="M10 20a1 1 0 0 0 .553.895l2 1A1 1 0 0 0 14 21v-7a2 2 0 0 1 .517-1.341L21.74 4.67A1 1 0 0 0 21 3H3a1 1 0 0 0-.742 1.67l7.225 7.989A2 2 0 0 1 10 14z"/>"#
                )
            }
            Self::Waves => {
                svg!(
                    r#"<path d="M2 12q2.5 2 5 0t5 0 5 0 5 0"/><path d="M2 19q2.5 2 5 0t5 0 5 0 5 0"/><path d="M2 5q2.5 2 5 0t5 0 5 0 5 0"/>"#
                )
            }
            Self::Plane => {
                svg!(
                    r#"<path d="M17.8 19.2 16 11l3.5-3.5C21 6 21.5 4 21 3c-1-.5-3 0-4.5 1.5L13 8 4.8 6.2c-.5-.1-.9.1-1.1.5l-.3.5c-.2.5-.1 1 .3 1.3L9 12l-2 3H4l-1 1 3 2 2 3 1-1v-3l3-2 3.5 5.3c.3.4.8.5 1.3.3l.5-.2c.4-.3.6-.7.5-1.2z"/>"#
                )
            }
            Self::Globe => {
                svg!(
                    r#"<circle cx="12" cy="12" r="10"/><path d="M12 2a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20"/><path d="M2 12h20"/>"#
                )
            }
            Self::LogOut => {
                svg!(
                    r#"<path d="m16 17 5-5-5-5"/><path d="M21 12H9"/><path d="M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"/>"#
                )
            }
            Self::Info => {
                svg!(
                    r#"<circle cx="12" cy="12" r="10"/><path d="M12 16v-4"/><path d="M12 8h.01"/>"#
                )
            }
            Self::Lock => {
                svg!(
                    r#"<rect width="18" height="11" x="3" y="11" rx="2" ry="2"/><path d="M7 11V7a5 5 0 0 1 10 0v4"/>"#
                )
            }
            Self::Copy => {
                svg!(
                    r#"<rect width="14" height="14" x="8" y="8" rx="2" ry="2"/><path d="M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2"/>"#
                )
            }
            Self::ChevronDown => svg!(r#"<path d="m6 9 6 6 6-6"/>"#),
        }
    }
}

/// The icon as inline SVG, hidden from screen readers because the word beside it says the same.
#[must_use]
pub fn icon(icon: Icon) -> impl IntoView {
    InertElement::new(icon.svg())
}
