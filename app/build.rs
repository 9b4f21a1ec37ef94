//! Turns `locales/{nl,en}/*.toml` into the module `text`: one function a text, so that a missing
//! key, a missing translation or a forgotten argument is a compile error and a look-up costs
//! nothing.
//!
//! A text is `key = "words with {argument}"`; a counted text is a table with `one` and `other`,
//! whose function takes `count` first. Several arguments come by name, so that no two can change
//! places: `number(locale, Number { max, min })`. (The established libraries were weighed: those that
//! check keys at compile time bring two hundred crates and a data exporter into both builds.)

use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, path::Path};
use toml::{Table, Value};

const LOCALES: [&str; 2] = ["nl", "en"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    let mut code = String::new();
    let mut files: Vec<_> = fs::read_dir("locales/nl")?
        .map(|entry| entry.map(|e| e.file_name()))
        .collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        let file = file.to_string_lossy().into_owned();
        let module = file.trim_end_matches(".toml");
        let [nl, en] = LOCALES.map(|locale| read(&Path::new("locales").join(locale).join(&file)));
        let (nl, en) = (nl?, en?);
        if let Some(key) = en.keys().find(|key| !nl.contains_key(*key)) {
            return Err(format!("locales/en/{file}: {key} is not in nl").into());
        }
        writeln!(
            code,
            "/// The texts of `locales/*/{file}`.\npub mod {module} {{\n#![allow(missing_docs, unused_imports, unused_variables, clippy::all)]\nuse super::super::Locale;\nuse std::fmt::Display;"
        )?;
        for (key, value) in &nl {
            let other = en
                .get(key)
                .ok_or(format!("locales/en/{file}: {key} is missing"))?;
            code += &function(key, value, other).map_err(|e| format!("{file}: {key}: {e}"))?;
        }
        code += "}\n";
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("text.rs"), code)?;
    Ok(())
}

fn read(path: &Path) -> Result<BTreeMap<String, Value>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let table: Table = text
        .parse()
        .map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(table.into_iter().collect())
}

fn function(key: &str, nl: &Value, en: &Value) -> Result<String, Box<dyn Error>> {
    let (nl, en) = (forms(nl)?, forms(en)?);
    let counted = nl.len() == 2;
    if counted != (en.len() == 2) {
        return Err("counted in one language only".into());
    }
    let mut arguments = BTreeMap::new();
    for text in nl.iter().chain(&en) {
        for name in placeholders(text)? {
            arguments.insert(name, ());
        }
    }
    for (language, texts) in LOCALES.iter().zip([&nl, &en]) {
        let all = texts.concat();
        if let Some(name) = arguments
            .keys()
            .find(|n| !all.contains(&format!("{{{n}}}")) && *n != "count")
        {
            return Err(format!("{language} lacks {{{name}}}").into());
        }
    }
    if counted {
        arguments.remove("count");
    }
    let mut parameters = String::from("locale: Locale");
    if counted {
        parameters += ", count: i64";
    }
    let names: Vec<_> = arguments.into_keys().collect();
    let mut by_name = String::new();
    match names.as_slice() {
        [] => {}
        [name] => write!(parameters, ", {name}: impl Display")?,
        several => {
            let arguments = camel_case(key);
            let types: Vec<_> = ('A'..).take(several.len()).map(String::from).collect();
            let fields = several.iter().zip(&types);
            let fields: Vec<_> = fields
                .map(|(name, of)| format!("pub {name}: {of}"))
                .collect();
            writeln!(
                by_name,
                "#[derive(Clone, Copy, Debug)] pub struct {arguments}<{}> {{ {} }}",
                types.join(", "),
                fields.join(", ")
            )?;
            write!(
                parameters,
                ", {arguments} {{ {} }}: {arguments}<{}>",
                several.join(", "),
                vec!["impl Display"; several.len()].join(", ")
            )?;
        }
    }
    let mut body = String::new();
    let plain = !counted && names.is_empty();
    for (variant, texts) in ["Nl", "En"].iter().zip([&nl, &en]) {
        let arm = |text: &str| {
            if plain {
                format!("{text:?}")
            } else {
                format!("format!({text:?})")
            }
        };
        let expression = match texts.as_slice() {
            [one, other] => format!("if count == 1 {{ {} }} else {{ {} }}", arm(one), arm(other)),
            _ => arm(&texts[0]),
        };
        writeln!(body, "Locale::{variant} => {expression},")?;
    }
    let output = if plain { "&'static str" } else { "String" };
    Ok(format!(
        "{by_name}#[must_use] pub fn {key}({parameters}) -> {output} {{ match locale {{ {body} }} }}\n"
    ))
}

/// The name of a type for what is called by this key.
fn camel_case(key: &str) -> String {
    let capital = |word: &str| {
        let (first, rest) = word.split_at(1.min(word.len()));
        first.to_uppercase() + rest
    };
    key.split('_').map(capital).collect()
}

fn forms(value: &Value) -> Result<Vec<String>, Box<dyn Error>> {
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Table(table) => ["one", "other"]
            .iter()
            .map(|form| {
                let text = table.get(*form).and_then(Value::as_str);
                text.map(str::to_owned)
                    .ok_or_else(|| format!("{form} is missing").into())
            })
            .collect(),
        _ => Err("neither a text nor a table".into()),
    }
}

fn placeholders(text: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}').ok_or("a { without }")? + start;
        names.push(rest[start + 1..end].to_owned());
        rest = &rest[end + 1..];
    }
    Ok(names)
}
