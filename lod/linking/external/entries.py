"""Entries of an authority file or thesaurus, read from its files as records of a collection are.

RDF, MARC and PICA authority records, EAC and whatever else has a mapping are mapped by it, and the portrait
is made from the statements; a table needs no mapping, only the names of its columns.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from lod import sources
from lod.errors import MappingError, SourceError
from lod.linking.external import profiles
from lod.linking.external.profiles import Label, Profile, canonical, title
from lod.linking.text_normalization import normalized
from lod.mapping.functions.authority_identifiers import identified
from lod.rdf import literals
from lod.rdf.ntriples import iri
from lod.record import Record
from lod.register.ingest.mappings import Mappings
from lod.register.ingest.record_mapping import Plan, RecordMapper, RecordStatements
from lod.register.statements import kind_of
from lod.site.targets import KINDS, Columns, Target
from lod.sources import plain_text
from lod.sources.streams import open_blocks
from lod.sources.tables.delimited import delimiter_of

BASE = "urn:x-target:/"
"""Stands for our own base in the statements about entries, which are never published."""
_NO_ENTRY = tuple(
    iri(name) + b" ." for name in ("skos:ConceptScheme", "skos:Collection", "schema:DefinedTermSet")
)
"""How statements end about what holds entries and is none."""
_TOGETHER = 200
_SAMPLE = 2**15


class Entry(NamedTuple):
    """One entry of a target."""

    iri: str
    portrait: Profile

    def label(self, languages: Sequence[str] = ()) -> str:
        """What people call it: a preferred label, in the first of these languages that it has one in."""
        found = {one.language: one.text for one in self.portrait.labels if one.preferred}
        return next((found[one] for one in (*languages, *found) if one in found), self.iri)


@dataclass(frozen=True)
class Entries:
    """The entries of a target's files."""

    target: Target

    def __iter__(self) -> Iterator[Entry]:
        """Each entry that has an IRI and a name; one IRI may come more than once."""
        for path in self.paths:
            yield from self._table(path) if self.target.columns else self._mapped(path)

    @cached_property
    def paths(self) -> list[Path]:
        """The files; SourceError when there are none."""
        found: dict[Path, None] = {}
        for pattern in self.target.files:
            start = self.target.folder / pattern
            root = Path(start.anchor) if Path(pattern).is_absolute() else self.target.folder
            paths = [start] if start.is_file() else sorted(root.glob(str(start.relative_to(root))))
            paths = [path for path in paths if path.is_file()]
            if not paths:
                raise SourceError(
                    f"targets/{self.target.key}.toml: files: found no file for {pattern!r}, "
                    "expected a file or a pattern"
                )
            found.update(dict.fromkeys(paths))
        return [*found]

    @property
    def stamp(self) -> str:
        """The same stamp, the same bytes."""
        seen = [(path, path.stat()) for path in self.paths]
        return "\n".join(f"{path} {one.st_size} {one.st_mtime_ns}" for path, one in seen)

    # ------------------------------------------------------------ by a mapping

    def _mapped(self, path: Path) -> Iterator[Entry]:
        format = self.target.format or sources.guess(open_blocks(path).head(), str(path)).name
        language = "nl" if self.target.language == "und" else self.target.language
        plan = Plan(self.target.key, BASE, self.target.mappings, None, "", language, "")
        reader = RecordMapper(plan, _mappings())
        batch: list[Record] = []
        for record in sources.read(path, format):
            if isinstance(record, Record):
                batch.append(record)
            if len(batch) >= _TOGETHER:
                yield from self._of_batch(reader, batch)
                batch = []
        yield from self._of_batch(reader, batch)

    def _of_batch(self, reader: RecordMapper, batch: Sequence[Record]) -> Iterator[Entry]:
        for record, said in zip(batch, reader.says_all(batch), strict=True):
            if not isinstance(said, MappingError) and (found := self._described(record, said)):
                yield found

    def _described(self, record: Record, said: RecordStatements) -> Entry | None:
        """What a record describes: of the things that it names, the one of which it says most.

        A record of a work names its maker too: it is no entry for that person, whatever is looked for.
        """
        things = [(-len(lines), kind_of(name) in KINDS, name) for name, lines in said.lines.items() if name]
        if not things:
            return None
        _, may_be_linked, name = min(things)
        if not may_be_linked or any(line.endswith(_NO_ENTRY) for line in said.lines[name]):
            return None
        found = profiles.of_lines(name, tuple(said.lines[name]), said.lines)
        key = name.partition("/")[2]
        # of several identifiers the one that the thing is known by here is the file's own
        ids = sorted(found.ids if found else (), key=lambda one: one.replace(":", "-", 1) != key)
        address = self._iri(record.id, ids)
        if found is None or not address:
            return None
        und = "nl" if self.target.language == "und" else ""
        # A mapping gives labels that say no language that of the catalogue; where that is unknown, none.
        if und and record.format != "rdf":
            found = replace(
                found, labels=tuple(dict.fromkeys(replace(one, language="") for one in found.labels))
            )
        return Entry(address, replace(found, ids=tuple(sorted({*found.ids, canonical(address)}))))

    def _iri(self, id: str, ids: Iterable[str]) -> str:
        """The IRI of an entry: by the pattern, its own id, or an identifier of a file that we know."""
        if self.target.iri:
            return (
                literals.repair_iri(self.target.iri.replace("{id}", "".join(id.split()))) or ""
                if id.strip()
                else ""
            )
        if id.startswith(("http://", "https://")):
            return literals.repair_iri(id) or ""
        told = (one.partition(":") for one in ids)
        known = [found for file, _, number in told if (found := identified(file, number))]
        return known[0].iri if known else ""

    # ------------------------------------------------------------ a table

    def _table(self, path: Path) -> Iterator[Entry]:
        columns = self.target.columns
        if columns is None:
            raise AssertionError("only a table has columns")
        by_name = isinstance(columns.id, str)
        blocks = open_blocks(path)
        delimiter = delimiter_of(blocks.head(_SAMPLE))
        lines = (plain_text.text_of(line)[0] for _, line, _ in plain_text.lines(blocks, 2**20))
        rows = csv.reader((line.rstrip("\r") + "\n" for line in lines), delimiter=delimiter)
        names: dict[str | int, int] = {}
        for row in rows:
            if not names:
                names = {name.strip(): at for at, name in enumerate(row)}
                names |= {at: at - 1 for at in range(1, len(row) + 1)}
                self._refuse_missing(path, columns, names)
                if by_name:
                    continue
            if found := self._row(columns, names, row):
                yield found

    def _refuse_missing(self, path: Path, columns: Columns, names: Mapping[str | int, int]) -> None:
        asked = (columns.id, columns.label, *columns.other, columns.born, columns.died, columns.broader)
        for one in (*asked, *columns.same, columns.works):
            if one is not None and one not in names:
                raise SourceError(
                    f"targets/{self.target.key}.toml: columns: found no column {one!r} in {path.name}, "
                    f"expected one of {', '.join(str(name) for name in names if isinstance(name, str))}"
                )

    def _row(self, columns: Columns, names: Mapping[str | int, int], row: Sequence[str]) -> Entry | None:
        def value(name: str | int | None) -> str:
            at = names[name] if name is not None else len(row)
            return row[at].strip() if at < len(row) else ""

        id, label = value(columns.id), value(columns.label)
        address = self._iri(id, ())
        if not address or not label:
            return None
        agents = self.target.kinds == ("agent",)
        language = "" if self.target.language == "und" else self.target.language
        others = [
            other for name in columns.other for each in _MARKS.split(value(name)) if (other := each.strip())
        ]
        labels = (Label(label, language, True), *(Label(one, language, False) for one in others))
        ids = {canonical(address), *(_identifier(one) for name in columns.same if (one := value(name)))}
        type = {True: "p", False: "o", None: ""}[self.target.person] if agents else ""
        portrait = Profile(
            *("agent" if agents else self.target.kinds[0], type, tuple(dict.fromkeys(labels))),
            *(profiles.years(value(columns.born)), profiles.years(value(columns.died)), tuple(sorted(ids))),
            *((normalized(value(columns.broader)),) if value(columns.broader) else (),),
            tuple(sorted({hash for one in value(columns.works).split(";") if (hash := title(one))})),
        )
        return Entry(address, portrait)


_MARKS = re.compile("[;|]")
_QUALIFIED = re.compile("Q[0-9]+\\Z")


@cache
def _mappings() -> Mappings:
    """The mappings that targets are read by, each loaded once."""
    return Mappings()


def _identifier(text: str) -> str:
    """An identifier in a column: an address, or a number that tells by itself whose it is (Q42)."""
    return canonical(f"(wikidata){text}" if _QUALIFIED.match(text) else text)
