"""The orders as the earlier runs of a night left them, as the exports of the next run.

The updated orders of a run are laid out under the names and in the folders
the shop's own exports have, as links, so that the next run reads them like
those: a mapping finds its tables, reports name the files the shop knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.digests import describe_file
from pipeline.intake import Sources
from pipeline.languages.phrase import phrase
from pipeline.run import Result

Pair = tuple[Path, Path]
"""An export's file, and the updated one that stands for it."""


class CannotChain(Exception):
    """The updated orders cannot stand where the exports stood; the text says why."""


@dataclass(frozen=True)
class Chain:
    """The state the orders are in.

    `updated` has the pairs of each export, none before the first run;
    `digests` are those of the exports' files, by their place.
    """

    updated: tuple[tuple[Pair, ...], ...] = ()
    digests: tuple[tuple[Path, str], ...] = ()

    def follow(self, result: Result, shown: dict[Path, Path]) -> Chain:
        """The state after a run that was given the files `shown`, by the exports' files they stand for."""
        own = {given: export for export, given in shown.items()}
        updated = tuple(
            tuple((own.get(read, read), written) for read, written in pairs) for pairs in result.updated
        )
        digests = self.digests or tuple(
            (path, describe_file(path)["sha256"]) for pairs in updated for path, _ in pairs
        )
        return Chain(updated, digests)

    def still_holds(self) -> bool:
        """Whether the exports are the same as then and the updated orders are still there."""
        try:
            is_same = all(describe_file(path)["sha256"] == digest for path, digest in self.digests)
        except OSError:
            return False
        return is_same and all(written.is_file() for pairs in self.updated for _, written in pairs)

    def as_plain(self) -> dict[str, Any]:
        """The state as plain data, for `read_chain`."""
        return {
            "updated": [[[str(path), str(written)] for path, written in pairs] for pairs in self.updated],
            "digests": [[str(path), digest] for path, digest in self.digests],
        }


def read_chain(plain: dict[str, Any]) -> Chain:
    """The state that `as_plain` wrote down."""
    return Chain(
        tuple(tuple((Path(path), Path(written)) for path, written in pairs) for pairs in plain["updated"]),
        tuple((Path(path), str(digest)) for path, digest in plain["digests"]),
    )


def lay_out(sources: Sources, chain: Chain, folder: Path) -> tuple[Sources, dict[Path, Path]]:
    """The sources with the updated orders in place of the exports, and what stands for which file.

    Makes links in `folder`, which is empty. Raises `CannotChain` for a mapping
    that names files outside its own folder.
    """
    if not chain.updated:
        return sources, {}
    groups = [sources.orders] if sources.mapping is not None else [(path,) for path in sources.orders]
    shown: dict[Path, Path] = {}
    for number, (given, pairs) in enumerate(zip(groups, chain.updated, strict=True)):
        place = folder / str(number)
        for path, target in _list_links(given, pairs):
            link = place / _relative(path, given, is_mapped=sources.mapping is not None)
            if link in shown.values():
                raise CannotChain(phrase("two files of one export are called {name}", name=path.name))
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target.absolute())
            shown[path] = link
    return replace(sources, orders=tuple(shown[path] for path in sources.orders)), shown


def _list_links(given: Sequence[Path], pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Every file of an export with what to read in its place; a mapping is read itself."""
    yield from pairs
    read = {path for path, _ in pairs}
    yield from ((path, path) for path in given if path not in read)


def _relative(path: Path, given: Sequence[Path], *, is_mapped: bool) -> Path:
    """Where the file stands as seen from the export: by its name where that is how it is found."""
    if is_mapped or path in given:
        return Path(path.name)
    home = given[0].parent
    if not path.is_relative_to(home) or ".." in path.relative_to(home).parts:
        raise CannotChain(
            phrase(
                "{name} names {other} outside its own folder; give --no-chain",
                name=given[0].name,
                other=path.name,
            )
        )
    return path.relative_to(home)
