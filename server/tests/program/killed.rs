//! What a kill in the middle of writes leaves.

use crate::{
    Result,
    running::{Server, ask, get, post, sign_in},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};
use tempfile::TempDir;

/// The value of the first choice in a list whose words hold `words`.
fn choice(page: &str, list: &str, words: &str) -> Result<String> {
    let list = page
        .split(&format!("name=\"{list}\""))
        .nth(1)
        .ok_or("no such list")?;
    let option = list
        .split("<option")
        .find(|option| option.contains(words))
        .ok_or("no such choice")?;
    Ok(option
        .split("value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .ok_or("no value")?
        .to_owned())
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed_in_the_middle_of_writes() -> Result {
    let folder = TempDir::new()?;
    let start = || Server::start(&folder, &["--demo", "--today", "2026-11-23"]);
    let holds = |server: &Server, cookie: &str, titles: &[String]| -> Result {
        for title in titles {
            let found = server.ask(get(&format!("/plans?q={title}"), cookie))?;
            assert!(found.contains(&format!(">{title}</a>")), "{title} is lost");
        }
        Ok(())
    };
    let (mut acknowledged, mut last) = (Vec::new(), Vec::new());
    for round in 0..20 {
        let server = start()?;
        let cookie = sign_in(&server)?;
        holds(&server, &cookie, &last)?;
        let form = server.ask(get("/plans/new", &cookie))?;
        let owner = choice(&form, "owner", "Heuvelland")?;
        let rule = choice(&form, "rule", "Bijlage")?;
        let (said, heard) = mpsc::channel();
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let (said, stop) = (said.clone(), stop.clone());
                let (address, cookie, owner, rule) = (server.address.clone(), cookie.clone(), owner.clone(), rule.clone());
                thread::spawn(move || {
                    for number in 0.. {
                        let title = format!("r{round}w{writer}n{number}e");
                        let body = format!("title={title}&kind=annex&owner={owner}&organisations={owner}&rule={rule}");
                        match ask(&address, post("/plans/new", &cookie, &body)) {
                            Ok(answer) if answer.starts_with("HTTP/1.1 303") => {
                                said.send(title).expect("somebody who listens");
                            }
                            Ok(answer) if ["HTTP/1.1 4", "HTTP/1.1 5"].iter().any(|s| answer.starts_with(s)) => {
                                panic!("a plan was refused: {answer}")
                            }
                            // An answer that was cut off acknowledges nothing.
                            Ok(_) | Err(_) => {}
                        }
                        if stop.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                })
            })
            .collect();
        drop(said);
        // Not after some time but after some writes, so that the others are in the midst of theirs.
        last = heard.iter().take(4 + round % 3).collect();
        drop(server);
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.join().map_err(|_| "a writer failed")?;
        }
        last.extend(heard);
        acknowledged.extend_from_slice(&last);
    }
    assert!(acknowledged.len() >= 80);
    let server = start()?;
    holds(&server, &sign_in(&server)?, &acknowledged)
}
