//! Who may go where: every route, as each access level and as nobody, against a written matrix.

use tests::{
    on_both,
    records::{self, Route},
    site::{Answer, Site},
};

/// The columns of the matrix: who asks. The records asked for are of Meerssen, except for
/// `elsewhere`, which is the coordinator of Vaals.
const WHO: [(&str, &str); 6] = [
    ("nobody", ""),
    ("staff", "medewerker.meerssen@demo.paraat"),
    ("coordinator", "coordinator@demo.paraat"),
    ("manager", "bestuur@demo.paraat"),
    ("admin", "admin@demo.paraat"),
    ("elsewhere", "coordinator.vaals@demo.paraat"),
];

const MATRIX: &str = include_str!("access.txt");

/// What happened, as far as the matrix cares: `login` (sent to sign in), `no` (403), `hidden`
/// (404), or `yes` (the page, a redirect after the change, or what is wrong with the form).
fn outcome(answer: &Answer) -> &'static str {
    match answer.status {
        303 if answer.header("location").starts_with("/login?") => "login",
        303 if answer.header("location") == "/login" && answer.header("set-cookie").is_empty() => {
            "login"
        }
        403 => "no",
        404 => "hidden",
        200 | 303 | 304 | 400 | 409 | 422 => "yes",
        _ => "failed",
    }
}

on_both!(
    every_route_answers_each_access_level_as_the_matrix_says,
    async |site: Site| {
        let coordinator = site.sign_in("coordinator@demo.paraat").await;
        let mut visitors = Vec::new();
        for (_, email) in WHO {
            visitors.push(if email.is_empty() {
                site.anonymous()
            } else {
                site.sign_in(email).await
            });
        }
        // Signing out ends the sessions, so it comes last.
        let mut table = records::routes(&coordinator).await;
        table.sort_by_key(|route| route.path == "/logout");
        let mut found = String::new();
        for Route {
            method,
            path,
            address,
        } in table
        {
            let mut line = format!("{:4} {path:58}", method.as_str());
            for visitor in &visitors {
                let answer = match method.as_str() {
                    "GET" => visitor.get(&address).await,
                    _ => visitor.post(&address, &[]).await,
                };
                line.push_str(&format!(" {:11}", outcome(&answer)));
            }
            found.push_str(line.trim_end());
            found.push('\n');
        }
        let expected: String = MATRIX
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect();
        assert!(found == expected, "the routes answer:\n{found}");
    }
);
