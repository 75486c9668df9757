"""What a record says: its bytes read and mapped again, the same way each time.

The register keeps source records, not statements. What an old version of a record said is found by mapping
its old bytes again, so everything that decides what comes out is in the `version` of the mapper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from lod import sources
from lod.errors import MappingError
from lod.rdf import iris
from lod.record import Outcome, Record
from lod.register.ingest.time_limit import TookTooLong, time_limit
from lod.register.statements import by_thing

_SORTS = {"z": "authority-", **dict.fromkeys("uvxy", "holdings-")}
"""What stands before the id of a record, by character 6 of a MARC leader."""
VERBATIM = "statements"
"""Format of records that are N-Triples already: what the site says about itself."""


class IssueLike(Protocol):
    """A value that a rule would not take."""

    @property
    def rule(self) -> str:
        """Its id."""

    @property
    def field(self) -> str:
        """The field as people read it."""

    @property
    def message(self) -> str:
        """What was found."""


class MappedLike(Protocol):
    """What a record became."""

    @property
    def statements(self) -> str:
        """N-Triples lines, each once."""

    @property
    def issues(self) -> Sequence[IssueLike]:
        """What rules would not take."""


class MapperLike(Protocol):
    """What maps the records of a collection; a Mapper of lod/mapping."""

    left_over: Counter[str]
    mapped: int
    ignored: int
    together: int
    """How many records it should be given at once."""

    def map(self, record: Record) -> MappedLike:
        """What a record becomes; MappingError when a rule fails on it."""

    def map_all(self, records: Sequence[Record]) -> Sequence[MappedLike | MappingError]:
        """What `map` gives of each record, or the error that it raises."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides what the records of one collection become, as plain values for worker processes."""

    collection: str
    base: str
    mappings: tuple[str, ...] = ()
    overlay: Path | None = None
    owner: str = ""
    language: str = "nl"
    licence: str = ""


class MapperFactory(Protocol):
    """Makes mappers; a module-level object, so that worker processes can be given it."""

    def version(self, plan: Plan, format: str) -> str:
        """A text that changes when the same bytes may become other statements."""

    def mapper(self, plan: Plan, format: str) -> MapperLike:
        """A mapper for the records of this format in this collection."""


@dataclass(slots=True)
class RecordStatements:
    """What one record says."""

    key: str
    lines: dict[str, list[bytes]]
    """N-Triples lines without line end, by the name of the thing they are about."""
    issues: list[tuple[str, str, str]]
    """Rule, field and message."""


@dataclass(slots=True)
class Account:
    """What became of the subfields of some records."""

    mapped: int = 0
    ignored: int = 0
    left_over: Counter[str] = field(default_factory=Counter)

    def add(self, other: Account, times: int = 1) -> None:
        """Count another account in; with -1, take it out again."""
        self.mapped += times * other.mapped
        self.ignored += times * other.ignored
        for name, count in other.left_over.items():
            self.left_over[name] += times * count


class RecordMapper:
    """Reads and maps the records of one collection."""

    def __init__(self, plan: Plan, make: MapperFactory) -> None:
        self.plan = plan
        self._make = make
        self._mappers: dict[str, MapperLike] = {}
        self._account = Account()

    def parse(self, raw: bytes, format: str, position: int = 0, offset: int = 0) -> Outcome:
        """The record in these bytes."""
        # The collection stands for the file: what a record says must not change when its file is renamed.
        source = self.plan.collection
        if format == VERBATIM:
            return Record(VERBATIM, raw[1 : raw.index(b">")].decode(), "", [], source, position, raw)
        return sources.parse(raw, format, source, position, offset)

    def together(self, format: str) -> int:
        """How many records of a format to tell at once."""
        return 1 if format == VERBATIM else self._mapper(format).together

    def says(self, record: Record) -> RecordStatements:
        """What the record says; MappingError when a rule fails on it."""
        if record.format == VERBATIM:
            return RecordStatements(key_of(record), by_thing(record.raw, self.plan.base), [])
        return self._said(record, self._map(record))

    def says_all(self, records: Sequence[Record]) -> list[RecordStatements | MappingError]:
        """What `says` gives of records of one format, or the error: quicker than one by one."""
        if not records or records[0].format == VERBATIM:
            return [self.says(record) for record in records]
        mapper = self._mapper(records[0].format)
        mapper.mapped = mapper.ignored = 0
        mapper.left_over = Counter()
        with suppress(TookTooLong), time_limit() as told:
            made = mapper.map_all(records)
        if told.ended:  # which of them it was is found by mapping them one by one, each in its own time
            return [self._says_in_time(record) for record in records]
        self._account.add(Account(mapper.mapped, mapper.ignored, mapper.left_over))
        return [
            each if isinstance(each, MappingError) else self._said(record, each)
            for record, each in zip(records, made, strict=True)
        ]

    def _says_in_time(self, record: Record) -> RecordStatements | MappingError:
        try:
            with time_limit():
                return self.says(record)
        except MappingError as error:
            return error
        except TookTooLong as fault:
            return MappingError(f"{record.name}: {fault}")

    def _said(self, record: Record, mapped: MappedLike) -> RecordStatements:
        issues = [(issue.rule, issue.field, issue.message) for issue in mapped.issues]
        return RecordStatements(key_of(record), by_thing(mapped.statements.encode(), self.plan.base), issues)

    def _map(self, record: Record) -> MappedLike:
        """What the mapper makes of it; a record that fails is not accounted for."""
        mapper = self._mapper(record.format)
        mapper.mapped = mapper.ignored = 0
        mapper.left_over = Counter()
        mapped = mapper.map(record)
        self._account.add(Account(mapper.mapped, mapper.ignored, mapper.left_over))
        return mapped

    def said(self, raw: bytes, format: str, position: int = 0, offset: int = 0) -> RecordStatements:
        """What a record says that was read before; MappingError when a rule fails on it."""
        record = self.parse(raw, format, position, offset)
        if not isinstance(record, Record):
            raise MappingError(f"{self.plan.collection}: the register keeps what is no record: {record}")
        return self.says(record)

    def said_all(
        self, raws: Sequence[tuple[bytes, int, int]], format: str
    ) -> list[RecordStatements | MappingError]:
        """The same of records of one format, given with position and offset; or the error of each."""
        found = [self.parse(raw, format, position, offset) for raw, position, offset in raws]
        records = [one for one in found if isinstance(one, Record)]
        if len(records) < len(found):
            raise MappingError(f"{self.plan.collection}: found what is no record among those that were read")
        return self.says_all(records)

    def account(self) -> Account:
        """The account of all records since the last time this was asked."""
        account, self._account = self._account, Account()
        return account

    def _mapper(self, format: str) -> MapperLike:
        found = self._mappers.get(format)
        if found is None:
            found = self._mappers[format] = self._make.mapper(self.plan, format)
        return found


def key_of(record: Record) -> str:
    """What a record is called in its collection: its id, or a digest of its bytes when it has none.

    Many systems number their authority and holdings records from 1 again: those have their sort before it.

    >>> key_of(Record("marc21", "", "", [], raw=b"..."))
    'x-5wfpua5c3ocgu'
    >>> key_of(Record("marc21", "12", "00000nam", [])), key_of(Record("marc21", "12", "00000nz  ", []))
    ('12', 'authority-12')
    """
    sort = _SORTS.get(record.leader[6:7], "")
    return sort + record.id if record.id else "x-" + iris.digest(record.raw.decode("latin-1"))
