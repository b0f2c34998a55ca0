//! Colours of a report, light and dark. Text has a contrast of 4.5 to 1 at least, drawings 3 to 1.

/// A colour in both schemes.
struct Colour {
    name: &'static str,
    light: u32,
    dark: u32,
}

const fn colour(name: &'static str, light: u32, dark: u32) -> Colour {
    Colour { name, light, dark }
}

/// What is behind.
const GROUNDS: [Colour; 2] =
    [colour("paper", 0xffffff, 0x15191d), colour("tint", 0xf4f6f7, 0x1d2329)];

/// Colours of text.
const INKS: [Colour; 4] = [
    colour("ink", 0x1b2329, 0xe7ebee),
    colour("quiet", 0x56626c, 0xa4b0ba),
    colour("careful", 0xa1301f, 0xf29b86),
    colour("accent", 0x1d5a83, 0x86bfe4),
];

/// Colours of drawings.
const SIGNS: [Colour; 5] = [
    colour("actual", 0x33424e, 0xcfd9e1),
    colour("edge", 0x6d7a85, 0x93a1ad),
    colour("more", 0x1f7a5c, 0x55c49d),
    colour("less", 0xb4412e, 0xef8f7b),
    colour("plan", 0x1b2329, 0xe7ebee),
];

/// Fills whose outline tells them apart, and hairlines.
const FAINT: [Colour; 2] =
    [colour("before", 0xc3ccd3, 0x46535e), colour("rule", 0xd3d9dd, 0x37414a)];

/// The colours as custom properties.
pub(super) fn css() -> String {
    let all = || GROUNDS.iter().chain(&INKS).chain(&SIGNS).chain(&FAINT);
    let light: String = all().map(|it| format!("--{}:#{:06x};", it.name, it.light)).collect();
    let dark: String = all().map(|it| format!("--{}:#{:06x};", it.name, it.dark)).collect();
    format!(
        ":root{{color-scheme:light dark;{light}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: u32) -> f64 {
        let part = |shift: u32| {
            let value = f64::from(colour >> shift & 0xff) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    fn contrast(one: u32, other: u32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn least(colours: &[Colour]) -> f64 {
        let pairs = colours.iter().flat_map(|it| GROUNDS.iter().map(move |ground| (it, ground)));
        let both = pairs.flat_map(|(it, ground)| {
            [contrast(it.light, ground.light), contrast(it.dark, ground.dark)]
        });
        both.fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn text_and_drawings_stand_out() {
        assert!((contrast(0x000000, 0xffffff) - 21.0).abs() < 1e-9);
        assert!(least(&INKS) >= 4.5, "{}", least(&INKS));
        assert!(least(&SIGNS) >= 3.0, "{}", least(&SIGNS));
    }
}
