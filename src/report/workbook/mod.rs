//! A report as an Excel workbook: tables that sort and filter, numbers with their formats, native charts,
//! and formulas where a reader may try a number.
//!
//! One file for each kind of sheet; `sheet` writes it, `entry` says what stands in a cell, `draw` makes
//! charts. The same report gives the same bytes: the date of the file is the as-of day.

mod channels;
mod draw;
mod entry;
mod funnel;
mod gap;
mod other;
mod sheet;
mod targets;
mod trends;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::digest::{DigestReport, Texts};
use crate::diagnostic::Diagnostic;
use crate::digest::{Content, Digest, Funnel, Target};
use crate::model::ReportPart;
use crate::report::page::{Document, Section, Text, Tone};
use entry::Entry;
use sheet::Sheet;

/// Makes the bytes of an `.xlsx` file.
pub fn workbook(shown: &DigestReport<'_>, text: &Document) -> Result<Vec<u8>, Diagnostic> {
    let made = Made { texts: Texts::of(shown), text };
    made.bytes().map_err(|error| {
        let message = format!("the report does not fit into a workbook: {error}");
        Diagnostic::general("cannot-write", message)
            .help("choose fewer parts with `[report.NAME]`, or write .html or .json")
    })
}

struct Made<'a> {
    texts: Texts<'a>,
    text: &'a Document,
}

/// Where a part is found, and what it comes to.
struct Entered {
    sheet: Option<&'static str>,
    about: Text,
}

impl Made<'_> {
    fn bytes(&self) -> Result<Vec<u8>, XlsxError> {
        let (mut entered, mut sheets) = (Vec::new(), Vec::new());
        for (section, (part, content)) in self.text.sections.iter().zip(&self.digest().parts) {
            let lead = section.lead.clone().unwrap_or_else(|| section.title.clone().into());
            let named = content.as_ref().ok().and_then(|content| self.name(content));
            if let (Some(name), Ok(content)) = (named, content) {
                sheets.push(self.part(name, section, content)?);
                entered.push(Entered { sheet: Some(name), about: lead });
                if let Content::Funnel(funnel) = content {
                    let name = self.texts.say("試算", "What if");
                    sheets.push(self.trial(name, funnel)?);
                    let about = self.texts.word("率や件数を変えて試す", "change rates and volumes");
                    entered.push(Entered { sheet: Some(name), about: about.into() });
                }
            } else if content.is_err() {
                let title = self.texts.part(*part);
                let about = Text::toned(format!("{title}: {}", lead.text), Tone::Quiet);
                entered.push(Entered { sheet: None, about });
            }
        }
        let name = self.texts.say("定義", "Definitions");
        sheets.push(self.definitions(name)?);
        let about =
            self.texts.word("言葉の意味と計算", "what words mean, and how they are computed");
        entered.push(Entered { sheet: Some(name), about: about.into() });
        let mut workbook = Workbook::new();
        workbook.set_properties(&self.properties()?);
        workbook.push_worksheet(self.overview(&entered)?.done()?);
        for sheet in sheets {
            workbook.push_worksheet(sheet.done()?);
        }
        workbook.save_to_buffer()
    }

    fn digest(&self) -> &Digest {
        self.texts.digest
    }

    fn properties(&self) -> Result<DocProperties, XlsxError> {
        let day = self.digest().as_of;
        let month = u8::try_from(day.month()).unwrap_or(1);
        let date = ExcelDateTime::from_ymd(
            u16::try_from(day.year()).unwrap_or(EARLIEST).max(EARLIEST),
            month,
            u8::try_from(day.day()).unwrap_or(1),
        )?;
        let properties = DocProperties::new().set_title(&self.text.title);
        Ok(properties.set_subject(&self.text.project).set_creation_datetime(&date))
    }

    fn sheet(&self, name: &str) -> Result<Sheet, XlsxError> {
        let font = if self.texts.words.japanese { "Yu Gothic" } else { "Arial" };
        Sheet::new(name, font)
    }

    fn overview(&self, entered: &[Entered]) -> Result<Sheet, XlsxError> {
        let mut sheet = self.sheet(self.texts.say("概要", "Overview"))?;
        sheet.title(&self.text.title)?;
        sheet.say(&Text::toned(self.text.project.as_str(), Tone::Quiet))?;
        sheet.gap();
        let sentence = Entry::strong(self.text.sentence.as_str());
        sheet.entries(&[Entry::quiet(self.texts.say("要点", "in short")), sentence])?;
        for (word, fact) in &self.text.facts {
            sheet.entries(&[Entry::quiet(word.as_str()), fact.clone().into()])?;
        }
        sheet.heading(self.texts.say("シート", "Sheets"))?;
        for it in entered {
            match it.sheet {
                Some(name) => sheet.link(name, &it.about)?,
                None => sheet.entries(&[Entry::none(), Entry::from(it.about.clone())])?,
            }
        }
        Ok(sheet)
    }

    /// The name of the sheet of a part; none of those that the sheet of definitions holds.
    fn name(&self, content: &Content) -> Option<&'static str> {
        let say = |japanese, english| Some(self.texts.say(japanese, english));
        match content {
            Content::Targets(_) => say("目標", "Targets"),
            Content::Funnel(_) => say("ファネル", "Funnel"),
            Content::Gap(_) => say("計画との差", "Gap"),
            Content::Trends(_) => say("推移", "Trends"),
            Content::Channels(_) => say("チャネル", "Channels"),
            Content::Agreements(_) => say("合意", "Agreements"),
            Content::Diagnoses(..) => say("診断", "Diagnoses"),
            Content::Interest(_) => say("関心", "Interest"),
            Content::Changes(_) => say("定義の変更", "Changes"),
            Content::Data(_) => say("データ", "Data"),
            Content::Definitions | Content::Glossary => None,
        }
    }

    fn part(&self, name: &str, section: &Section, content: &Content) -> Result<Sheet, XlsxError> {
        let (mut sheet, texts) = (self.sheet(name)?, &self.texts);
        sheet.title(&section.title)?;
        match content {
            Content::Targets(it) => targets::targets(texts, &mut sheet, it)?,
            Content::Funnel(it) => funnel::funnel(texts, &mut sheet, it)?,
            Content::Gap(it) => gap::gap(texts, &mut sheet, it)?,
            Content::Trends(it) => trends::trends(texts, &mut sheet, it)?,
            Content::Channels(it) => channels::channels(texts, &mut sheet, it)?,
            Content::Interest(it) => other::interest(texts, &mut sheet, it)?,
            _ => other::section(&mut sheet, section)?,
        }
        Ok(sheet)
    }

    fn trial(&self, name: &str, funnel: &Funnel) -> Result<Sheet, XlsxError> {
        let mut sheet = self.sheet(name)?;
        sheet.title(name)?;
        funnel::trial(&self.texts, &mut sheet, funnel, self.revenue())?;
        Ok(sheet)
    }

    /// Revenue of the plan against its target, over the period.
    fn revenue(&self) -> Option<&Target> {
        let goal = self.digest().goal.as_ref().ok()?;
        let targets = self.digest().parts.iter().find_map(|(part, content)| match content {
            Ok(Content::Targets(targets)) if *part == ReportPart::Targets => Some(targets),
            _ => None,
        });
        let name = &goal.title.title.name;
        targets?.iter().find(|target| target.actual.title.title.name == *name)
    }

    fn definitions(&self, name: &str) -> Result<Sheet, XlsxError> {
        let mut sheet = self.sheet(name)?;
        sheet.title(self.texts.part(ReportPart::Definitions))?;
        other::definitions(&self.texts, &mut sheet)?;
        Ok(sheet)
    }
}

/// The first year that a workbook knows.
const EARLIEST: u16 = 1900;
