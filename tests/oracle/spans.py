"""Periods and business days."""

import datetime as dt
import pathlib
import re

DAY = dt.timedelta(days=1)
FISCAL_START = 4


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
