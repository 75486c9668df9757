"""The paths of records that are trees: which rules read what stands there, and what became of each text.

Records of one source have the same paths again and again, so what is known of a path stands in one place,
its branch, reached from element to element without writing the path out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from lod.mapping import trees
from lod.record import Field

if TYPE_CHECKING:
    from lod.mapping.mapper import RuleFunction
    from lod.mapping.run import Run

MOST = 20_000
"""Paths that are kept: records whose keys are names or numbers have new ones without end."""


class Branch:
    """One path: of an element, or of an attribute when it is `of` the path of one."""

    __slots__ = ("attributes", "below", "ignored", "of", "path", "read", "rules")

    def __init__(self, path: str, rules: list[RuleFunction], *, ignored: bool, of: str | None = None) -> None:
        self.path = path
        self.rules = rules
        self.ignored = ignored
        self.of = of
        self.below: dict[str, Branch] = {}
        self.attributes: dict[str, Branch] = {}
        self.read: dict[int, frozenset[str]] = {}
        """The paths that the rules here have read, by the bits with which they say so."""


class Branches:
    """Runs the rules on each element of a record, and counts what became of each text by its path.

    What is ignored goes for all below it. When the mapping `speaks`, the language of an element counts as
    mapped with any text in it.
    """

    def __init__(
        self,
        rules_for: Callable[[str], list[RuleFunction]],
        bits: dict[str, int],
        ignored: Iterable[str],
        *,
        speaks: bool,
    ) -> None:
        self._rules_for = rules_for
        self._bits = bits
        self._ignored = tuple(f"/{name}/" for name in ignored)
        self._speaks = speaks
        self._root = self._branch("", rules_for("record"))
        self._kept = 1

    def run(self, run: Run, read: Iterable[str], left: Counter[str]) -> tuple[int, int]:
        """How many texts were mapped and how many ignored; counts in `left` what was neither.

        `read` are paths that are read in any case. Rules read the record first, then its elements in order.
        """
        if self._kept > MOST:
            self._root, self._kept = self._branch("", self._root.rules), 1
        found = [(self._root, run.root)]
        texts: dict[Branch, int] = {}
        self._walk(run.fields, self._root, found, texts)
        seen = set(read)
        for branch, field in found:
            below = run.subfields(field)
            used = 0
            for rule in branch.rules:
                used |= rule(run, field, field, below, below, "")
            seen |= branch.read.get(used) or self._read(branch, used)
        return self._account(texts, seen | run.told, left)

    def _walk(
        self, fields: list[Field], branch: Branch, found: list[tuple[Branch, Field]], texts: dict[Branch, int]
    ) -> None:
        """The elements that a rule reads, parents before their children; and where there are texts."""
        below = branch.below
        for field in fields:
            here = below.get(field.tag)
            if here is None:
                here = below[field.tag] = self._grown(branch, field.tag)
            if here.rules:
                found.append((here, field))
            for code, _ in field.subfields:
                where = here
                if code and (where := here.attributes.get(code)) is None:  # type: ignore[assignment]
                    where = here.attributes[code] = self._grown(here, code, here.path)
                if where in texts:
                    texts[where] += 1
                else:
                    texts[where] = 1
            if field.fields:
                self._walk(field.fields, here, found, texts)

    def _grown(self, branch: Branch, name: str, of: str | None = None) -> Branch:
        path = f"{branch.path}/{name}" if branch.path else name
        self._kept += 1
        return self._branch(path, self._rules_for(path) if of is None else [], of)

    def _branch(self, path: str, rules: list[RuleFunction], of: str | None = None) -> Branch:
        whole = f"/{path}/"
        return Branch(path, rules, ignored=any(name in whole for name in self._ignored), of=of)

    def _read(self, branch: Branch, used: int) -> frozenset[str]:
        """The paths that these bits stand for at a branch."""
        lead = f"{branch.path}/" if branch.path else ""
        codes = [code for code, bit in self._bits.items() if used & bit]
        found = frozenset(lead + code if code else branch.path for code in codes)
        branch.read[used] = found
        return found

    def _account(self, texts: dict[Branch, int], read: set[str], left: Counter[str]) -> tuple[int, int]:
        """What became of the texts of a record; a path in `read` that ends in a star is for all below it."""
        mapped, skipped = 0, 0
        all_below = tuple(path[:-1] for path in read if path.endswith("/*"))
        within = trees.prefixes(read) if self._speaks else frozenset()
        for where, count in texts.items():
            path = where.path
            if (
                path in read
                or (all_below and f"{path}/".startswith(all_below))
                or (where.of is not None and where.of in within and _qualifies(path))
            ):
                mapped += count
            elif where.ignored:
                skipped += count
            elif path == trees.LANGUAGE and self._speaks:
                mapped += count
            else:
                left[path] += count
        return mapped, skipped


def _qualifies(path: str) -> bool:
    return path.rpartition("/")[2] in trees.QUALIFIERS
