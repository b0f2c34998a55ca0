//! Shipped KPIs by channel and month as one would write them in polars by hand: lazy, streaming,
//! one or two queries for each table, nothing checked, nothing counted beside the numbers.
//!
//! `leads` is brought together once and kept; everything else is aggregated against it. The
//! arithmetic between the numbers is in `answers`.

use std::path::Path;

use jiff::civil::Date;
use polars::prelude::*;

use crate::answers::Numbers;

/// Moments from here on lie after the as-of day of the sample, 2026-10-31.
const END: &str = "2026-11-01";
/// The twelve whole months before.
const LAST_12_MONTHS: (&str, &str) = ("2025-10-01", "2026-10-01");
const CV: [&str; 3] = ["資料請求", "お問い合わせ", "無料相談予約"];
const CONTACT: [&str; 3] = ["電話", "メール", "訪問"];
const REACHED: [&str; 5] = ["接続", "ヒアリング", "提案", "商談化", "見送り"];
const TARGET: [&str; 6] = ["製造", "製造業", "IT", "ＩＴ", "it", "ＩＴ・通信"];

/// Computes every number that a KPI is made of, by channel and month and in total.
pub(crate) fn run(data: &Path, is_period: bool) -> PolarsResult<Numbers> {
    let tables = Tables { data, is_period };
    let leads = leads(&tables)?;
    let mut queries = Vec::new();
    of_leads(&tables, &leads, &mut queries);
    of_touches(&tables, &mut queries);
    of_page_views(&tables, &leads, &mut queries);
    of_activities(&tables, &leads, &mut queries);
    of_deals(&tables, &leads, &mut queries);
    let spend = tables.scan("spend").with_column(channel());
    let spend = tables.asked(spend, "month").group_by(cell(tables.month("month")));
    queries.push(spend.agg([col("amount").sum().alias("spend")]));
    let plans = queries.into_iter().map(|query| query.logical_plan).collect();
    let options = OptFlags::default() | OptFlags::STREAMING;
    let frames = LazyFrame::collect_all_with_engine(plans, Engine::Streaming, options)?;
    let mut numbers = Numbers::default();
    for frame in &frames {
        numbers.take(frame)?;
    }
    Ok(numbers)
}

struct Tables<'a> {
    data: &'a Path,
    is_period: bool,
}

impl Tables<'_> {
    fn scan(&self, name: &str) -> LazyFrame {
        let path = self.data.join(format!("{name}.parquet"));
        let path = PlRefPath::try_from_path(&path).expect("a path in UTF-8");
        LazyFrame::scan_parquet(path, ScanArgsParquet::default()).expect("the sample")
    }

    /// Rows whose clock lies in the period.
    fn asked(&self, frame: LazyFrame, clock: &str) -> LazyFrame {
        frame.filter(self.is_asked(clock))
    }

    fn is_asked(&self, clock: &str) -> Expr {
        let (first, end) = LAST_12_MONTHS;
        match self.is_period {
            true => col(clock).gt_eq(date(first)).and(col(clock).lt(date(end))),
            false => col(clock).lt(date(END)),
        }
    }

    fn month(&self, clock: &str) -> Expr {
        let year = col(clock).dt().year();
        (year * lit(12) + col(clock).dt().month().cast(DataType::Int32)).alias("month_number")
    }
}

fn date(text: &str) -> Expr {
    let date: Date = text.parse().expect("a day");
    lit((date - Date::constant(1970, 1, 1)).get_days()).cast(DataType::Date)
}

fn end() -> Expr {
    date(END).cast(DataType::Datetime(TimeUnit::Microseconds, None))
}

fn days(days: i64) -> Expr {
    micros(days * 86_400_000_000)
}

fn micros(length: i64) -> Expr {
    lit(length).cast(DataType::Duration(TimeUnit::Microseconds))
}

fn one_of(column: &str, words: &[&str]) -> Expr {
    words.iter().map(|word| col(column).eq(lit(*word))).reduce(Expr::or).expect("words")
}

fn channel() -> Expr {
    let known = col("channel").neq(lit("不明")).and(col("channel").neq(lit("")));
    when(known).then(col("channel")).otherwise(lit(NULL)).alias("channel")
}

fn cell(month: Expr) -> [Expr; 2] {
    [col("channel"), month]
}

fn count(condition: Expr, name: &str) -> Expr {
    condition.cast(DataType::Int64).sum().alias(name)
}

/// One row per lead: channel, what it is and whether it is quiet.
fn leads(tables: &Tables) -> PolarsResult<LazyFrame> {
    let touches = tables.scan("touches").with_column(channel());
    let first = touches
        .clone()
        .sort(["at", "touch_id"], SortMultipleOptions::default())
        .group_by([col("lead_id")])
        .agg([col("channel").first().alias("first_channel")]);
    let touched = touches.group_by([col("lead_id")]).agg([col("at").max().alias("last_touch")]);
    let worked = tables
        .scan("activities")
        .group_by([col("lead_id")])
        .agg([col("at").max().alias("last_activity")]);
    let companies = tables.scan("companies").select([
        col("company_id"),
        col("industry").alias("company_industry"),
        col("employees"),
    ]);
    let industry = when(col("industry").neq(lit("不明")).and(col("industry").neq(lit("Select"))))
        .then(col("industry"))
        .otherwise(col("company_industry"));
    let recent = |moment: &str| (col(moment) + days(180)).gt_eq(end()).fill_null(lit(false));
    let frame = tables
        .scan("leads")
        .with_column(channel())
        .left_join(companies, col("company_id"), col("company_id"))
        .with_column(industry.alias("industry"))
        .left_join(first, col("lead_id"), col("lead_id"))
        .left_join(touched, col("lead_id"), col("lead_id"))
        .left_join(worked, col("lead_id"), col("lead_id"))
        .select([
            col("lead_id"),
            coalesce(&[col("first_channel"), col("channel")]).alias("channel"),
            col("created_at"),
            col("employees")
                .gt_eq(lit(100))
                .and(one_of("industry", &TARGET))
                .fill_null(lit(false))
                .alias("icp"),
            one_of("job_level", &["課長", "部長", "役員"]).fill_null(lit(false)).alias("decides"),
            recent("last_touch").or(recent("last_activity")).not().alias("quiet"),
        ]);
    let frame = frame.collect_with_engine(Engine::Streaming)?.unwrap_single();
    Ok(frame.lazy())
}

fn of_leads(tables: &Tables, leads: &LazyFrame, queries: &mut Vec<LazyFrame>) {
    let mature = |days_after: i64, clock: &str| (col(clock) + days(days_after)).lt(end());
    let created = tables.asked(leads.clone(), "created_at");
    queries.push(created.group_by(cell(tables.month("created_at"))).agg([
        len().cast(DataType::Int64).alias("new_leads"),
        count(col("icp"), "icp_leads"),
        count(col("decides"), "deciders"),
        count(col("quiet").and(mature(180, "created_at")), "dormant"),
        count(mature(90, "created_at"), "mature_90"),
        count(mature(90, "created_at").and(col("icp")), "icp_mature_90"),
        count(mature(180, "created_at"), "mature_180"),
    ]));
}

fn of_touches(tables: &Tables, queries: &mut Vec<LazyFrame>) {
    let cv = tables.scan("touches").filter(one_of("kind", &CV)).with_column(channel());
    let asked = tables.asked(cv.clone(), "at");
    let pairs = asked.select([col("channel"), tables.month("at"), col("lead_id")]);
    queries.push(
        pairs
            .clone()
            .group_by(cell(col("month_number")))
            .agg([col("lead_id").n_unique().alias("cv_leads")]),
    );
    queries.push(pairs.select([col("lead_id").n_unique().alias("cv_leads")]));
}

fn within(reached: &str, from: &str, length: i64) -> Expr {
    col(reached).gt_eq(col(from)).and(col(reached).lt_eq(col(from) + days(length)))
}

fn of_page_views(tables: &Tables, leads: &LazyFrame, queries: &mut Vec<LazyFrame>) {
    let views = tables.asked(tables.scan("page_views"), "at");
    let by_lead = views.group_by([col("lead_id"), tables.month("at")]).agg([
        len().cast(DataType::Int64).alias("views"),
        col("path").str().starts_with(lit("/pricing")).any(true).alias("pricing"),
    ]);
    let channels = leads.clone().select([col("lead_id"), col("channel")]);
    queries.push(
        by_lead
            .clone()
            .left_join(channels, col("lead_id"), col("lead_id"))
            .group_by(cell(col("month_number")))
            .agg([
                col("views").sum().alias("page_views"),
                len().cast(DataType::Int64).alias("viewers"),
                count(col("pricing"), "pricing_viewers"),
            ]),
    );
    queries.push(by_lead.group_by([col("lead_id")]).agg([col("pricing").any(true)]).select([
        len().cast(DataType::Int64).alias("viewers"),
        count(col("pricing"), "pricing_viewers"),
    ]));
}

fn of_activities(tables: &Tables, leads: &LazyFrame, queries: &mut Vec<LazyFrame>) {
    let all = tables.scan("activities");
    let channels = leads.clone().select([col("lead_id"), col("channel")]);
    let contact = one_of("kind", &CONTACT);
    let asked = tables.asked(all.clone(), "at").select([
        col("lead_id"),
        tables.month("at"),
        col("kind"),
        col("outcome"),
        when(contact.clone()).then(col("lead_id")).otherwise(lit(NULL)).alias("contact_lead"),
    ]);
    let call = || col("kind").eq(lit("電話"));
    let answered = call().and(one_of("outcome", &REACHED));
    let recorded = call().and(col("outcome").neq(lit("")));
    let cells = asked.clone().left_join(channels, col("lead_id"), col("lead_id"));
    queries.push(cells.group_by(cell(col("month_number"))).agg([
        len().cast(DataType::Int64).alias("activities"),
        col("lead_id").n_unique().alias("active_leads"),
        distinct("contact_lead").alias("contacted_leads"),
        count(call(), "calls"),
        count(answered, "answered"),
        count(recorded, "recorded"),
        count(one_of("kind", &["訪問", "オンライン商談"]), "meetings"),
    ]));
    queries.push(asked.select([
        col("lead_id").n_unique().alias("active_leads"),
        distinct("contact_lead").alias("contacted_leads"),
    ]));
}

fn distinct(column: &str) -> Expr {
    col(column).n_unique().cast(DataType::Int64)
        - col(column).is_null().any(true).cast(DataType::Int64)
}

fn of_deals(tables: &Tables, leads: &LazyFrame, queries: &mut Vec<LazyFrame>) {
    let leads = leads.clone().select([
        col("lead_id"),
        col("channel"),
        col("created_at").alias("lead_at"),
        col("icp"),
    ]);
    let is_closed = || col("closed_at").lt(date(END)).fill_null(lit(false));
    let deals = tables.scan("deals").left_join(leads, col("lead_id"), col("lead_id"));
    let deals = deals.select([
        col("lead_id"),
        col("channel"),
        col("lead_at"),
        col("icp"),
        col("created_at"),
        col("amount"),
        col("kind"),
        when(is_closed()).then(col("closed_at")).otherwise(lit(NULL)).alias("closed_at"),
        when(is_closed()).then(col("status")).otherwise(lit("open")).alias("status"),
    ]);
    let new = || col("kind").eq(lit("新規"));
    let won = || col("status").eq(lit("won"));
    let open = || new().and(col("status").eq(lit("open")));
    let amount = |condition: Expr| when(condition).then(col("amount")).otherwise(lit(NULL));
    queries.push(
        tables.asked(deals.clone(), "created_at").group_by(cell(tables.month("created_at"))).agg([
            count(new(), "opportunities"),
            count(open(), "open_deals"),
            amount(open()).sum().alias("open_pipeline"),
            count(open().and((col("created_at") + days(90)).lt(end())), "stalled"),
        ]),
    );
    // also of earlier months: for growth, to date and rolling
    let closed = deals.clone().filter(col("closed_at").is_not_null());
    queries.push(closed.clone().group_by(cell(tables.month("closed_at"))).agg([
        count(new().and(won()), "won"),
        count(new().and(col("status").eq(lit("lost"))), "lost"),
        amount(new().and(won())).sum().alias("new_revenue"),
        amount(new().and(won())).count().cast(DataType::Int64).alias("won_amounts"),
        amount(col("kind").eq(lit("更新")).and(won())).sum().alias("renewal"),
        amount(col("kind").eq(lit("拡張")).and(won())).sum().alias("expansion"),
    ]));
    let new_won = tables.asked(closed, "closed_at").filter(new().and(won()));
    let length = (col("closed_at") - col("created_at")).to_physical().cast(DataType::Float64)
        / lit(86_400_000_000.0);
    let medians = [
        col("amount").cast(DataType::Float64).median().alias("median_deal"),
        length.median().alias("cycle"),
    ];
    queries.push(new_won.clone().group_by(cell(tables.month("closed_at"))).agg(medians.clone()));
    queries.push(new_won.select(medians));
    let entered = tables.asked(deals.clone().filter(new()), "lead_at");
    let mature = |length: i64, from: &str| (col(from) + days(length)).lt(end());
    let flags = entered.group_by([col("lead_id")]).agg([
        col("channel").first(),
        col("lead_at").first(),
        col("icp").first(),
        within("created_at", "lead_at", 90).any(true).alias("opportunity"),
        won().and(within("closed_at", "lead_at", 180)).any(true).alias("won"),
    ]);
    queries.push(flags.group_by(cell(tables.month("lead_at"))).agg([
        count(col("opportunity").and(mature(90, "lead_at")), "lead_to_opportunity"),
        count(
            col("opportunity").and(mature(90, "lead_at")).and(col("icp")),
            "icp_lead_to_opportunity",
        ),
        count(col("won").and(mature(180, "lead_at")), "lead_to_won"),
    ]));
}
