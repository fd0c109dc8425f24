"""What the shop decides: tolerance, closed orders, fixed conventions and the like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from pipeline.presets import PRESETS
from pipeline.problems import near
from schemas.convention import Convention
from schemas.orders import PAYMENT_STATES

_HUNDRED = 100


@dataclass(frozen=True)
class Policy:
    """The rules of one run; the defaults are those of the README.

    `tolerance_hundredths`: a gap up to that many hundredths of the currency
    unit does not hold an order's edits of money. `closed_states`: payment states
    whose edits of money are held. `rejects_everything`: one rejected edit
    rejects the whole batch. `order_discounts`: a fixed discount of the whole
    order "stay"s as it is or follows the items ("proportional").
    `cash_rounding`: currencies whose amounts due are rounded to 5 minor units.
    `uncertain_below_percent`: a convention that reproduces fewer orders than that is
    said to be uncertain. `conventions`: fixed by platform; in a policy file each
    is the name of a preset, or a table of parameters with or without a `preset`
    that they change.
    """

    tolerance_hundredths: int = 5
    closed_states: tuple[str, ...] = ()
    rejects_everything: bool = False
    order_discounts: str = "stay"
    cash_rounding: tuple[str, ...] = ()
    uncertain_below_percent: int = 80
    conventions: Mapping[str, Convention] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = [state for state in self.closed_states if state not in PAYMENT_STATES]
        if unknown:
            raise PolicyError(f"closed_states holds {unknown[0]!r}: known are {', '.join(PAYMENT_STATES)}")
        odd = [code for code in self.cash_rounding if not re.fullmatch("[A-Z]{3}", code)]
        if odd:
            raise PolicyError(f"cash_rounding holds {odd[0]!r}: a currency is written like CHF")
        if self.order_discounts not in ("stay", "proportional"):
            raise PolicyError("order_discounts must be 'stay' or 'proportional'")
        if not 0 <= self.uncertain_below_percent <= _HUNDRED or self.tolerance_hundredths < 0:
            raise PolicyError("uncertain_below_percent lies between 0 and 100, tolerance is positive")

    def tolerance_minor(self, decimals: int) -> int:
        """The tolerance in minor units of a currency with that many decimals.

        >>> Policy().tolerance_minor(2), Policy().tolerance_minor(0), Policy().tolerance_minor(3)
        (5, 0, 50)
        """
        return self.tolerance_hundredths * int(10**decimals) // _HUNDRED

    def as_plain(self) -> dict[str, Any]:
        """The policy as plain values, for the manifest."""
        return asdict(self)


_KIND_WORDS = {
    int: "a whole number",
    bool: "true or false",
    str: "a text",
    tuple: "a list of texts",
    dict: "a table",
}


class PolicyError(ValueError):
    """The policy file says something that cannot be."""


def policy_from(entries: Mapping[str, Any]) -> Policy:
    """The policy of a TOML file's entries; unknown names are refused with a suggestion.

    >>> policy_from({"tolerance_hundredths": 10}).tolerance_hundredths
    10
    >>> policy_from({"conventions": {"shopify": "shopify-vat"}}).conventions["shopify"].tax_level
    'order'
    """
    known = {entry.name for entry in fields(Policy)}
    _refuse_unknown(entries, known, "policy")
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entries.items()
    }
    _refuse_wrong_types(given, Policy())
    conventions = {
        platform: _convention_from(platform, parameters)
        for platform, parameters in given.get("conventions", {}).items()
    }
    return Policy(**{**given, "conventions": conventions})


def _convention_from(platform: str, entry: Any) -> Convention:
    where = f"conventions.{platform}"
    parameters = {"preset": entry} if isinstance(entry, str) else entry
    if not isinstance(parameters, dict):
        raise PolicyError(f"{where} must be a table or the name of a preset, not {entry!r}")
    start = _preset(parameters["preset"], where) if "preset" in parameters else Convention()
    own = {name: value for name, value in parameters.items() if name != "preset"}
    _refuse_unknown(own, {entry.name for entry in fields(Convention)} | {"preset"}, where)
    _refuse_wrong_types(own, Convention(), f"{where}.")
    try:
        return replace(start, **own)
    except ValueError as error:
        raise PolicyError(f"{where}: {error}") from error


def _preset(name: Any, where: str) -> Convention:
    if not isinstance(name, str):
        raise PolicyError(f"{where}.preset must be a text, not {name!r}")
    if name not in PRESETS:
        raise PolicyError(f"{where}: there is no preset {name!r}{_hint(name, PRESETS)}")
    return PRESETS[name]


def _refuse_wrong_types(given: Mapping[str, Any], standard: object, prefix: str = "") -> None:
    """Every value has the type of the default, and lists hold text alone."""
    for name, value in given.items():
        kind = type(getattr(standard, name))
        is_mixed = isinstance(value, tuple) and not all(isinstance(one, str) for one in value)
        if type(value) is not kind or is_mixed:
            shown = list(value) if isinstance(value, tuple) else value
            raise PolicyError(f"{prefix}{name} must be {_KIND_WORDS[kind]}, not {shown!r}")


def _refuse_unknown(entries: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in entries:
        if name not in known:
            raise PolicyError(f"{where} has no setting {name!r}{_hint(name, known)}")


def _hint(name: str, known: Iterable[str]) -> str:
    hint = near(name, known)
    return f" (did you mean {hint}?)" if hint else ""
