//! The demonstration's data is whole, and what is not is named.

use super::{check::check, data::Data};

#[test]
fn the_demonstration_data_is_whole() {
    let data = Data::parse().unwrap_or_else(|error| panic!("{error:#}"));
    check(&data).unwrap_or_else(|error| panic!("{error:#}"));
    let accounts = data.accounts.iter().map(|account| account.email.as_str());
    assert!(accounts.eq(crate::seed::ACCOUNTS.map(|(email, _)| email)));
}

#[test]
fn a_broken_reference_is_named_with_its_file_and_entry() {
    let mut data = Data::parse().unwrap_or_else(|error| panic!("{error:#}"));
    data.plans[0].steward = Some("nobody".to_owned());
    data.exercises[0].roles.push("jester".to_owned());
    let faults = check(&data).map_err(|error| error.to_string());
    let expected = format!(
        "plans.toml: {}: there is no person nobody\nexercises.toml: {}: there is no role jester",
        data.plans[0].code, data.exercises[0].code
    );
    assert_eq!(faults, Err(expected));
}
