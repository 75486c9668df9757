"""The paths of records that are trees: which rules read what stands there, and what became of each text.

Records of one source have the same paths again and again, so what is known of a path stands in one place,
its branch, reached from element to element without writing the path out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

from lod.mapping.language import tree_paths
from lod.mapping.runtime import trees
from lod.record import Field

if TYPE_CHECKING:
    from lod.mapping.runtime.mapper import RuleFunction
    from lod.mapping.runtime.record_run import Run

MOST = 20_000
"""Paths that are kept: records whose keys are names or numbers have new ones without end."""
MOST_WAYS = 16
"""Ways to name an element: where there are more, only the plain and the full one go on below it."""
MOST_FATES = 50
"""Ways of reading a record whose account is kept."""
_LONGEST = 200  # characters of what an element says that it is called
MAPPED, IGNORED, LEFT = "mapped", "ignored", "left over"


class Branch:
    """One path: of an element, or of an attribute when it is `of` the paths of one.

    Where a rule asks an element for what it is called, those that are called otherwise have branches of
    their own. `paths` are all ways in which a rule may name it, from the plain one to the one with all
    conditions.
    """

    __slots__ = ("attributes", "below", "ignored", "of", "path", "paths", "read", "rules")

    def __init__(
        self,
        paths: tuple[str, ...],
        rules: list[RuleFunction],
        *,
        ignored: bool,
        of: tuple[str, ...] = (),
    ) -> None:
        self.path = paths[0]
        self.paths = paths
        self.rules = rules
        self.ignored = ignored
        self.of = of
        self.below: dict[str, Branch] = {}
        self.attributes: dict[str, Branch] = {}
        self.read: dict[int, frozenset[str]] = {}
        """The paths that the rules here have read, by the bits with which they say so."""


Reading: TypeAlias = tuple[Branch, int]
"""A branch, and the bits of what its rules have read there."""


class PathRules:
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
        self._ignored = tuple(f"{name[1:]}/" if name[:1] == "*" else f"/{name}/" for name in ignored)
        self._speaks = speaks
        self._asked: dict[str, tuple[str, ...]] | None = None
        """By the name of an element, what a rule asks it for before it reads what is in it."""
        self._root = self._branch(("",), rules_for("record"))
        self._kept = 1
        self._fates: dict[tuple[frozenset[Reading], frozenset[str]], Fates] = {}

    def run(self, run: Run, read: Iterable[str], left: Counter[str]) -> tuple[int, int]:
        """How many texts were mapped and how many ignored; counts in `left` what was neither.

        `read` are paths that are read in any case. Rules read the record first, then its elements in order.
        """
        if self._kept > MOST:
            self._root, self._kept = self._branch(("",), self._root.rules), 1
            self._fates.clear()
        flat, said, wanted = run.flat, run.said, run.mapper.mapping.wanted
        if self._asked is None:
            self._asked = self._asked_by(run.mapper.mapping.every_path)
        found = [(self._root, run.root)]
        texts: list[Branch] = []
        self._walk(run.fields, self._root, found.append, texts.append)
        readings: set[Reading] = set()
        for branch, field in found:
            known = flat.get(id(field))
            if known is None:  # as `run.subfields` has it, for which most calls of it are from here
                known = flat[id(field)] = field, trees.flatten(field, said, wanted)
            below = known[1]
            used = 0
            for rule in branch.rules:
                used |= rule(run, field, field, below, below, "")
            readings.add((branch, used))
        return self._account(texts, self._fates_of(frozenset(readings), frozenset(run.told), read), left)

    def _asked_by(self, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What rules, and what is ignored by name, ask elements for."""
        return tree_paths.asked([*paths, *self._bits, *(name.strip("/") for name in self._ignored)])

    def _walk(
        self,
        fields: list[Field],
        branch: Branch,
        found: Callable[[tuple[Branch, Field]], None],
        add: Callable[[Branch], None],
    ) -> None:
        """Tells of the elements that a rule reads, parents before their children; and where each text is."""
        below, asked = branch.below, self._asked
        for field in fields:
            name = field.tag if not asked or field.tag not in asked else _called(field, asked[field.tag])
            try:
                here = below[name]
            except KeyError:
                here = below[name] = self._grown(branch, name, field.tag)
            if here.rules:
                found((here, field))
            texts = field.subfields
            if len(texts) == 1 and not texts[0][0]:  # as most are, in JSON all
                add(here)
            else:
                for code, _ in texts:
                    where = here
                    if code and (where := here.attributes.get(code)) is None:  # type: ignore[assignment]
                        where = here.attributes[code] = self._grown(here, code, code, of=here.paths)
                    add(where)
            if field.fields:
                self._walk(field.fields, here, found, add)

    def _grown(self, branch: Branch, name: str, tag: str, of: tuple[str, ...] = ()) -> Branch:
        """The branch of an element with this tag, and with what it says of what it is asked for behind it."""
        self._kept += 1
        above = branch.paths if len(branch.paths) <= MOST_WAYS else (branch.paths[0], branch.paths[-1])
        names = dict.fromkeys((tag, name))
        whole = tuple(f"{path}/{last}" if path else last for path in above for last in names)
        return self._branch(whole, [] if of else self._rules_for(whole[0]), of)

    def _branch(self, paths: tuple[str, ...], rules: list[RuleFunction], of: tuple[str, ...] = ()) -> Branch:
        is_ignored = any(name in f"/{path}/" for path in paths for name in self._ignored)
        return Branch(paths, rules, ignored=is_ignored, of=of)

    def _read(self, branch: Branch, used: int) -> frozenset[str]:
        """The paths that these bits stand for at a branch."""
        lead = f"{branch.path}/" if branch.path else ""
        codes = [code for code, bit in self._bits.items() if used & bit]
        found = frozenset(lead + code if code else branch.path for code in codes)
        branch.read[used] = found
        return found

    def _fates_of(self, readings: frozenset[Reading], told: frozenset[str], read: Iterable[str]) -> Fates:
        """What becomes of texts when rules have read this: the same in most records of a source."""
        fates = self._fates.get((readings, told))
        if fates is None:
            if len(self._fates) >= MOST_FATES:
                self._fates.clear()
            seen = told.union(
                read, *(branch.read.get(used) or self._read(branch, used) for branch, used in readings)
            )
            asked = (key for path in seen for key in tree_paths.keys_in(path)) if self._asked else ()
            fates = self._fates[readings, told] = Fates(seen.union(asked), speaks=self._speaks)
        return fates

    def _account(self, texts: list[Branch], fates: Fates, left: Counter[str]) -> tuple[int, int]:
        """What became of the texts of a record."""
        found = list(map(fates.__getitem__, texts))
        mapped, skipped = found.count(MAPPED), found.count(IGNORED)
        if mapped + skipped < len(found):
            left.update(where.paths[-1] for where, fate in zip(texts, found, strict=True) if fate is LEFT)
        return mapped, skipped


class Fates(dict[Branch, str]):
    """What becomes of the texts at a branch, worked out when it is first asked for.

    A path in `read` that ends in a star is for all below it.
    """

    def __init__(self, read: frozenset[str], *, speaks: bool) -> None:
        super().__init__()
        self._read = read
        self._speaks = speaks
        self._all_below = tuple(path[:-1] for path in read if path.endswith("/*"))
        self._within = trees.prefixes(read) if speaks else frozenset()

    def __missing__(self, where: Branch) -> str:
        if len(self) >= MOST:
            self.clear()
        fate = self[where] = self._of(where)
        return fate

    def _of(self, where: Branch) -> str:
        if any(map(self._is_read, where.paths)):
            return MAPPED
        if where.of and not self._within.isdisjoint(where.of) and _qualifies(where.path):
            return MAPPED
        if where.ignored:
            return IGNORED
        return MAPPED if where.path == trees.LANGUAGE and self._speaks else LEFT

    def _is_read(self, path: str) -> bool:
        return path in self._read or (bool(self._all_below) and f"{path}/".startswith(self._all_below))


def _called(field: Field, keys: tuple[str, ...]) -> str:
    """The name of an element, with the first that it says of what it is asked for."""
    for key in keys:
        if found := tree_paths.said(field, key):
            return f"{field.tag}[{key}={found[0][:_LONGEST]}]"
    return field.tag


def _qualifies(path: str) -> bool:
    return path.rpartition("/")[2] in trees.QUALIFIERS
