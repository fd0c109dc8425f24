"""Simulated nights of a small shop: changing exports, repeated and stale ones, kills, clocks set back.

What is owed is reckoned here a second time, from nothing but the requests
that were given: each has an effect of its own, and counts once.
"""

from __future__ import annotations

import csv
import errno
import json
import os
import random
import signal
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.intake import Sources
from pipeline.ledger import find_announced, history, open_ledger
from pipeline.run import run_correction
from pipeline.work_out import Request
from shop_files import page

FIRST_NIGHT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
"""Nine nights later the clocks of Switzerland go forward."""
HEADER = "order,action,target,field,old,value,reason,request"
_COUNTED = (
    "open",
    "os.rename",
    "os.mkdir",
    "os.chmod",
    "os.remove",
    "shutil.rmtree",
    "sqlite3.connect",
    "fcntl.flock",
)


MOST_EVENTS = 75
"""A run deals with files and folders about so often."""


@dataclass(frozen=True)
class Wish:
    """One request of a clerk and what it moves the order's total by, in cents."""

    order: str
    row: str
    effect: int


@dataclass
class Shop:
    """The shop's orders as its newest export has them, and older exports that may come again."""

    export: bytes
    older: list[bytes] = field(default_factory=list)

    @staticmethod
    def of(orders: int, lines: int) -> Shop:
        """Paid orders without tax; every item costs 100.00 and is there twice."""
        made = []
        for number in range(1, orders + 1):
            items = [
                {
                    "id": number * 100 + line,
                    "price": 100,
                    "sku": f"L{line}",
                    "quantity": 2,
                    "tax": 0,
                    "name": "Tasse",
                }
                for line in range(lines)
            ]
            total = 200 * lines
            made.append(
                {
                    "id": f"K{number}",
                    "subtotal": total,
                    "total": total,
                    "tax": 0,
                    "email": f"kundin{number}@example.ch",
                    "paymentMethod": "TWINT",
                    "paymentStatus": "PAID",
                    "createDate": "2026-03-02 11:52:00 +0100",
                    "items": items,
                }
            )
        return Shop(page(*made).encode())

    def adopt(self, updated: bytes) -> None:
        """The corrected orders were taken over."""
        self.older.append(self.export)
        self.export = updated


def list_wishes(orders: int, lines: int, chance: random.Random) -> list[Wish]:
    """One wish for each item, none of which stands in another's way, and some items to add."""
    wishes = []
    for number in range(1, orders + 1):
        for line in range(lines):
            request = f"R-{number}-{line}"
            if chance.random() < 0.5:
                price = chance.randrange(9000, 11000)
                row = f"K{number},change,item:L{line},price,,{Decimal(price) / 100},,{request}"
                wishes.append(Wish(f"K{number}", row, 2 * (price - 10000)))
            else:
                quantity = chance.choice([1, 3])
                row = f"K{number},change,item:L{line},quantity,,{quantity},,{request}"
                wishes.append(Wish(f"K{number}", row, (quantity - 2) * 10000))
        price = chance.randrange(100, 2000)
        value = f"sku=N{number}; name=Neu; price={Decimal(price) / 100}; quantity=1; tax=none"
        wishes.append(Wish(f"K{number}", f'K{number},add,item,,,"{value}",,R-{number}-new', price))
    chance.shuffle(wishes)
    return wishes


@dataclass
class World:
    """A folder with runs and a ledger, the shop, and what was asked of it so far."""

    home: Path
    chance: random.Random
    shop: Shop
    waiting: list[Wish]
    given: list[Wish] = field(default_factory=list)
    kills: int = 0
    held: int = 0
    runs: int = 0
    now: datetime = FIRST_NIGHT

    @property
    def out(self) -> Path:
        """Where the runs leave their folders."""
        return self.home / "runs"

    @property
    def ledger(self) -> str:
        """The ledger's place."""
        return str(self.home / "ledger.db")

    def pass_night(self) -> None:
        """One or two workbooks, each a run of its own, on a fresh or an older export."""
        fresh = [self.waiting.pop() for _ in range(min(len(self.waiting), self.chance.randrange(0, 4)))]
        again = self.chance.sample(self.given, min(len(self.given), self.chance.randrange(0, 3)))
        wishes = [*fresh, *(wish for wish in again if wish not in fresh)]
        is_stale = bool(self.shop.older) and self.chance.random() < 0.25
        export = self.chance.choice(self.shop.older) if is_stale else self.shop.export
        copies = 2 if self.chance.random() < 0.3 else 1  # the same workbook, dropped again under another name
        for copy in range(copies):
            folder = self.run(export, wishes, f"edits-{copy}.csv")
            self._note_given(wishes, folder)
            if not is_stale and self.chance.random() < 0.7:
                self.shop.adopt((folder / "updated-orders.json").read_bytes())
                export = self.shop.export
        days = -3 if self.chance.random() < 0.1 else 1  # now and then the clock is set back
        self.now += timedelta(days=days, minutes=self.chance.randrange(0, 40))

    def _note_given(self, wishes: list[Wish], folder: Path) -> None:
        """Count what was asked for the first time; what was held with a repeated addition is asked for again later.

        An order may be held for one reason alone: an addition that it holds already is asked for once more.
        """
        with (folder / "reconciliation.csv").open(encoding="utf-8-sig", newline="") as file:
            held = {row["order_id"] for row in csv.DictReader(file) if row["result"] == "held"}
        repeated = {wish.order for wish in wishes if wish in self.given and ",add," in wish.row}
        assert held <= repeated, "an order was held although nothing was added twice"
        new = [wish for wish in wishes if wish not in self.given]
        self.given += [wish for wish in new if wish.order not in held]
        back = [wish for wish in new if wish.order in held and wish not in self.waiting]
        self.waiting = [*back, *self.waiting]
        self.held += len(back)

    def run(self, export: bytes, wishes: list[Wish], name: str) -> Path:
        """A run, killed now and then and started again; the folder it left."""
        self.home.mkdir(exist_ok=True)
        orders, edits = self.home / "orders.json", self.home / name
        orders.write_bytes(export)
        edits.write_text(
            "".join(f"{row}\n" for row in (HEADER, *(wish.row for wish in wishes))), encoding="utf-8"
        )
        while self.chance.random() < 0.3:
            self.kills += 1
            before = set(self.folders())
            status = self.start(orders, edits, killed_after=self.chance.randrange(1, MOST_EVENTS))
            if status == 0 and set(self.folders()) - before:
                return self._newest(before)
        before = set(self.folders())
        assert self.start(orders, edits) == 0, "a run that nobody killed did not end well"
        return self._newest(before)

    def _newest(self, before: set[Path]) -> Path:
        new = sorted(set(self.folders()) - before)
        assert len(new) == 1, new
        return new[0]

    def folders(self) -> list[Path]:
        """The runs' folders."""
        if not self.out.exists():
            return []
        return sorted(path for path in self.out.iterdir() if path.is_dir() and not path.name.startswith("."))

    def start(self, orders: Path, edits: Path, killed_after: int = 0, fault: str = "kill") -> int:
        """Run in a process of its own, with a fault at its n-th dealing with a file; 0 if it ended well."""
        self.runs += 1
        run_id = f"{self.now:%Y%m%d-%H%M%S}-{self.runs:06}"
        child = os.fork()
        if child == 0:
            try:
                if killed_after:
                    fail_after(killed_after, self.home, fault)
                request = Request(
                    sources=Sources((orders,), (edits,), currency="CHF"),
                    out=self.out,
                    run_id=run_id,
                    command=("order-corrections",),
                    now=self.now.isoformat,
                    ledger=self.ledger,
                )
                status = run_correction(request, lambda _: None).exit_status
                os._exit(0 if status in (0, 4) else 1)
            except BaseException as error:  # noqa: BLE001
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)  # noqa: T201
                os._exit(9)
        _, code = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(code)

    def expected(self) -> dict[str, int]:
        """What was to be asked for, by order, reckoned from the requests alone; cents."""
        effects: dict[str, int] = {}
        for wish in self.given:
            effects[wish.order] = effects.get(wish.order, 0) + wish.effect
        return {order: effect for order, effect in effects.items() if effect}

    def asked(self) -> dict[str, int]:
        """What the runs asked for, by order; cents, refunds below zero."""
        signs = {"collect": 1, "bill": 1, "refund": -1, "none": 0}
        sums: dict[str, int] = {}
        for folder in self.folders():
            with (folder / "reconciliation.csv").open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    cents = signs[row["action_new"]] * int(Decimal(row["amount_new"]) * 100)
                    sums[row["order_id"]] = sums.get(row["order_id"], 0) + cents
        return {order: cents for order, cents in sums.items() if cents}

    def left_over(self) -> list[str]:
        """Half-written folders."""
        return [path.name for path in self.out.iterdir() if path.name.endswith(".building")]


FAULTS = {"full": errno.ENOSPC, "readonly": errno.EROFS}


def fail_after(events: int, home: Path, fault: str = "kill") -> None:
    """Kill this process at its n-th dealing with files, folders or the ledger, or let that and all later ones fail."""
    left = [events]

    def count(name: str, arguments: tuple[Any, ...]) -> None:
        if name not in _COUNTED or (name != "fcntl.flock" and str(home) not in str(arguments[0])):
            return
        left[0] -= 1
        if left[0] == 0 and fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        is_reading = name == "open" and not (isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE)
        if left[0] <= 0 and fault in FAULTS and not is_reading:
            raise OSError(FAULTS[fault], os.strerror(FAULTS[fault]))

    sys.addaudithook(count)


def make_world(home: Path, seed: int, *, orders: int = 12, lines: int = 5) -> World:
    """A shop on its first night."""
    chance = random.Random(seed)
    return World(home, chance, Shop.of(orders, lines), list_wishes(orders, lines, chance))


def soak(home: Path, nights: int, seed: int) -> dict[str, int]:
    """So many nights; raises `AssertionError` where what was asked for is not what is owed."""
    world = make_world(home, seed)
    for _ in range(nights):
        world.pass_night()
        assert world.asked() == world.expected()
    return {
        "nights": nights,
        "runs": len(world.folders()),
        "started": world.runs,
        "killed": world.kills,
        "held": world.held,
        "requests": len(world.given),
        "cents": sum(world.asked().values()),
    }


def break_off(home: Path, point: int, fault: str) -> None:
    """One run broken off at that point, then run again: whole folders, everything recorded, asked for once."""
    world = make_world(home, point, orders=3, lines=2)
    world.home.mkdir()
    wishes = world.waiting[:4]
    orders, edits = world.home / "orders.json", world.home / "edits.csv"
    orders.write_bytes(world.shop.export)
    edits.write_text("".join(f"{row}\n" for row in (HEADER, *(one.row for one in wishes))), encoding="utf-8")
    first = world.start(orders, edits, killed_after=point, fault=fault)
    whole = [folder for folder in world.folders() if (folder / "manifest.json").is_file()]
    assert whole == world.folders(), "a folder without its manifest"
    assert world.start(orders, edits) == 0
    world.given = list(wishes)
    assert world.asked() == world.expected(), (first, len(world.folders()))
    assert world.left_over() == []
    with open_ledger(world.ledger, now=world.now.isoformat()) as ledger:
        assert history(ledger)["run_id"].tolist() == [folder.name for folder in world.folders()]
        assert find_announced(ledger) == []


def main() -> None:
    """The soak of the make target: breaks at two hundred points, then three shops of thirty nights."""
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        chance = random.Random(200)
        for place in range(200):
            fault = ("kill", "kill", "full", "readonly")[place % 4]
            break_off(Path(folder) / f"break-{place}", chance.randrange(1, MOST_EVENTS), fault)
        print(json.dumps({"broken_off": 200}), flush=True)  # noqa: T201
        for seed in range(1, 4):
            print(json.dumps({"seed": seed, **soak(Path(folder) / str(seed), 30, seed)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
