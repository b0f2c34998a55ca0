"""Computes the KPIs of definitions.toml with SQL written by hand; prints them as one JSON object.

    by_hand.py DATA cycles|once

`lines` has every channel and month, `total` all rows. With TIMES in the environment, the seconds of
each script go to stderr.
"""

import json
import os
import sys
import time
from pathlib import Path

import duckdb

COUNTS = ["cvs", "mqls", "sqls", "opportunities", "wons", "won_amount"]
OTHERS = ["cv_to_mql", "mql_to_sql", "cv_to_won", "days_to_sql", "days_to_won"]
MONTHS = [f"2025-{month:02}" for month in (10, 11, 12)] + [f"2026-{month:02}" for month in range(1, 10)]


def main(data, kind):
    con = duckdb.connect()
    here = Path(__file__).parent
    journeys = {"cycles": "cycles", "once": "journeys"}[kind]
    for name in ("leads", journeys, "stages", "kpis"):
        start = time.perf_counter()
        con.execute((here / f"{name}.sql").read_text(encoding="utf-8").replace("$data", data))
        if "TIMES" in os.environ:
            print(f"{name} {time.perf_counter() - start:.2f} s", file=sys.stderr)
    cells = con.execute("SELECT channel, month, kpi, value FROM cells").fetchall()
    found = {(channel, month, kpi): value for channel, month, kpi, value in cells}

    def line(channel, month):
        counts = {kpi: found.get((channel, month, kpi), 0.0) for kpi in COUNTS}
        return counts | {kpi: found.get((channel, month, kpi)) for kpi in OTHERS}

    channels = sorted({channel for channel, *_ in cells if channel is not None})
    lines = {f"{channel} {month}": line(channel, month) for channel in channels for month in MONTHS}
    print(json.dumps({"lines": lines, "total": line(None, None)}))


main(*sys.argv[1:])
