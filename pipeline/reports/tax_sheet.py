"""VAT by rate: bases and taxes of the corrected orders, with a block of totals per currency to post from."""

from __future__ import annotations

from pipeline.languages.phrase import N_
from pipeline.reports.lists import Column, Listing
from pipeline.reports.order_sheets import CURRENCY, ORDER
from pipeline.reports.report import Report

TAXES = N_("VAT by rate")


def list_taxes(report: Report) -> Listing:
    """Bases and taxes of the corrected orders, by tax and rate: before, after and the difference."""
    taxes, words = report.tax_by_rate, report.words
    sides = {True: words.say("inside the prices"), False: words.say("on top")}
    columns = (
        ORDER,
        CURRENCY,
        Column(N_("Tax"), "name", widest=36),
        Column(N_("Rate"), "rate_ppb", "rate", narrowest=9),
        Column(N_("tax|Where"), "side", narrowest=12),
        Column(N_("Base before"), "base_before_minor", "amount", "before", has_total=True),
        Column(N_("Base after"), "base_after_minor", "amount", "after", has_total=True),
        Column(N_("Base difference"), "base_difference_minor", "signed", "batch", has_total=True),
        Column(N_("Tax before"), "tax_before_minor", "amount", "before", has_total=True),
        Column(N_("Tax after"), "tax_after_minor", "amount", "after", has_total=True),
        Column(N_("Tax difference"), "tax_difference_minor", "signed", "batch", has_total=True),
    )
    rows = taxes.assign(
        side=taxes["is_included"].map(sides).astype("str"),
        base_difference_minor=taxes["base_after_minor"] - taxes["base_before_minor"],
    )
    return Listing(
        TAXES,
        columns,
        rows,
        N_("No tax is touched."),
        total_by=("currency", "name", "rate_ppb", "side"),
        about=N_("Tax of the corrected orders by rate; totals at the foot are what to post."),
        has_sums=True,
        total_label=N_("To post, {what}"),
    )
