//! All kinds of records of which the audit trail tells.

use crate::{
    actions, exercises, identity, lessons, organisations, people,
    plans::{self, annexes},
    playbooks, roles, rulebook,
    sheets::calendar,
    trail::{Kind, Records},
};
use app::trail::Subject;
use std::sync::LazyLock;

/// What the trail must know of each.
pub static RECORDS: LazyLock<Records> = LazyLock::new(|| Records::new(kind));

fn kind(subject: Subject) -> &'static Kind {
    match subject {
        Subject::Plan => &plans::trail::PLAN,
        Subject::Rule => &rulebook::trail::RULE,
        Subject::Annex => &annexes::trail::ANNEX,
        Subject::Role => &roles::trail::ROLE,
        Subject::Assignment => &roles::trail::ASSIGNMENT,
        Subject::Person => &people::trail::PERSON,
        Subject::Exercise => &exercises::trail::EXERCISE,
        Subject::Lesson => &lessons::trail::LESSON,
        Subject::Action => &actions::trail::ACTION,
        Subject::Playbook => &playbooks::trail::PLAYBOOK,
        Subject::Organisation => &organisations::trail::ORGANISATION,
        Subject::User => &identity::trail::USER,
        Subject::CalendarFeed => &calendar::trail::FEED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::{Locale, trail::words};
    use std::{fs, path::Path};

    /// The kind and the action of every `Entry::new` that names both, in the files below a folder.
    fn entries(folder: &Path, found: &mut Vec<(String, String)>) {
        for file in fs::read_dir(folder).expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                entries(&path, found);
            } else {
                let code = fs::read_to_string(&path).expect("a text");
                let calls = code.split("Entry::new(Subject::").skip(1);
                found.extend(calls.filter_map(|call| {
                    let (subject, rest) = call.split_once(',')?;
                    // The action ends the call; one that is no literal can't be checked here.
                    let (arguments, _) =
                        rest.split_once("\")").filter(|(a, _)| !a.contains(';'))?;
                    let (_, action) = arguments.rsplit_once('"')?;
                    Some((subject.to_owned(), action.to_owned()))
                }));
            }
        }
    }

    fn is(subject: Subject, variant: &str) -> bool {
        format!("{subject:?}") == variant
    }

    #[test]
    fn every_kind_of_record_is_told_of_by_its_own_words() {
        for subject in Subject::ALL {
            assert_eq!(kind(*subject).words.subject, *subject);
        }
    }

    #[test]
    fn everything_that_the_program_records_has_words() {
        let mut found = Vec::new();
        entries(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        assert!(found.contains(&("Plan".to_owned(), "adopt".to_owned())));
        for (variant, action) in &found {
            let mut subjects = Subject::ALL.iter();
            let subject = subjects.find(|subject| is(**subject, variant));
            let subject = subject.unwrap_or_else(|| panic!("no kind {variant}"));
            let words = RECORDS.words(*subject);
            assert!(
                words::action(Locale::Nl, Some(words), action).is_some(),
                "no words for {action} of {subject}"
            );
        }
        for subject in Subject::ALL.iter().filter(|one| **one != Subject::Action) {
            let told = found.iter().any(|(variant, _)| is(*subject, variant));
            assert!(told, "nothing is recorded of {subject}");
        }
    }
}
