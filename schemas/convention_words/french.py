"""How a shop calculates, in French."""

from __future__ import annotations

from schemas.convention_words.phrases import Words, for_each_mode

_MODES = {
    "half_up": "au plus proche (demi vers le haut)",
    "half_even": "au plus proche (demi au pair)",
    "half_down": "au plus proche (demi vers le bas)",
    "down": "par troncature",
    "up": "toujours vers le haut",
}

FRENCH: Words = {
    "prices_include_tax": {True: "les prix comprennent la TVA", False: "la TVA s’ajoute aux prix"},
    "tax_rounding": for_each_mode("TVA arrondie {mode}", _MODES),
    "tax_level": {
        "line": "ligne par ligne",
        "unit": "pour chaque unité",
        "unit_split": "pour chaque unité, la ligne étant partagée entre ses unités en centimes entiers",
        "order": "une fois par taux sur la commande",
        "order_sum": "une fois sur la commande, tous les taux ensemble",
        "order_carry": "ligne par ligne, la fraction reportée sur la suivante",
    },
    "tax_charges": {
        True: "les frais d’expédition sont taxés",
        False: "les frais d’expédition ne sont pas taxés",
    },
    "allocation": {
        "largest_remainder": "rabais de commande répartis au plus fort reste",
        "largest_remainder_last": "rabais de commande répartis au plus fort reste, "
        "à restes égaux la dernière ligne d’abord",
        "half_up_last": "rabais de commande répartis au plus proche, la dernière ligne prenant le solde",
        "half_up_first": "rabais de commande répartis au plus proche, la première ligne prenant le solde",
        "half_up_largest": "rabais de commande répartis au plus proche, "
        "la plus grande ligne prenant le solde",
        "floor_last": "rabais de commande répartis vers le bas, la dernière ligne prenant le solde",
        "floor_first": "rabais de commande répartis vers le bas, "
        "les premières lignes prenant chacune un centime de plus",
        "equal": "rabais de commande répartis en parts égales, les premières lignes un centime de plus",
        "cumulative": "rabais de commande répartis ligne par ligne, la fraction reportée sur la suivante",
    },
    "tax_before_discount": {
        False: "TVA calculée après les rabais",
        True: "TVA calculée avant les rabais",
    },
    "charges_apart": {
        True: "TVA des frais d’expédition arrondie à part de celle des lignes",
        False: "TVA des frais d’expédition arrondie avec celle des lignes",
    },
    "tax_extraction": {
        "tax_first": "TVA comprise dans un prix arrondie, le net étant le solde",
        "net_first": "net d’un prix arrondi, la TVA comprise étant le solde",
    },
    "inside_tax_rounding": for_each_mode(
        "TVA comprise dans les prix arrondie {mode}",
        _MODES,
        same="TVA comprise dans les prix arrondie comme toute autre",
    ),
    "several_taxes": {
        "apart": "plusieurs taxes d’une ligne arrondies chacune à part",
        "together": "plusieurs taxes d’une ligne arrondies en un montant puis réparties",
        "together_carried": "plusieurs taxes d’une ligne arrondies en un montant puis réparties, "
        "les fractions reportées sur la ligne suivante",
    },
    "percent_rounding": {
        "line": "rabais en % arrondis pour la ligne",
        "unit": "rabais en % arrondis pour chaque unité",
        "none": "rabais en % non arrondis",
        "rest": "rabais en % égaux à ce que laisse une ligne arrondie",
    },
    "discount_rounding": for_each_mode(
        "rabais en % arrondis {mode}", _MODES, same="rabais en % arrondis comme les autres montants"
    ),
    "percent_basis": {
        "entered": "rabais en % calculés sur le prix saisi",
        "net": "rabais en % calculés sur le prix hors TVA",
        "gross": "rabais en % calculés sur le prix TVA comprise",
    },
    "fixed_basis": {
        "entered": "rabais fixes déduits du prix saisi",
        "net": "rabais fixes déduits du prix hors TVA",
    },
    "order_percent": {
        "spread": "rabais en % sur la commande calculé une fois puis réparti",
        "off_total": "rabais en % sur la commande retiré de son total TVA comprise",
        "by_line": "rabais en % sur la commande calculé ligne par ligne",
    },
    "allocation_weights": {
        "left": "parts selon ce qui reste des lignes",
        "original": "parts selon les lignes avant tout rabais",
        "gross": "parts selon ce qui reste des lignes, TVA comprise",
    },
    "line_rounding": {
        "line": "prix fois quantité arrondi pour la ligne",
        "unit": "prix d’une unité arrondi avant d’être multiplié",
        "none": "prix fois quantité non arrondi",
    },
    "rounding": for_each_mode("autres montants arrondis {mode}", _MODES),
    "step_minor": {"number": "tous les montants arrondis à un multiple de {number} centimes"},
    "total_rounding": {
        "parts": "le total additionne des montants arrondis",
        "once": "le total arrondi une seule fois, à partir de montants non arrondis",
    },
    "home_tax": {
        "net_kept": "un prix qui contient la TVA d’un autre pays garde son net",
        "net_rounded": "un prix qui contient la TVA d’un autre pays garde son net, arrondi par unité",
        "gross_rounded": "un prix qui contient la TVA d’un autre pays garde son net, "
        "le nouveau prix étant arrondi par unité",
        "gross_kept": "un prix qui contient la TVA d’un autre pays reste le même",
    },
}
