"""Computes the shipped KPIs over the example's tables with SQL written by hand from the definitions.

It knows nothing of the product: only the meaning of the language. Prints one JSON object:
`lines` of {group, first, last, total, kpi, value, exact, status, n, converted, lost, open, early}.

    shipped.py PROJECT --as-of 2026-10-31 [--period 2025-01-01..2026-10-31] [--by channel,month]
               [--where-sql "lead_industry = 'IT'"] [--holidays FILE]
"""

import argparse
import datetime as dt
import json
import pathlib
import re
import sys
from decimal import Decimal
from fractions import Fraction

import duckdb

DAY = dt.timedelta(days=1)
FISCAL_START = 4

# ----------------------------------------------------------------------------- tables

INDUSTRY = """
  CASE WHEN {c} IS NULL THEN NULL
       WHEN {c} IN ('ＩＴ', 'it', 'ＩＴ・通信') THEN 'IT'
       WHEN {c} = '製造業' THEN '製造'
       WHEN {c} = '小売 ' THEN '小売'
       WHEN {c} IN ('Select', '不明') THEN NULL
       ELSE {c} END
"""
CHANNEL = "CASE WHEN {c} = '不明' THEN NULL ELSE {c} END"


def load(con, project, as_of):
    """Raw tables as text, then the rows that exist as of the end of the day."""
    for name in "companies leads touches page_views activities deals spend".split():
        folder = pathlib.Path(project) / "data"
        parquet = folder / f"{name}.parquet"
        if parquet.exists():
            con.execute(f"CREATE TABLE raw_{name} AS FROM read_parquet('{parquet}')")
        else:
            con.execute(
                f"CREATE TABLE raw_{name} AS FROM read_csv('{folder / name}.csv',"
                " all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"',"
                " nullstr = '')"
            )
    end = f"TIMESTAMP '{as_of + DAY} 00:00:00'"
    con.execute(f"""
    CREATE TABLE companies AS
      SELECT company_id, {INDUSTRY.format(c="industry")} AS industry,
             CAST(employees AS BIGINT) AS employees, prefecture
      FROM raw_companies;
    CREATE TABLE touches AS
      SELECT touch_id, lead_id, CAST("at" AS TIMESTAMP) AS moment, kind, {CHANNEL.format(c="channel")} AS channel
      FROM raw_touches WHERE CAST("at" AS TIMESTAMP) < {end};
    CREATE TABLE page_views AS
      SELECT view_id, lead_id, CAST("at" AS TIMESTAMP) AS moment, path
      FROM raw_page_views WHERE CAST("at" AS TIMESTAMP) < {end};
    CREATE TABLE activities AS
      SELECT activity_id, lead_id, CAST("at" AS TIMESTAMP) AS moment, kind, outcome, rep
      FROM raw_activities WHERE CAST("at" AS TIMESTAMP) < {end};
    -- closed_at, status and lost_reason are known from closed_at on
    CREATE TABLE deals AS
      SELECT deal_id, lead_id, company_id, CAST(created_at AS TIMESTAMP) AS created_at,
             CASE WHEN CAST(closed_at AS TIMESTAMP) < {end} THEN CAST(closed_at AS TIMESTAMP) END AS closed_at,
             CASE WHEN CAST(closed_at AS TIMESTAMP) < {end} THEN status ELSE 'open' END AS status,
             CASE WHEN CAST(closed_at AS TIMESTAMP) < {end} THEN lost_reason END AS lost_reason,
             kind, CAST(amount AS DECIMAL(38, 6)) AS amount, product
      FROM raw_deals WHERE CAST(created_at AS TIMESTAMP) < {end};
    CREATE TABLE spend AS
      SELECT spend_id, CAST(month AS DATE)::TIMESTAMP AS month, {CHANNEL.format(c="channel")} AS channel,
             CAST(amount AS DECIMAL(38, 6)) AS amount
      FROM raw_spend WHERE CAST(month AS DATE)::TIMESTAMP < {end};

    CREATE TABLE first_touch AS
      SELECT lead_id, channel FROM touches
      QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY moment, encode(touch_id)) = 1;
    CREATE TABLE last_activity AS
      SELECT lead_id, rep FROM activities
      QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY moment DESC, encode(activity_id) DESC) = 1;
    CREATE TABLE cv AS
      SELECT lead_id, min(moment) AS cv_at FROM touches
      WHERE kind IN ('資料請求', 'お問い合わせ', '無料相談予約') GROUP BY lead_id;

    CREATE TABLE leads AS
      SELECT l.lead_id, CAST(l.created_at AS TIMESTAMP) AS created_at,
             {INDUSTRY.format(c="l.industry")} AS lead_industry, l.job_level AS lead_job_level,
             {CHANNEL.format(c="l.channel")} AS own_channel, c.employees, c.prefecture AS company_prefecture,
             coalesce(first_touch.channel, own_channel) AS lead_channel,
             coalesce({INDUSTRY.format(c="l.industry")}, c.industry) AS any_industry,
             CASE WHEN c.employees >= 1000 THEN '4 大企業 (1000名以上)'
                  WHEN c.employees >= 300 THEN '3 中堅 (300-999名)'
                  WHEN c.employees >= 50 THEN '2 中小 (50-299名)'
                  WHEN c.employees IS NOT NULL THEN '1 小規模 (49名以下)'
                  ELSE '従業員数不明' END AS size,
             last_activity.rep AS lead_rep,
             coalesce(c.employees >= 100 AND any_industry IN ('製造', 'IT'), false) AS icp,
             NOT EXISTS (FROM touches t WHERE t.lead_id = l.lead_id AND t.moment >= {end} - INTERVAL 180 DAY)
               AND NOT EXISTS (FROM activities a WHERE a.lead_id = l.lead_id AND a.moment >= {end} - INTERVAL 180 DAY)
               AS quiet,
             cv.cv_at,
             EXISTS (FROM activities a WHERE a.lead_id = l.lead_id AND a.kind IN ('電話', 'メール', '訪問')) AS contacted
      FROM raw_leads l
      LEFT JOIN companies c ON c.company_id = l.company_id
      LEFT JOIN first_touch ON first_touch.lead_id = l.lead_id
      LEFT JOIN last_activity ON last_activity.lead_id = l.lead_id
      LEFT JOIN cv ON cv.lead_id = l.lead_id
      WHERE CAST(l.created_at AS TIMESTAMP) < {end};
    """)
    # What a row of each table is grouped by: columns d_*.
    lead_dimensions = """
      coalesce(l.any_industry, '業種不明') AS d_industry, coalesce(l.size, '企業不明') AS d_company_size,
      coalesce(l.lead_job_level, '役職不明') AS d_job_level,
      coalesce(l.company_prefecture, '所在地不明') AS d_prefecture
    """
    link = "LEFT JOIN leads l ON l.lead_id = s.lead_id"
    lead_columns = "l.lead_industry, l.lead_job_level, l.lead_channel, l.employees"
    con.execute(f"""
    CREATE VIEW w_leads AS SELECT l.*, {lead_dimensions}, coalesce(l.lead_channel, '不明') AS d_channel,
      coalesce(l.lead_rep, '担当なし') AS d_rep FROM leads l;
    CREATE VIEW w_touches AS SELECT s.*, {lead_columns}, {lead_dimensions},
      coalesce(s.channel, '不明') AS d_channel, coalesce(l.lead_rep, '担当なし') AS d_rep FROM touches s {link};
    CREATE VIEW w_page_views AS SELECT s.*, {lead_columns}, {lead_dimensions},
      coalesce(l.lead_channel, '不明') AS d_channel, coalesce(l.lead_rep, '担当なし') AS d_rep
      FROM page_views s {link};
    CREATE VIEW w_activities AS SELECT s.*, {lead_columns}, {lead_dimensions},
      coalesce(l.lead_channel, '不明') AS d_channel, coalesce(s.rep, '担当なし') AS d_rep FROM activities s {link};
    CREATE VIEW w_deals AS SELECT s.*, {lead_columns}, {lead_dimensions},
      coalesce(l.lead_channel, '不明') AS d_channel, coalesce(l.lead_rep, '担当なし') AS d_rep,
      coalesce(s.product, '製品未定') AS d_product, s.kind AS d_deal_kind,
      coalesce(CASE WHEN s.status = 'won' THEN '(受注)' ELSE s.lost_reason END, '理由なし') AS d_lost_reason
      FROM deals s {link};
    CREATE VIEW w_spend AS SELECT s.*, coalesce(s.channel, '不明') AS d_channel FROM spend s;
    """)


TIME = {
    "leads": "created_at", "touches": "moment", "page_views": "moment", "activities": "moment",
    "deals": "created_at", "spend": "month",
}
LEAD_DIMENSIONS = {"channel", "industry", "company_size", "job_level", "prefecture", "rep"}
DIMENSIONS = {
    "leads": LEAD_DIMENSIONS, "touches": LEAD_DIMENSIONS, "page_views": LEAD_DIMENSIONS,
    "activities": LEAD_DIMENSIONS, "deals": LEAD_DIMENSIONS | {"product", "deal_kind", "lost_reason"},
    "spend": {"channel"},
}

# ----------------------------------------------------------------------------- parts

CV = "kind IN ('資料請求', 'お問い合わせ', '無料相談予約')"
CONTACT = "kind IN ('電話', 'メール', '訪問')"
WON = "kind = '新規' AND status = 'won'"
MARKETING = "('広告', 'SEO', 'ウェビナー', '展示会', 'メール')"

# name: (table, condition, clock, aggregate, argument)
PARTS = {
    "new_leads": ("leads", "true", "created_at", "count", "1"),
    "icp_leads": ("leads", "icp", "created_at", "count", "1"),
    "decision_makers": ("leads", "lead_job_level IN ('課長', '部長', '役員')", "created_at", "count", "1"),
    "quiet": ("leads", "quiet", "created_at", "count", "1"),
    "quiet_recent": ("leads", "quiet AND created_at >= $end - INTERVAL 180 DAY", "created_at", "count", "1"),
    "cv_without_contact": ("leads", "cv_at IS NOT NULL AND NOT contacted", "cv_at", "count", "1"),
    "cv_leads": ("touches", CV, "moment", "distinct", "lead_id"),
    "page_views": ("page_views", "true", "moment", "count", "1"),
    "viewers": ("page_views", "true", "moment", "distinct", "lead_id"),
    "pricing_viewers": ("page_views", "starts_with(path, '/pricing')", "moment", "distinct", "lead_id"),
    "activities": ("activities", "true", "moment", "count", "1"),
    "active_leads": ("activities", "true", "moment", "distinct", "lead_id"),
    "contacted_leads": ("activities", CONTACT, "moment", "distinct", "lead_id"),
    "calls": ("activities", "kind = '電話'", "moment", "count", "1"),
    "connected": (
        "activities",
        "kind = '電話' AND outcome IN ('接続', 'ヒアリング', '提案', '商談化', '見送り')", "moment", "count", "1",
    ),
    "calls_with_outcome": ("activities", "kind = '電話' AND outcome IS NOT NULL", "moment", "count", "1"),
    "meetings": ("activities", "kind IN ('訪問', 'オンライン商談')", "moment", "count", "1"),
    "spend": ("spend", "true", "month", "sum", "amount"),
    "opportunities": ("deals", "kind = '新規'", "created_at", "count", "1"),
    "won_deals": ("deals", WON, "closed_at", "count", "1"),
    "lost_deals": ("deals", "kind = '新規' AND status = 'lost'", "closed_at", "count", "1"),
    "decided_deals": ("deals", "kind = '新規' AND status IN ('won', 'lost')", "closed_at", "count", "1"),
    "won_by_marketing": ("deals", f"{WON} AND lead_channel IN {MARKETING}", "closed_at", "count", "1"),
    "new_revenue": ("deals", WON, "closed_at", "sum", "amount"),
    "renewal_revenue": ("deals", "kind = '更新' AND status = 'won'", "closed_at", "sum", "amount"),
    "expansion_revenue": ("deals", "kind = '拡張' AND status = 'won'", "closed_at", "sum", "amount"),
    "average_deal": ("deals", WON, "closed_at", "avg", "amount"),
    "median_deal": ("deals", WON, "closed_at", "median", "amount"),
    "sales_cycle": (
        "deals", WON, "closed_at", "median_days", "epoch_us(closed_at) - epoch_us(created_at)",
    ),
    "open_deals": ("deals", "kind = '新規' AND status = 'open'", "created_at", "count", "1"),
    "open_recent": (
        "deals", "kind = '新規' AND status = 'open' AND created_at >= $end - INTERVAL 90 DAY",
        "created_at", "count", "1",
    ),
    "open_pipeline": ("deals", "kind = '新規' AND status = 'open'", "created_at", "sum", "amount"),
}

# name: (condition on leads, clock, right table, right condition, right moment, window)
CONVERSIONS = {
    "first_contact": ("cv_at IS NOT NULL", "cv_at", "activities", CONTACT, "moment", "2 business days"),
    "lead_to_opportunity": ("true", "created_at", "deals", "kind = '新規'", "created_at", 90),
    "icp_lead_to_opportunity": ("icp", "created_at", "deals", "kind = '新規'", "created_at", 90),
    "cv_to_opportunity": ("cv_at IS NOT NULL", "cv_at", "deals", "kind = '新規'", "created_at", 90),
    "lead_to_cv": ("true", "created_at", "touches", CV, "moment", 90),
    "lead_to_won": ("true", "created_at", "deals", WON, "closed_at", 180),
}

MINIMUM = {
    "first_contact": 10, "connect_rate": 10, "lead_to_opportunity": 10, "icp_lead_to_opportunity": 10,
    "cv_to_opportunity": 10, "icp_share": 10, "decision_maker_share": 10, "lead_to_cv": 10,
    "won_from_marketing": 5, "win_rate": 5, "win_rate_3_months": 5, "lead_to_won": 10,
}

# ----------------------------------------------------------------------------- KPIs from parts

PART, RATIO, PLUS, MINUS, OTHER, CONVERSION = "part", "ratio", "plus", "minus", "other", "conversion"


def part(name):
    return (PART, name)


def ratio(above, below):
    return (RATIO, part(above), part(below))


NEW_REVENUE = part("new_revenue")
KPIS = {name: (CONVERSION, name) for name in CONVERSIONS}
KPIS |= {
    name: part(name)
    for name in """new_leads icp_leads cv_without_contact cv_leads pricing_viewers activities contacted_leads
    calls meetings spend opportunities won_deals lost_deals new_revenue renewal_revenue expansion_revenue
    average_deal median_deal sales_cycle open_deals open_pipeline""".split()
}
KPIS |= {
    "connect_rate": ratio("connected", "calls_with_outcome"),
    "activities_per_lead": ratio("activities", "active_leads"),
    "icp_share": ratio("icp_leads", "new_leads"),
    "decision_maker_share": ratio("decision_makers", "new_leads"),
    "cost_per_lead": ratio("spend", "new_leads"),
    "cpa": ratio("spend", "cv_leads"),
    "cost_per_opportunity": ratio("spend", "opportunities"),
    "cost_per_won": ratio("spend", "won_deals"),
    "page_views_per_lead": ratio("page_views", "viewers"),
    "revenue_per_spend": ratio("new_revenue", "spend"),
    "won_from_marketing": ratio("won_by_marketing", "won_deals"),
    "win_rate": ratio("won_deals", "decided_deals"),
    "win_rate_3_months": (OTHER, "rolling 3 months", ratio("won_deals", "decided_deals")),
    "dormant_leads": (MINUS, part("quiet"), part("quiet_recent")),
    "stalled_deals": (MINUS, part("open_deals"), part("open_recent")),
    "total_revenue": (PLUS, (PLUS, NEW_REVENUE, part("renewal_revenue")), part("expansion_revenue")),
    "revenue_growth": (MINUS, (RATIO, NEW_REVENUE, (OTHER, "previous", NEW_REVENUE)), None),
    "revenue_on_year": (MINUS, (RATIO, NEW_REVENUE, (OTHER, "last year", NEW_REVENUE)), None),
    "revenue_to_date": (OTHER, "to date", NEW_REVENUE),
}
NEEDS_PERIOD = {"win_rate_3_months", "revenue_growth", "revenue_on_year", "revenue_to_date"}


def tables(formula):
    """Tables of the sets that are grouped and filtered."""
    kind = formula[0]
    if kind == PART:
        return {PARTS[formula[1]][0]}
    if kind == CONVERSION:
        return {"leads"}
    inner = [f for f in formula[1:] if isinstance(f, tuple)]
    return set().union(*map(tables, inner))


# ----------------------------------------------------------------------------- calendar


def month_start(day, shift=0):
    months = day.year * 12 + day.month - 1 + shift
    return dt.date(months // 12, months % 12 + 1, 1)


def add_months(day, months):
    first = month_start(day, months)
    last = month_start(first, 1) - DAY
    return first.replace(day=min(day.day, last.day))


def is_month_end(day):
    return (day + DAY).day == 1


def fiscal_year_start(day):
    year = day.year if day.month >= FISCAL_START else day.year - 1
    return dt.date(year, FISCAL_START, 1)


def starts_of(unit, day):
    """First day of the unit around `day`, first day of the next."""
    if unit == "day":
        return day, day + DAY
    if unit == "week":
        first = day - DAY * day.weekday()
        return first, first + 7 * DAY
    if unit == "year":
        return dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1)
    months = {"month": 1, "quarter": 3, "half": 6, "fiscal quarter": 3, "fiscal half": 6, "fiscal year": 12}[unit]
    origin = FISCAL_START if unit.startswith("fiscal") else 1
    offset = (day.month - origin) % months
    first = month_start(day, -offset)
    return first, month_start(first, months)


def cut(unit, first, last):
    """Units that cover first..last, clipped to it."""
    spans, day = [], first
    while day <= last:
        _, following = starts_of(unit, day)
        spans.append((day, min(following - DAY, last)))
        day = following
    return spans


def other_span(how, span):
    first, last = span
    whole_months = first.day == 1 and is_month_end(last)
    if how == "rolling 3 months":
        following = add_months(last + DAY, -3)
        return following, last
    if how == "previous":
        if whole_months:
            months = (last.year - first.year) * 12 + last.month - first.month + 1
            return month_start(first, -months), first - DAY
        return first - (last - first + DAY), first - DAY
    if how == "last year":
        if whole_months:
            return month_start(first, -12), month_start(last, -11) - DAY
        return add_months(first, -12), add_months(last, -12)
    if how == "to date":
        return fiscal_year_start(last), last
    raise ValueError(how)


def read_holidays(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    days = re.findall(r"date\((\d+), (\d+), (\d+)\)", text)
    return {dt.date(*map(int, day)) for day in days}


def business(day, holidays):
    closed = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and day not in holidays and not closed


def next_business(day, holidays):
    day += DAY
    while not business(day, holidays):
        day += DAY
    return day


def window_end(start, window, holidays):
    if isinstance(window, int):
        return start + dt.timedelta(days=window)
    day = start.date()
    if not (business(day, holidays) and start.time() < dt.time(18)):
        day = next_business(day, holidays)
    for _ in range(2):
        day = next_business(day, holidays)
    return dt.datetime.combine(day, dt.time(18))


# ----------------------------------------------------------------------------- evaluation


class Question:
    def __init__(self, con, as_of, dimensions, condition, holidays):
        self.con, self.as_of, self.condition, self.holidays = con, as_of, condition, holidays
        self.end = dt.datetime.combine(as_of + DAY, dt.time())
        self.dimensions = dimensions
        self.newest = {}
        for table, time in TIME.items():
            (self.newest[table],) = con.execute(f"SELECT max({time}) FROM {table}").fetchone()
        self.rows, self.by_group = {}, {}

    def of(self, formula, group):
        """Rows of a part or conversion, of one group where it is given."""
        kind, name = formula
        rows = self.part_rows(name) if kind == PART else self.conversion_rows(name)
        if group is None:
            return rows
        if name not in self.by_group:
            index = self.by_group[name] = {}
            for row in rows:
                index.setdefault(tuple(row[:-2]), []).append(row)
        return self.by_group[name].get(group, [])

    def part_rows(self, name):
        """Every row of the part as (groups, moment, value)."""
        if name not in self.rows:
            table, condition, clock, aggregate, argument = PARTS[name]
            condition = condition.replace("$end", f"TIMESTAMP '{self.end}'")
            dimensions = "".join(f"d_{name}, " for name in self.dimensions)
            self.rows[name] = self.con.execute(
                f"SELECT {dimensions} {clock}, {argument} FROM w_{table}"
                f" WHERE ({condition}) AND ({self.condition})"
            ).fetchall()
        return self.rows[name]

    def conversion_rows(self, name):
        """Every entry as (groups, moment, outcome)."""
        if name not in self.rows:
            condition, clock, table, right, moment, window = CONVERSIONS[name]
            dimensions = "".join(f"l.d_{name}, " for name in self.dimensions)
            found = self.con.execute(
                f"SELECT {dimensions} l.{clock},"
                f"  (SELECT min(r.{moment}) FROM {table} r WHERE r.lead_id = l.lead_id AND ({right})"
                f"   AND r.{moment} >= l.{clock})"
                f" FROM w_leads l WHERE ({condition}) AND ({self.condition})"
            ).fetchall()
            rows = []
            for *group, start, reached in found:
                end = window_end(start, window, self.holidays)
                in_time = reached is not None and reached <= end
                if end < self.end:
                    outcome = "converted" if in_time else "lost"
                else:
                    outcome = "early" if in_time else "open"
                rows.append((*group, start, outcome))
            self.rows[name] = rows
        return self.rows[name]

    def arrived(self, formula, span):
        """Whether every table of the formula has a row that is not older than the cell's start."""
        if span is None:
            return True
        start = dt.datetime.combine(span[0], dt.time())
        used = tables(formula) | ({CONVERSIONS[formula[1]][2]} if formula[0] == CONVERSION else set())
        return all(self.newest[t] is not None and self.newest[t] >= start for t in used)

    def groups(self, formula, span):
        """Groups with a row in any set of the formula in the span."""
        kind = formula[0]
        if kind in (PART, CONVERSION):
            return {tuple(row[:-2]) for row in self.of(formula, None) if inside(row[-2], span)}
        return set().union(*(self.groups(f, span) for f in formula[1:] if isinstance(f, tuple)))

    def cell(self, formula, span, group):
        """{value, status, n, ..}; group None is the total."""
        kind = formula[0]
        if kind in (PART, CONVERSION):
            values = [row[-1] for row in self.of(formula, group) if inside(row[-2], span)]
            return aggregate(PARTS[formula[1]][3], values) if kind == PART else conversion(values)
        if kind == OTHER:
            return self.cell(formula[2], other_span(formula[1], span), group)
        left = self.cell(formula[1], span, group)
        if formula[2] is None:
            cell = dict(left)
            if cell["value"] is not None:
                cell["value"] = cell["value"] - 1.0
            return cell
        right = self.cell(formula[2], span, group)
        return combine(kind, left, right)


def inside(moment, span):
    if span is None:
        return True
    return moment is not None and span[0] <= moment.date() <= span[1]


def aggregate(how, values):
    values = [value for value in values if value is not None]
    n = len(values)
    if how == "count":
        return {"value": n, "status": "ok", "n": n}
    if how == "distinct":
        return {"value": len(set(values)), "status": "ok", "n": n}
    if how == "sum":
        return {"value": sum(values, Decimal(0)), "status": "ok", "n": n}
    if n == 0:
        return {"value": None, "status": "undefined", "n": 0}
    if how == "avg":
        return {"value": float(sum(map(Fraction, values)) / n), "status": "ok", "n": n}
    values.sort()
    middle = (Fraction(values[(n - 1) // 2]) + Fraction(values[n // 2])) / 2
    if how == "median_days":
        return {"value": float(middle / 86_400_000_000), "status": "ok", "n": n}
    exact = Decimal(middle.numerator) / Decimal(middle.denominator)
    return {"value": exact, "status": "ok", "n": n}


def conversion(outcomes):
    count = {name: outcomes.count(name) for name in ("converted", "lost", "open", "early")}
    n = count["converted"] + count["lost"]
    open_ = count["open"] + count["early"]
    status = "ok" if n else "immature" if open_ else "undefined"
    value = count["converted"] / n if n else None
    return {"value": value, "status": status, "n": n, **count, "open": open_}


def combine(kind, left, right):
    statuses = [left["status"], right["status"]]
    status = "undefined" if "undefined" in statuses else "ok"
    n = right["n"] if kind == RATIO else min(left["n"], right["n"])
    if status != "ok":
        return {"value": None, "status": status, "n": n}
    if kind == RATIO:
        if right["value"] == 0:
            return {"value": None, "status": "undefined", "n": n}
        return {"value": float(Fraction(left["value"]) / Fraction(right["value"])), "status": "ok", "n": n}
    value = left["value"] + right["value"] if kind == PLUS else left["value"] - right["value"]
    return {"value": value, "status": "ok", "n": n}


def written(value):
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return None if value is None else repr(value)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("project")
    arguments.add_argument("--as-of", required=True, type=dt.date.fromisoformat)
    arguments.add_argument("--period")
    arguments.add_argument("--by", default="")
    arguments.add_argument("--where-sql", default="true")
    arguments.add_argument("--where-tables", default=",".join(TIME))
    arguments.add_argument("--holidays", required=True)
    given = arguments.parse_args()

    names = [name for name in given.by.split(",") if name]
    known = set().union(*DIMENSIONS.values())
    dimensions = [name for name in names if name in known]
    units = [name for name in names if name not in known]
    whole = tuple(map(dt.date.fromisoformat, given.period.split(".."))) if given.period else None
    filtered = set(given.where_tables.split(","))

    con = duckdb.connect()
    load(con, given.project, given.as_of)
    question = Question(con, given.as_of, dimensions, given.where_sql, read_holidays(given.holidays))
    kpis = {
        name: formula for name, formula in KPIS.items()
        if all(set(dimensions) <= DIMENSIONS[t] and t in filtered for t in tables(formula))
        and (whole or name not in NEEDS_PERIOD)
    }
    groups = sorted(set().union(*(question.groups(f, whole) for f in kpis.values()))) if dimensions else [()]
    spans = cut(units[0], *whole) if units else [whole]
    lines = []
    for name, formula in kpis.items():
        asked = [(group, span, False) for group in groups for span in spans]
        if dimensions or units:
            asked.append((None, whole, True))
        for group, span, total in asked:
            cell = question.cell(formula, span, group)
            if not question.arrived(formula, span):
                cell |= {"status": "missing_input", "value": None}
            if cell["status"] == "ok" and cell["n"] < MINIMUM.get(name, 0):
                cell["status"] = "insufficient"
            lines.append({
                "kpi": name, "total": total, "group": list(group or []),
                "first": str(span[0]) if span else "", "last": str(span[1]) if span else "",
                **cell, "value": written(cell["value"]), "exact": not isinstance(cell["value"], float),
            })
    json.dump({"kpis": list(kpis), "dimensions": dimensions, "lines": lines}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
