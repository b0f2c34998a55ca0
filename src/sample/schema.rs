//! The tables of the sample data: names, columns, types, links.
//!
//! The generator makes its columns from this description, and a `kpi.toml` can be compared with it.

use super::words;

/// A table; its file is called after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Name of the table and of its source.
    pub name: &'static str,
    /// First letter of its keys, ASCII.
    pub letter: u8,
    /// Column with the moment a row came into being.
    pub time: Option<&'static str>,
    /// Columns in the order of the file; the first one is the key.
    pub columns: &'static [Column],
}

impl Table {
    /// Gives the name of the key.
    pub fn key(&self) -> &'static str {
        self.columns[0].name
    }
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in the file.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Ids of the rows, unique and present.
    Key,
    /// Ids of rows of a table.
    Link(&'static str),
    /// Texts out of a list.
    Words(&'static [&'static str]),
    /// Texts.
    Text,
    /// Whole numbers.
    Integer,
    /// Yen.
    Money,
    /// Days.
    Date,
    /// Moments by the clock on the wall.
    Datetime,
}

impl Holds {
    /// Gives the word for the type in `[source.X.columns]`.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Key | Self::Link(_) | Self::Words(_) | Self::Text => "text",
            Self::Integer => "integer",
            Self::Money => "money",
            Self::Date => "date",
            Self::Datetime => "datetime",
        }
    }
}

const fn column(name: &'static str, holds: Holds) -> Column {
    Column { name, holds }
}

const LEAD: Column = column("lead_id", Holds::Link("leads"));
const COMPANY: Column = column("company_id", Holds::Link("companies"));
const INDUSTRY: Column = column("industry", Holds::Words(&words::INDUSTRIES));
const CHANNEL: Column = column("channel", Holds::Words(&words::CHANNELS));
const AT: Column = column("at", Holds::Datetime);
const CREATED: Column = column("created_at", Holds::Datetime);

/// Companies, with what the company register says.
pub const COMPANIES: Table = Table {
    name: "companies",
    letter: b'C',
    time: None,
    columns: &[
        column("company_id", Holds::Key),
        column("name", Holds::Text),
        INDUSTRY,
        column("employees", Holds::Integer),
        column("prefecture", Holds::Words(&words::PREFECTURES)),
    ],
};

/// Leads, with what they wrote into a form.
pub const LEADS: Table = Table {
    name: "leads",
    letter: b'L',
    time: Some("created_at"),
    columns: &[
        column("lead_id", Holds::Key),
        COMPANY,
        CREATED,
        column("email_domain", Holds::Text),
        column("job_level", Holds::Words(&words::LEVELS)),
        INDUSTRY,
        CHANNEL,
    ],
};

/// What marketing sees of leads.
pub const TOUCHES: Table = Table {
    name: "touches",
    letter: b'T',
    time: Some("at"),
    columns: &[
        column("touch_id", Holds::Key),
        LEAD,
        AT,
        column("kind", Holds::Words(&words::TOUCH_KINDS)),
        CHANNEL,
    ],
};

/// Pages that leads looked at.
pub const PAGE_VIEWS: Table = Table {
    name: "page_views",
    letter: b'V',
    time: Some("at"),
    columns: &[
        column("view_id", Holds::Key),
        LEAD,
        AT,
        column("path", Holds::Words(&words::PATHS)),
    ],
};

/// What sales does with leads.
pub const ACTIVITIES: Table = Table {
    name: "activities",
    letter: b'A',
    time: Some("at"),
    columns: &[
        column("activity_id", Holds::Key),
        LEAD,
        AT,
        column("kind", Holds::Words(&words::ACTIVITY_KINDS)),
        column("outcome", Holds::Words(&words::OUTCOMES)),
        column("rep", Holds::Words(&words::REPS)),
    ],
};

/// Opportunities as they stand on the last day.
pub const DEALS: Table = Table {
    name: "deals",
    letter: b'D',
    time: Some("created_at"),
    columns: &[
        column("deal_id", Holds::Key),
        LEAD,
        COMPANY,
        CREATED,
        column("closed_at", Holds::Datetime),
        column("kind", Holds::Words(&words::DEAL_KINDS)),
        column("status", Holds::Words(&words::STATUSES)),
        column("amount", Holds::Money),
        column("product", Holds::Words(&words::PRODUCTS)),
        column("lost_reason", Holds::Words(&words::LOST_REASONS)),
    ],
};

/// Money spent by month and channel.
pub const SPEND: Table = Table {
    name: "spend",
    letter: b'S',
    time: Some("month"),
    columns: &[
        column("spend_id", Holds::Key),
        column("month", Holds::Date),
        CHANNEL,
        column("amount", Holds::Money),
    ],
};

/// Every table, in the order in which rows refer to each other.
pub const TABLES: [Table; 7] = [COMPANIES, LEADS, TOUCHES, PAGE_VIEWS, ACTIVITIES, DEALS, SPEND];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_consistent() {
        for table in TABLES {
            assert_eq!(table.columns[0].holds, Holds::Key, "{}", table.name);
            for (place, column) in table.columns.iter().enumerate() {
                assert!(table.columns[..place].iter().all(|other| other.name != column.name));
                if let Holds::Link(target) = column.holds {
                    let target = TABLES.iter().find(|table| table.name == target).unwrap();
                    assert_eq!(target.key(), column.name);
                }
            }
            let time = table.columns.iter().find(|column| Some(column.name) == table.time);
            assert_eq!(time.is_some(), table.time.is_some());
        }
    }
}
