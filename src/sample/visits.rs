//! Page views: sessions around the moments at which a lead shows interest, and others.

use super::batch::Cell;
use super::days::DAY;
use super::life::Life;
use super::words;

impl Life<'_> {
    /// Adds the page views of the whole life; comes last.
    pub(super) fn browse(&mut self) {
        let interests = std::mem::take(&mut self.interests);
        for &(at, warm) in &interests {
            if self.draw.chance(if warm { 920 } else { 520 }) {
                let ahead = self.draw.between(60, 1500);
                self.session(at - ahead, warm);
            }
        }
        let warm = interests.iter().any(|&(_, warm)| warm);
        let more = if warm { [10, 25, 30, 35] } else { [35, 30, 20, 15] };
        for _ in 0..self.draw.pick(&more) {
            let days = self.draw.early(0, 150);
            let at = self.world.days.visit(self.lead.created, days, &mut self.draw);
            let warm = warm && self.draw.chance(450);
            self.session(at, warm);
        }
    }

    fn session(&mut self, start: i64, warm: bool) {
        let (first, end) = (self.world.days.start(), self.world.days.end());
        let weights = if warm { &words::WARM_PATHS } else { &words::COLD_PATHS };
        let stay = if warm { 760 } else { 640 };
        let mut at = start;
        for _ in 0..14 {
            if (first..end).contains(&at) {
                self.rows.page_views.push([
                    Cell::Key,
                    Cell::Id(Some(self.lead.number)),
                    Cell::At(Some(at)),
                    Cell::Word(Some(self.draw.pick(weights))),
                ]);
            }
            if !self.draw.chance(stay) {
                break;
            }
            at += self.draw.early(8, 400).min(DAY);
        }
    }
}
