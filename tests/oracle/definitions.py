"""The shipped KPIs and those of plain.toml, written once more by hand: parts as SQL conditions, KPIs put
together from parts."""

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
    "plain_cv_without_contact": ("leads", "cv_at IS NOT NULL AND NOT contacted", "cv_at", "count", "1"),
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
    "plain_first_contact": ("cv_at IS NOT NULL", "cv_at", "activities", CONTACT, "moment", "2 business days"),
    "plain_lead_to_opportunity": ("true", "created_at", "deals", "kind = '新規'", "created_at", 90),
    "plain_icp_lead_to_opportunity": ("icp", "created_at", "deals", "kind = '新規'", "created_at", 90),
    "plain_cv_to_opportunity": ("cv_at IS NOT NULL", "cv_at", "deals", "kind = '新規'", "created_at", 90),
    "plain_lead_to_cv": ("true", "created_at", "touches", CV, "moment", 90),
    "plain_lead_to_won": ("true", "created_at", "deals", WON, "closed_at", 180),
}

MINIMUM = {
    "plain_first_contact": 10, "connect_rate": 10, "plain_lead_to_opportunity": 10, "plain_icp_lead_to_opportunity": 10,
    "plain_cv_to_opportunity": 10, "icp_share": 10, "decision_maker_share": 10, "plain_lead_to_cv": 10,
    "plain_won_from_marketing": 5, "win_rate": 5, "win_rate_3_months": 5, "plain_lead_to_won": 10,
}


PART, RATIO, PLUS, MINUS, OTHER, CONVERSION = "part", "ratio", "plus", "minus", "other", "conversion"


def part(name):
    return (PART, name)


def ratio(above, below):
    return (RATIO, part(above), part(below))


NEW_REVENUE = part("new_revenue")
KPIS = {name: (CONVERSION, name) for name in CONVERSIONS}
KPIS |= {
    name: part(name)
    for name in """new_leads icp_leads plain_cv_without_contact cv_leads pricing_viewers activities contacted_leads
    calls meetings spend opportunities won_deals lost_deals new_revenue renewal_revenue expansion_revenue
    average_deal median_deal sales_cycle open_deals open_pipeline""".split()
}
KPIS |= {
    "connect_rate": ratio("connected", "calls_with_outcome"),
    "activities_per_lead": ratio("activities", "active_leads"),
    "icp_share": ratio("icp_leads", "new_leads"),
    "decision_maker_share": ratio("decision_makers", "new_leads"),
    "cost_per_lead": ratio("spend", "new_leads"),
    "plain_cpa": ratio("spend", "cv_leads"),
    "cost_per_opportunity": ratio("spend", "opportunities"),
    "cost_per_won": ratio("spend", "won_deals"),
    "page_views_per_lead": ratio("page_views", "viewers"),
    "roas_new": ratio("new_revenue", "spend"),
    "plain_won_from_marketing": ratio("won_by_marketing", "won_deals"),
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
