"""A line's taxes as a text such as `TVA 8.1%: 3.50`, brought up to date.

Nobody documents the form of these texts: names, percentages and amounts that
stand in them are replaced where they stand, the rest of the text is kept.
"""

from __future__ import annotations

import re

from pipeline.money import rate_text, to_text

Tax = tuple[int, str, int, int]
"""Key, name, rate in parts per billion, amount in minor units."""
_PLAIN_FORM = "{name} {rate}%"


def update_details(text: str, before: tuple[Tax, ...], after: tuple[Tax, ...], decimals: int) -> str:
    """The text with the taxes of `before` replaced by those of `after`.

    Where a tax came or went, the whole text is made anew, each tax in the
    form of the old first one.

    >>> old, new = (1, "TVA", 77000000, 770), (1, "TVA", 81000000, 810)
    >>> update_details("TVA 7.7%: 7.70", (old,), (new,), 2)
    'TVA 8.1%: 8.10'
    >>> update_details("TVA 7.7%: 7.70", (old,), (), 2)
    ''
    >>> update_details("TVA 7.7%: 7.70", (old,), ((2, "TVA 2.6%", 26000000, 260),), 2)
    'TVA 2.6%: 2.60'
    """
    before, after = tuple(map(_bare, before)), tuple(map(_bare, after))
    if [tax[0] for tax in before] == [tax[0] for tax in after]:
        for old, new in zip(before, after, strict=True):
            text = _replace_tax(text, old, new, decimals)
        return text
    if len(before) == 1 and text:
        return "; ".join(_replace_tax(text, before[0], tax, decimals) for tax in after)
    return "; ".join(
        _PLAIN_FORM.format(name=name, rate=rate_text(rate)).strip() for _, name, rate, _ in after
    )


def _bare(tax: Tax) -> Tax:
    """The tax with a name that does not tell its rate: the text tells it anyway."""
    key, name, rate, amount = tax
    written = re.escape(rate_text(rate)).replace(r"\.", "[.,]")
    return key, re.sub(rf"(?<![0-9.,])\s*{written}0*\s?%\s*\Z", "", name), rate, amount


def _replace_tax(text: str, old: Tax, new: Tax, decimals: int) -> str:
    """The name where it stands, the percentage, and the amount behind them."""
    _, old_name, old_rate, old_amount = old
    _, new_name, new_rate, new_amount = new
    if old_name and old_name != new_name:
        text = text.replace(old_name, new_name, 1)
    start = max(text.find(new_name), 0) if new_name else 0
    if old_rate != new_rate:
        written = re.escape(rate_text(old_rate)).replace(r"\.", "[.,]")
        pattern = re.compile(rf"(?<![0-9.,]){written}(?:[.,]?0*)(?=\s?%)")
        text = text[:start] + pattern.sub(rate_text(new_rate), text[start:], count=1)
    if old_amount != new_amount:
        pattern = re.compile(rf"(?<![0-9.,]){re.escape(to_text(old_amount, decimals))}(?![0-9]|\s?%)")
        text = text[:start] + pattern.sub(to_text(new_amount, decimals), text[start:], count=1)
    return text
