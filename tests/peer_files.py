"""The files of peer cases, and the cases that no convention can express."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent / "peer_cases"


@dataclass(frozen=True)
class Peer:
    """One case: what kind it is and where it comes from."""

    case: dict[str, Any]

    @property
    def name(self) -> str:
        """Its id."""
        return str(self.case["id"])

    @property
    def kind(self) -> str:
        """One of order, allocation, rounding, edit."""
        return "edit" if "edits" in self.case else str(self.case["kind"])

    @property
    def system(self) -> str:
        """The system that states the figures."""
        return str((self.case.get("source") or {}).get("system", "unknown"))

    @property
    def family(self) -> str:
        """What the case is about."""
        return str(self.case.get("family", ""))


def read_peers(further: list[str] | None) -> list[Peer]:
    """The cases of the project's files, and of further ones; an id met again counts once."""
    paths = [*sorted(HOME.glob("*.jsonl")), *(Path(path) for path in further or [])]
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    cases = (json.loads(line) for line in lines if line.strip())
    return list({case["id"]: Peer(case) for case in cases}.values())


def read_exceptions() -> dict[str, str]:
    """The reason of each exception, by case."""
    entries = tomllib.loads((HOME / "exceptions.toml").read_text(encoding="utf-8"))
    return {name: entry["reason"] for name, entry in entries.items()}
