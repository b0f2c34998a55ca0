//! Who has to approve which file, as lines of CODEOWNERS.
//!
//! Under `init`. The file of a definition asks for its owner and for the team that accepted it, the
//! file of a party's approvals for that party; other files ask any team.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Forge;
use crate::approval;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::explain;
use crate::model::Model;
use crate::source::Sources;

/// Makes the lines; `folder` is the way from the top of the repository to the project, with `/` at its
/// end. A team without a handle in `[teams]` is an error.
///
/// GitHub is content with one owner of a line: there both teams are asked because each owns the file of
/// its approvals, without which `kpi check` fails. GitLab asks one owner of each section.
pub fn owners(
    model: &Model,
    sources: &Sources,
    folder: &str,
    forge: Forge,
) -> Result<String, Diagnostics> {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in explain::definitions(model) {
        let Some(about) = item.about(model) else { continue };
        let file = sources.file(about.span.file).name.clone();
        files.entry(file).or_default().extend(approval::parties(model, item));
    }
    let teams: BTreeSet<String> = files.values().flatten().cloned().collect();
    let lacking: Vec<&str> =
        teams.iter().filter(|team| !model.teams.contains_key(*team)).map(String::as_str).collect();
    if !lacking.is_empty() {
        return Err(lack(&lacking));
    }
    files.entry("kpi.toml".to_owned()).or_default().extend(teams.iter().cloned());
    for team in &teams {
        files.insert(approval::file_name(team), BTreeSet::from([team.clone()]));
    }
    // Of lines that fit a file, the last counts: this holds for files where nobody owns a definition, new ones too.
    let rest = format!("{} {}", path(folder, DEFINITIONS), handles(model, &teams));
    let mut out = String::from("# Written by `kpi init --codeowners`.\n");
    match forge {
        _ if teams.is_empty() => {}
        Forge::Github => {
            let _ = writeln!(out, "{rest}");
            for (file, teams) in files.iter().filter(|(_, teams)| !teams.is_empty()) {
                let _ = writeln!(out, "{} {}", path(folder, file), handles(model, teams));
            }
        }
        Forge::Gitlab => {
            let _ = writeln!(out, "\n[definitions]\n{rest}");
            for team in &teams {
                let _ = writeln!(out, "\n[{team}]");
                for (file, _) in files.iter().filter(|(_, teams)| teams.contains(team)) {
                    let _ = writeln!(out, "{} {}", path(folder, file), handle(model, team));
                }
            }
        }
    }
    Ok(out)
}

/// The folder of definitions.
const DEFINITIONS: &str = "kpi-definitions/";

fn handle<'m>(model: &'m Model, team: &str) -> &'m str {
    model.teams.get(team).map_or("", String::as_str)
}

fn handles(model: &Model, teams: &BTreeSet<String>) -> String {
    let all: BTreeSet<&str> = teams.iter().map(|team| handle(model, team)).collect();
    all.into_iter().collect::<Vec<_>>().join(" ")
}

fn path(folder: &str, file: &str) -> String {
    format!("/{folder}{file}").replace(' ', "\\ ")
}

fn lack(teams: &[&str]) -> Diagnostics {
    let key = |team: &str| match team.chars().all(|c| c.is_ascii_alphanumeric()) {
        true => team.to_owned(),
        false => format!("\"{team}\""),
    };
    let lines: Vec<String> =
        teams.iter().map(|team| format!("{} = \"@org/team\"", key(team))).collect();
    let message = format!("it is not said what the forge calls {}", teams.join(", "));
    let help = format!("write below `[teams]` in kpi.toml: {}", lines.join(", "));
    Diagnostic::general("missing-key", message).help(help).into()
}
