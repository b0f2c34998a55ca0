//! A review in one line.

use super::ReviewReport;
use crate::change::Level;
use crate::effect::{Became, Movement};
use crate::report::change::{level as level_word, nature};

pub(super) fn is_japanese(report: &ReviewReport<'_>) -> bool {
    report.changes.language != "en"
}

/// What changed most, what it does, who has to agree; also usable as the text of a status.
pub(super) fn summary(report: &ReviewReport<'_>, few: Option<u64>) -> String {
    let changes = report.changes.changes;
    let japanese = is_japanese(report);
    let Some(first) =
        changes.iter().min_by_key(|it| it.findings.iter().map(|it| it.rule.nature).min())
    else {
        return if japanese {
            "意味の変更なし".into()
        } else {
            "no change of meaning".into()
        };
    };
    let language = report.changes.language;
    let name = first.label.clone().unwrap_or_else(|| first.full_name());
    let mut parts = vec![format!("{name}: {}", nature(first, language))];
    if changes.len() > 1 {
        let more = changes.len() - 1;
        parts.push(match japanese {
            true => format!("ほか {more} 件の変更"),
            false => format!("{more} more changed"),
        });
    }
    let moved = report.effect.as_ref().ok().and_then(|effect| effect.stages.first());
    if let Some((_, Ok(movement))) = moved {
        parts.push(counts(movement, japanese, few));
    }
    let level = changes.iter().map(|it| it.consequence.level).max().unwrap_or(Level::None);
    let mut who: Vec<&str> = changes
        .iter()
        .filter(|it| it.consequence.level == level)
        .flat_map(|it| it.consequence.who.iter().map(String::as_str))
        .collect();
    who.sort_unstable();
    who.dedup();
    if level > Level::None {
        parts.push(format!("{}: {}", level_word(level, language), who.join(", ")));
    }
    parts.join(if japanese { "。" } else { "; " })
}

fn counts(movement: &Movement, japanese: bool, few: Option<u64>) -> String {
    let (leave, enter) = (movement.leave.len() as u64, movement.enter.len() as u64);
    let last = movement.left.stages.len() + movement.position;
    let won = movement.leave.iter().filter(|it| it.became == Became::Stage(last)).count() as u64;
    let of = |count: u64| masked(count, few);
    let won = movement.left.stages.last().map(|(label, _)| (label, of(won)));
    match (japanese, won.filter(|_| leave > 0)) {
        (true, Some((label, won))) => {
            format!(
                "{} から {}件が外れ(うち{label} {won}件)、{}件が入る",
                movement.label,
                of(leave),
                of(enter)
            )
        }
        (true, None) => {
            format!("{} から {}件が外れ、{}件が入る", movement.label, of(leave), of(enter))
        }
        (false, Some((label, won))) => {
            format!(
                "{} leave {} ({won} of them {label}), {} enter",
                of(leave),
                movement.label,
                of(enter)
            )
        }
        (false, None) => format!("{} leave {}, {} enter", of(leave), movement.label, of(enter)),
    }
}

/// A count; of few leads only that they are few.
pub(super) fn masked(count: u64, few: Option<u64>) -> String {
    match few {
        Some(few) if (1..few).contains(&count) => format!("<{few}"),
        _ => crate::report::decimal::Digits::new(i128::from(count), 0).text(true),
    }
}
