//! Drawings of a report: marks within rows, columns over time, swatches of the legend.
//!
//! Only digits are text here; the browser lays out everything else. Colours are classes of the style,
//! and no element has a style of its own.

use crate::report::page::{Chart, Column, Mark, Sign};
use crate::report::terminal::harmless;

/// Width of a mark, among few columns and among many.
const WIDTHS: [f64; 2] = [280.0, 130.0];
/// Height of a mark.
const HEIGHT: f64 = 20.0;
/// Width and height of a chart.
const CHART: (f64, f64) = (390.0, 146.0);
/// Space above and below the columns of a chart.
const ABOVE: f64 = 16.0;
const BELOW: f64 = 27.0;
/// A bullet is cut at this multiple of its plan.
const MOST: f64 = 2.0;

/// The hatching that forecasts share.
pub(super) fn patterns() -> String {
    "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\
     <pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
     patternTransform=\"rotate(45)\"><path class=\"hatch\" d=\"M0 0V5\"/></pattern></defs></svg>"
        .to_owned()
}

/// Digits that are short and the same everywhere.
fn at(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    harmless(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::Actual => "actual",
        Sign::Before => "before",
        Sign::Plan => "plan",
        Sign::Forecast => "forecast",
        Sign::Lost => "lost",
        Sign::More => "more",
        Sign::Less => "less",
        Sign::Line => "line",
        Sign::Break => "break",
    }
}

/// A bar; nothing where it has no width.
fn bar(sign: Sign, x: f64, width: f64, (y, height): (f64, f64)) -> String {
    if width <= 0.05 {
        return String::new();
    }
    let fill = if sign == Sign::Forecast { " fill=\"url(#hatch)\"" } else { "" };
    format!(
        "<rect class=\"{}\"{fill} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
        class(sign),
        at(x),
        at(y),
        at(width),
        at(height)
    )
}

/// The marks of a figure, drawn to one scale; `labels` say what each shows.
pub(super) fn marks(
    id: &str,
    marks: &[Option<Mark>],
    labels: impl Iterator<Item = String>,
    wide: bool,
) -> Vec<String> {
    let scale = Scale::of(marks, WIDTHS[usize::from(wide)]);
    let one = |(row, (mark, label)): (usize, (&Option<Mark>, String))| {
        let Some(mark) = mark else { return String::new() };
        let (id, width, height) = (format!("{id}-m{row}"), scale.width, HEIGHT);
        format!(
            "<svg class=\"mark\" role=\"img\" aria-labelledby=\"{id}\" viewBox=\"0 0 {w} {h}\" \
             width=\"{w}\" height=\"{h}\"><title id=\"{id}\">{}</title>{}</svg>",
            escaped(&label),
            scale.drawn(mark),
            w = at(width),
            h = at(height)
        )
    };
    marks.iter().zip(labels).enumerate().map(one).collect()
}

/// What all marks of a figure are drawn to.
struct Scale {
    width: f64,
    /// Bullets: the greatest multiple of a plan.
    most: f64,
    low: f64,
    high: f64,
}

impl Scale {
    fn of(marks: &[Option<Mark>], width: f64) -> Self {
        let mut scale = Self { width, most: 1.0, low: 0.0, high: 0.0 };
        for mark in marks.iter().flatten() {
            match mark {
                Mark::Bullet { actual, plan, before, forecast } => {
                    let values = [*actual, *plan, *before, *forecast].into_iter().flatten();
                    let most = values.fold(0.0, f64::max);
                    if let Some(whole) = whole(mark) {
                        scale.most = scale.most.max(most / whole);
                    }
                }
                Mark::Parts(parts) => {
                    scale.high = scale.high.max(parts.iter().map(|(_, part)| part).sum());
                }
                Mark::Between(_, from, to) => {
                    scale.low = scale.low.min(from.min(*to));
                    scale.high = scale.high.max(from.max(*to));
                }
            }
        }
        scale.most = scale.most.min(MOST);
        scale
    }

    fn drawn(&self, mark: &Mark) -> String {
        let width = self.width - 2.0;
        match mark {
            Mark::Bullet { actual, plan, before, forecast } => {
                let Some(whole) = whole(mark) else { return axis(1.0) };
                let x = |value: f64| width * (value / whole).clamp(0.0, self.most) / self.most;
                let mut out = String::new();
                if let Some(before) = before {
                    out.push_str(&bar(Sign::Before, 1.0, x(*before), (14.5, 4.0)));
                }
                if let Some(plan) = plan {
                    out.push_str(&bar(Sign::Plan, 1.0, x(*plan), (1.5, 12.0)));
                }
                let done = actual.map_or(0.0, x);
                if let Some(forecast) = forecast {
                    out.push_str(&bar(Sign::Forecast, 1.0 + done, x(*forecast) - done, (4.0, 7.0)));
                }
                out.push_str(&bar(Sign::Actual, 1.0, done, (4.0, 7.0)));
                if actual.is_some_and(|actual| actual / whole > self.most) {
                    let end = at(width - 5.0);
                    out.push_str(&format!("<path class=\"cut\" d=\"M{end} 2l-3 11\"/>"));
                }
                out + &axis(1.0)
            }
            Mark::Parts(parts) => {
                let by = if self.high > 0.0 { width / self.high } else { 0.0 };
                let (mut x, mut out) = (1.0, String::new());
                for (sign, part) in parts {
                    out.push_str(&bar(*sign, x, part * by, (4.0, 12.0)));
                    x += part * by;
                }
                out + &axis(1.0)
            }
            Mark::Between(sign, from, to) => {
                let range = self.high - self.low;
                let by = if range > 0.0 { width / range } else { 0.0 };
                let x = |value: f64| 1.0 + (value - self.low) * by;
                let (left, right) = (x(from.min(*to)), x(from.max(*to)));
                let end = at(x(*to));
                let link = format!("<path class=\"link\" d=\"M{end} 16V20\"/>");
                bar(*sign, left, (right - left).max(0.8), (4.0, 12.0)) + &link + &axis(x(0.0))
            }
        }
    }
}

/// What is 100 % of a bullet.
fn whole(mark: &Mark) -> Option<f64> {
    let Mark::Bullet { actual, plan, before, .. } = mark else { return None };
    [*plan, *before, *actual].into_iter().flatten().find(|whole| *whole > 0.0)
}

fn axis(x: f64) -> String {
    format!("<path class=\"axis\" d=\"M{} 0V{}\"/>", at(x), at(HEIGHT))
}

/// A swatch of the legend.
pub(super) fn swatch(sign: Sign) -> String {
    let inner = match sign {
        Sign::Line => "<path class=\"line\" d=\"M0 6H16\"/>".to_owned(),
        Sign::Break => "<path class=\"break\" d=\"M8 0V12\"/>".to_owned(),
        sign => bar(sign, 1.0, 14.0, (2.0, 8.0)),
    };
    format!(
        "<svg class=\"swatch\" aria-hidden=\"true\" viewBox=\"0 0 16 12\" width=\"16\" height=\"12\">{inner}</svg>"
    )
}

/// Columns over time with their digits.
pub(super) fn chart(id: &str, chart: &Chart) -> String {
    let (width, height) = CHART;
    let values = chart.columns.iter().flat_map(|it| [it.value, it.plan]).flatten();
    let (low, high) =
        values.fold((0.0_f64, 0.0_f64), |(low, high), it| (low.min(it), high.max(it)));
    let room = height - ABOVE - BELOW;
    let by = if high > low { room / (high - low) } else { 0.0 };
    let frame = Frame { high, by, slot: width / chart.columns.len().max(1) as f64 };
    let (mut bars, mut line, mut texts) = (String::new(), String::new(), String::new());
    for (place, column) in chart.columns.iter().enumerate() {
        frame.column(column, place, [&mut bars, &mut line, &mut texts]);
    }
    let (base, w, h) = (at(frame.y(0.0)), at(width), at(height));
    let lines = match line.is_empty() {
        true => String::new(),
        false => format!("<path class=\"halo\" d=\"{line}\"/><path class=\"line\" d=\"{line}\"/>"),
    };
    format!(
        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {w} {h}\" \
         width=\"{w}\" height=\"{h}\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{bars}\
         <path class=\"axis\" d=\"M0 {base}H{w}\"/>{lines}{texts}</svg>",
        escaped(&chart.title),
        escaped(&chart.about)
    )
}

/// Where the columns of a chart stand.
struct Frame {
    high: f64,
    by: f64,
    slot: f64,
}

impl Frame {
    fn y(&self, value: f64) -> f64 {
        ABOVE + (self.high - value) * self.by
    }

    fn column(&self, column: &Column, place: usize, [bars, line, texts]: [&mut String; 3]) {
        let (slot, x) = (self.slot, self.slot * place as f64);
        let middle = at(x + slot / 2.0);
        let mut text = |class: &str, y: f64, text: &str| {
            let (y, text) = (at(y), escaped(text));
            texts.push_str(&format!(
                "<text class=\"{class}\" x=\"{middle}\" y=\"{y}\">{text}</text>"
            ));
        };
        if let Some(value) = column.value {
            let (top, bottom) = (self.y(value.max(0.0)), self.y(value.min(0.0)));
            let sign = if column.unfinished { Sign::Forecast } else { Sign::Actual };
            bars.push_str(&bar(sign, x + slot * 0.2, slot * 0.6, (top, (bottom - top).max(0.4))));
            text("v", top - 4.0, &column.text);
        }
        text("l", CHART.1 - BELOW + 12.0, &column.label);
        if let Some(year) = &column.year {
            text("l", CHART.1 - 3.0, year);
        }
        if let Some(plan) = column.plan {
            let (left, level) = (at(x + 1.0), at(self.y(plan)));
            line.push_str(&format!("M{left} {level}h{}", at(slot - 2.0)));
        }
        if column.breaks {
            let (x, end) = (at(x), at(CHART.1 - BELOW));
            bars.push_str(&format!("<path class=\"break\" d=\"M{x} 2V{end}\"/>"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_drawn_has_a_style_or_words() {
        let bullet =
            Mark::Bullet { actual: Some(30.0), plan: Some(10.0), before: None, forecast: None };
        let drawn =
            marks("a", &[Some(bullet), None], ["<b>".to_owned(), String::new()].into_iter(), false);
        assert!(drawn[0].contains("&lt;b&gt;") && !drawn[0].contains("style="), "{}", drawn[0]);
        assert!(drawn[0].contains("class=\"cut\""), "more than the scale holds");
        assert_eq!(drawn[1], "");
        let empty =
            Chart { title: "t".into(), about: "d".into(), unit: String::new(), columns: vec![] };
        assert!(!chart("c", &empty).contains("NaN"));
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!(at(0.04), "0");
        assert_eq!(at(-0.04), "0");
        assert_eq!(at(12.0), "12");
        assert_eq!(at(1.26), "1.3");
    }
}
