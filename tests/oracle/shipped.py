"""Computes the shipped KPIs over the example's tables with SQL written by hand from the definitions.

It knows nothing of the product: only the meaning of the language. Prints one JSON object:
`lines` of {group, first, last, total, kpi, value, exact, status, n, converted, lost, open, early}.

    shipped.py PROJECT --as-of 2026-10-31 [--period 2025-01-01..2026-10-31] [--by channel,month]
               [--where-sql "lead_industry = 'IT'"] [--holidays FILE]
"""

import argparse
import datetime as dt
import json
import sys
from decimal import Decimal
from fractions import Fraction

import duckdb

from definitions import (
    CONVERSION, CONVERSIONS, KPIS, MINIMUM, NEEDS_PERIOD, OTHER, PART, PARTS, PLUS, RATIO, tables,
)
from spans import DAY, cut, other_span, read_holidays, window_end
from tables import DIMENSIONS, TIME, load


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
        """Whether no table of the formula ends before the cell without rows of the formula in it."""
        if span is None:
            return True
        start = dt.datetime.combine(span[0], dt.time())
        ends = {t for t, newest in self.newest.items() if newest is None or newest < start}
        used, seen = self.made_of(formula, span)
        return not (used & ends) - seen

    def made_of(self, formula, span):
        """Tables the formula is made of, and those of which there are rows in the span itself."""
        kind = formula[0]
        if kind not in (PART, CONVERSION):
            inner = [self.made_of(f, span) for f in formula[1:] if isinstance(f, tuple)]
            used, seen = (set().union(*sets) for sets in zip(*inner))
            return used, set() if kind == OTHER else seen
        values = [row[-1] for row in self.of(formula, None) if inside(row[-2], span)]
        left = tables(formula)
        if kind == PART:
            return left, left if any(value is not None for value in values) else set()
        right = {CONVERSIONS[formula[1]][2]}
        reached = right if {"converted", "early"} & set(values) else set()
        return left | right, (left if values else set()) | reached

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
