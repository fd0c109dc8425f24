"""How a shop calculates, in Italian."""

from __future__ import annotations

from schemas.convention_words.phrases import Words, for_each_mode

_MODES = {
    "half_up": "al più vicino (metà per eccesso)",
    "half_even": "al più vicino (metà al pari)",
    "half_down": "al più vicino (metà per difetto)",
    "down": "per troncamento",
    "up": "sempre per eccesso",
}

ITALIAN: Words = {
    "prices_include_tax": {True: "i prezzi comprendono l’IVA", False: "l’IVA si aggiunge ai prezzi"},
    "tax_rounding": for_each_mode("IVA arrotondata {mode}", _MODES),
    "tax_level": {
        "line": "riga per riga",
        "unit": "per ogni unità",
        "unit_split": "per ogni unità, la riga divisa tra le sue unità in centesimi interi",
        "order": "una volta per aliquota sull’ordine",
        "order_sum": "una volta sull’ordine, tutte le aliquote insieme",
        "order_carry": "riga per riga, la frazione riportata sulla successiva",
    },
    "tax_charges": {
        True: "le spese di spedizione sono tassate",
        False: "le spese di spedizione non sono tassate",
    },
    "allocation": {
        "largest_remainder": "sconti sull’ordine ripartiti con il metodo dei resti maggiori",
        "largest_remainder_last": "sconti sull’ordine ripartiti con il metodo dei resti maggiori, "
        "a parità di resto prima l’ultima riga",
        "half_up_last": "sconti sull’ordine ripartiti al più vicino, l’ultima riga prende il resto",
        "half_up_first": "sconti sull’ordine ripartiti al più vicino, la prima riga prende il resto",
        "half_up_largest": "sconti sull’ordine ripartiti al più vicino, la riga più grande prende il resto",
        "floor_last": "sconti sull’ordine ripartiti per difetto, l’ultima riga prende il resto",
        "floor_first": "sconti sull’ordine ripartiti per difetto, "
        "le prime righe prendono ciascuna un centesimo in più",
        "equal": "sconti sull’ordine ripartiti in parti uguali, le prime righe un centesimo in più ciascuna",
        "cumulative": "sconti sull’ordine ripartiti riga per riga, la frazione riportata sulla successiva",
    },
    "tax_before_discount": {
        False: "IVA calcolata dopo gli sconti",
        True: "IVA calcolata prima degli sconti",
    },
    "charges_apart": {
        True: "IVA delle spese di spedizione arrotondata a parte da quella delle righe",
        False: "IVA delle spese di spedizione arrotondata insieme a quella delle righe",
    },
    "tax_extraction": {
        "tax_first": "IVA compresa in un prezzo arrotondata, il netto è il resto",
        "net_first": "netto di un prezzo arrotondato, l’IVA compresa è il resto",
    },
    "inside_tax_rounding": for_each_mode(
        "IVA compresa nei prezzi arrotondata {mode}",
        _MODES,
        same="IVA compresa nei prezzi arrotondata come ogni altra",
    ),
    "several_taxes": {
        "apart": "più imposte di una riga arrotondate ciascuna per sé",
        "together": "più imposte di una riga arrotondate come un solo importo e poi ripartite",
        "together_carried": "più imposte di una riga arrotondate come un solo importo e poi ripartite, "
        "le frazioni riportate sulla riga successiva",
    },
    "percent_rounding": {
        "line": "sconti in % arrotondati per la riga",
        "unit": "sconti in % arrotondati per ogni unità",
        "none": "sconti in % non arrotondati",
        "rest": "sconti in % pari a quanto lascia una riga arrotondata",
    },
    "discount_rounding": for_each_mode(
        "sconti in % arrotondati {mode}", _MODES, same="sconti in % arrotondati come gli altri importi"
    ),
    "percent_basis": {
        "entered": "sconti in % calcolati sul prezzo immesso",
        "net": "sconti in % calcolati sul prezzo senza IVA",
        "gross": "sconti in % calcolati sul prezzo con IVA",
    },
    "fixed_basis": {
        "entered": "sconti fissi dedotti dal prezzo immesso",
        "net": "sconti fissi dedotti dal prezzo senza IVA",
    },
    "order_percent": {
        "spread": "sconto in % sull’ordine calcolato una volta e ripartito",
        "off_total": "sconto in % sull’ordine tolto dal suo totale con IVA",
        "by_line": "sconto in % sull’ordine calcolato riga per riga",
    },
    "allocation_weights": {
        "left": "quote secondo quanto resta delle righe",
        "original": "quote secondo le righe prima di ogni sconto",
        "gross": "quote secondo quanto resta delle righe, IVA compresa",
    },
    "line_rounding": {
        "line": "prezzo per quantità arrotondato per la riga",
        "unit": "prezzo di un’unità arrotondato prima di moltiplicarlo",
        "none": "prezzo per quantità non arrotondato",
    },
    "rounding": for_each_mode("altri importi arrotondati {mode}", _MODES),
    "step_minor": {"number": "tutti gli importi arrotondati a multipli di {number} centesimi"},
    "total_rounding": {
        "parts": "il totale somma importi arrotondati",
        "once": "il totale arrotondato una sola volta, da importi non arrotondati",
    },
    "home_tax": {
        "net_kept": "un prezzo che contiene l’IVA di un altro paese conserva il suo netto",
        "net_rounded": "un prezzo che contiene l’IVA di un altro paese conserva il suo netto, "
        "arrotondato per unità",
        "gross_rounded": "un prezzo che contiene l’IVA di un altro paese conserva il suo netto, "
        "il nuovo prezzo arrotondato per unità",
        "gross_kept": "un prezzo che contiene l’IVA di un altro paese resta com’è",
    },
}
