"""How a shop calculates, in German (Swiss spelling)."""

from __future__ import annotations

from schemas.convention_words.phrases import Words, for_each_mode

_MODES = {
    "half_up": "kaufmännisch gerundet",
    "half_even": "gerundet (Hälften zur geraden Ziffer)",
    "half_down": "gerundet (Hälften nach unten)",
    "down": "immer abgerundet",
    "up": "immer aufgerundet",
}

GERMAN: Words = {
    "prices_include_tax": {
        True: "die Preise enthalten die MwSt.",
        False: "die MwSt. kommt zu den Preisen hinzu",
    },
    "tax_rounding": for_each_mode("MwSt. {mode}", _MODES),
    "tax_level": {
        "line": "Zeile für Zeile",
        "unit": "für jedes Stück",
        "unit_split": "für jedes Stück, die Zeile in ganzen Rappen auf die Stücke verteilt",
        "order": "einmal je Satz über die Bestellung",
        "order_sum": "einmal über die Bestellung, alle Sätze zusammen",
        "order_carry": "Zeile für Zeile, der Bruchteil geht auf die nächste über",
    },
    "tax_charges": {
        True: "die Versandkosten werden besteuert",
        False: "die Versandkosten werden nicht besteuert",
    },
    "allocation": {
        "largest_remainder": "Bestellrabatte nach grössten Resten verteilt",
        "largest_remainder_last": "Bestellrabatte nach grössten Resten verteilt, "
        "bei gleichen Resten die letzte Zeile zuerst",
        "half_up_last": "Bestellrabatte kaufmännisch verteilt, die letzte Zeile trägt den Rest",
        "half_up_first": "Bestellrabatte kaufmännisch verteilt, die erste Zeile trägt den Rest",
        "half_up_largest": "Bestellrabatte kaufmännisch verteilt, die grösste Zeile trägt den Rest",
        "floor_last": "Bestellrabatte abgerundet verteilt, die letzte Zeile trägt den Rest",
        "floor_first": "Bestellrabatte abgerundet verteilt, die ersten Zeilen tragen je einen Rappen mehr",
        "equal": "Bestellrabatte zu gleichen Teilen verteilt, die ersten Zeilen tragen je einen Rappen mehr",
        "cumulative": "Bestellrabatte Zeile für Zeile verteilt, der Bruchteil geht auf die nächste über",
    },
    "tax_before_discount": {
        False: "MwSt. nach Abzug der Rabatte berechnet",
        True: "MwSt. vor Abzug der Rabatte berechnet",
    },
    "charges_apart": {
        True: "MwSt. der Versandkosten getrennt von jener der Zeilen gerundet",
        False: "MwSt. der Versandkosten mit jener der Zeilen zusammen gerundet",
    },
    "tax_extraction": {
        "tax_first": "in einem Preis enthaltene MwSt. gerundet, der Nettobetrag ist der Rest",
        "net_first": "Nettobetrag eines Preises gerundet, die enthaltene MwSt. ist der Rest",
    },
    "inside_tax_rounding": for_each_mode(
        "in Preisen enthaltene MwSt. {mode}",
        _MODES,
        same="in Preisen enthaltene MwSt. gerundet wie jede andere",
    ),
    "several_taxes": {
        "apart": "mehrere Steuern einer Zeile je für sich gerundet",
        "together": "mehrere Steuern einer Zeile als ein Betrag gerundet und aufgeteilt",
        "together_carried": "mehrere Steuern einer Zeile als ein Betrag gerundet und aufgeteilt, "
        "die Bruchteile gehen auf die nächste Zeile über",
    },
    "percent_rounding": {
        "line": "Prozentrabatte für die Zeile gerundet",
        "unit": "Prozentrabatte für jedes Stück gerundet",
        "none": "Prozentrabatte nicht gerundet",
        "rest": "Prozentrabatte sind, was eine gerundete Zeile übrig lässt",
    },
    "discount_rounding": for_each_mode(
        "Prozentrabatte {mode}", _MODES, same="Prozentrabatte gerundet wie andere Beträge"
    ),
    "percent_basis": {
        "entered": "Prozentrabatte vom eingegebenen Preis berechnet",
        "net": "Prozentrabatte vom Preis ohne MwSt. berechnet",
        "gross": "Prozentrabatte vom Preis mit MwSt. berechnet",
    },
    "fixed_basis": {
        "entered": "feste Rabatte vom eingegebenen Preis abgezogen",
        "net": "feste Rabatte vom Preis ohne MwSt. abgezogen",
    },
    "order_percent": {
        "spread": "ein Prozentrabatt auf die Bestellung einmal berechnet und verteilt",
        "off_total": "ein Prozentrabatt auf die Bestellung vom Total mit MwSt. abgezogen",
        "by_line": "ein Prozentrabatt auf die Bestellung Zeile für Zeile berechnet",
    },
    "allocation_weights": {
        "left": "Anteile nach dem, was von den Zeilen bleibt",
        "original": "Anteile nach den Zeilen vor jedem Rabatt",
        "gross": "Anteile nach dem, was von den Zeilen mit MwSt. bleibt",
    },
    "line_rounding": {
        "line": "Preis mal Menge für die Zeile gerundet",
        "unit": "Stückpreis vor der Multiplikation gerundet",
        "none": "Preis mal Menge nicht gerundet",
    },
    "rounding": for_each_mode("andere Beträge {mode}", _MODES),
    "step_minor": {"number": "alle Beträge auf ein Vielfaches von {number} Rappen gerundet"},
    "total_rounding": {
        "parts": "das Total zählt gerundete Beträge zusammen",
        "once": "das Total einmal gerundet, aus ungerundeten Beträgen",
    },
    "home_tax": {
        "net_kept": "ein Preis mit der MwSt. eines anderen Landes behält seinen Nettobetrag",
        "net_rounded": "ein Preis mit der MwSt. eines anderen Landes behält seinen Nettobetrag, "
        "je Stück gerundet",
        "gross_rounded": "ein Preis mit der MwSt. eines anderen Landes behält seinen Nettobetrag, "
        "der neue Preis je Stück gerundet",
        "gross_kept": "ein Preis mit der MwSt. eines anderen Landes bleibt, wie er ist",
    },
}
