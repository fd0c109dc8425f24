"""What a problem code means: its severity and its sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What one code means: severity and the sentences shown."""

    severity: str
    message: str
    expected: str
    fix: str


def error(message: str, expected: str, fix: str) -> Kind:
    """What sets its order, row or file aside."""
    return Kind("error", message, expected, fix)


def warning(message: str, expected: str, fix: str) -> Kind:
    """What a person should look at."""
    return Kind("warning", message, expected, fix)


def info(message: str, fix: str = "") -> Kind:
    """What is good to know."""
    return Kind("info", message, "", fix)
