"""A small site with a small mapping: the register is tested by itself, and every expectation can be computed.

A record is `key|title|author|subject,subject…|isbn`; what it says is in `statements_of`. Editions with one
ISBN are the same, unless one of them is Odd; Multatuli and Dekker are one person when both made something of
one title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymarc

from lod.errors import MappingError
from lod.record import Record
from lod.register.ingest.record_mapping import Plan, RecordStatements
from lod.register.statements import number
from lod.site import Site

BASE = "http://localhost:8000/"
NAME = "https://schema.org/name"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ISBN = "https://schema.org/isbn"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@dataclass(frozen=True)
class Issue:
    rule: str
    field: str
    message: str


@dataclass(frozen=True)
class Mapped:
    statements: str
    issues: Sequence[Issue] = ()


@dataclass(frozen=True)
class Book:
    """What a test record holds."""

    key: str
    title: str
    author: str = ""
    subjects: tuple[str, ...] = ()
    isbn: str = ""

    def marc(self) -> bytes:
        record = pymarc.Record(force_utf8=True)
        if self.key:
            record.add_field(pymarc.Field(tag="001", data=self.key))
        fields = (("020", self.isbn), ("100", self.author), ("245", self.title))
        for tag, value in (*fields, *(("650", s) for s in self.subjects)):
            if value:
                record.add_field(
                    pymarc.Field(
                        tag=tag,
                        indicators=pymarc.Indicators(" ", " "),
                        subfields=[pymarc.Subfield("a", value)],
                    )
                )
        return bytes(record.as_marc())


def statements_of(
    collection: str, key: str, title: str, author: str, subjects: Iterable[str], extra: str, isbn: str = ""
) -> str:
    """An instance of its own; a work that editions with one title share; authors, subjects many share."""
    instance, work = f"{BASE}id/instance/{collection}-{key}", f"{BASE}id/work/{title.lower()}"
    lines = [
        f'<{instance}> <{NAME}> "{title}{extra}" .',
        f"<{instance}> <{TYPE}> <https://schema.org/Book> .",
        f'<{instance}#title> <{LABEL}> "{title}" .',
        f"<{instance}> <https://schema.org/exampleOfWork> <{work}> .",
        f'<{work}> <{NAME}> "{title}" .',
        '<http://id.loc.gov/vocabulary/languages/dut> <http://www.w3.org/2000/01/rdf-schema#label> "Dutch" .',
    ]
    if isbn:
        lines.append(f'<{instance}> <{ISBN}> "{isbn}" .')
    if author:
        agent = f"{BASE}id/agent/{author.lower()}"
        # Two spellings of one author are one agent, with both names as long as records say them.
        lines += [f"<{work}> <https://schema.org/author> <{agent}> .", f'<{agent}> <{NAME}> "{author}" .']
    for subject in subjects:
        place = f"{BASE}id/subject/{subject.lower()}"
        lines += [f"<{instance}> <https://schema.org/about> <{place}> .", f'<{place}> <{NAME}> "{subject}" .']
    return "".join(f"{line}\n" for line in dict.fromkeys(lines))


class Mapper:
    together = 2

    def __init__(self, plan: Plan, extra: str) -> None:
        self.plan = plan
        self.extra = extra
        self.left_over: Counter[str] = Counter()
        self.mapped = 0
        self.ignored = 0

    def map(self, record: Record) -> Mapped:
        title = " ".join(field.first("a") for field in record.all("245"))
        if title == "Fails":
            raise MappingError(f"{record.name}: rule title failed")
        author = "".join(field.first("a") for field in record.all("100"))
        subjects = [field.first("a") for field in record.all("650")]
        self.mapped += 1 + len(subjects)
        self.left_over["100$a"] += len(author)
        issues = [Issue("title", "245", "refuses it")] if title == "Odd" else []
        key = record.id or "none"
        isbn = "".join(field.first("a") for field in record.all("020"))
        told = statements_of(self.plan.collection, key, title, author, subjects, self.extra, isbn)
        return Mapped(told, issues)

    def map_all(self, records: Sequence[Record]) -> list[Mapped | MappingError]:
        return [self._tried(record) for record in records]

    def _tried(self, record: Record) -> Mapped | MappingError:
        try:
            return self.map(record)
        except MappingError as error:
            return error


@dataclass(frozen=True)
class Maker:
    """Makes mappers of one version; `extra` is what the version adds to each name."""

    extra: str = ""

    def version(self, plan: Plan, format: str) -> str:
        return f"{self.extra} {format} {plan}"

    def mapper(self, plan: Plan, format: str) -> Mapper:
        return Mapper(plan, self.extra)


def _said(lines: Iterable[bytes], predicate: str) -> list[str]:
    found = [line.decode().split(" ", 2) for line in lines]
    return [
        object.split('"')[1] for _, p, object in found if p == f"<{predicate}>" and object.startswith('"')
    ]


class Likeness:
    """The linker of the small site."""

    kinds = ("instance", "agent")
    doubted: tuple[str, ...] = ()
    version = "1"

    def sketches(self, said: RecordStatements) -> Iterator[tuple[str, str]]:
        for name, lines in said.lines.items():
            if name.startswith("instance/"):
                for isbn in _said(lines, ISBN):
                    yield name, f"i|{isbn}|{'odd' if 'Odd' in _said(lines, LABEL) else ''}"
            if name.startswith("agent/"):
                yield name, f"a|{name}"
                for work, others in said.lines.items():
                    if any(f"/{name}>".encode() in line for line in others):
                        yield name, f"c|{work}"

    def keys(self, sketch: str) -> Iterator[int]:
        if not sketch.startswith("a"):
            yield number(sketch.rpartition("|")[0 if sketch[0] == "i" else 2].encode())

    def counterpart(self, sketches: Sequence[str]) -> None:
        return None

    def score(self, a: Sequence[str], b: Sequence[str]) -> int | None:
        if a[0].startswith("i") and b[0].startswith("i"):
            return None if self.excluded(a, b) else 5
        names = {one for one in (*a, *b) if one.startswith("a")}
        return 7 if names == {"a|agent/multatuli", "a|agent/dekker"} and {*a} & {*b} else None

    def excluded(self, a: Sequence[str], b: Sequence[str]) -> bool:
        return a[0].startswith("i") and b[0].startswith("i") and a[0].endswith("odd") != b[0].endswith("odd")


def make_site(
    folder: Path,
    collections: Iterable[str] = ("demo",),
    expected: str = "{ minimum = 0 }",
    register: str = "",
) -> Path:
    """A site folder with these collections, which have no records yet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.toml").write_text(
        f'register = "{register}"\nbase = "{BASE}"\nname = "Test"\ndescription = "Test"\n'
        'publisher = "NL-Test"\ncontact = "a@b.example"\n'
        "[publish]\nset_aside_max = 1.0\nreleases_kept = 5\n"
    )
    (folder / "organizations.toml").write_text(
        '[[organization]]\nisil = ["NL-Test", "NL-0000000001"]\nname = "Test library"\nkind = "library"\n'
    )
    for key in collections:
        place = folder / "collections" / key
        (place / "records").mkdir(parents=True, exist_ok=True)
        (place / "collection.toml").write_text(
            f'name = "{key}"\ndescription = "Test"\nowner = "NL-Test"\n'
            'sources = ["records/*.mrc"]\nformat = "marc21"\n'
            f'licence = "https://creativecommons.org/publicdomain/zero/1.0/"\nexpected = {expected}\n'
        )
    return folder


def fill(site: Path, books: Mapping[str, Sequence[Book]], name: str = "books.mrc") -> Site:
    """Write each collection's records to a file."""
    for key, some in books.items():
        file = site / "collections" / key / "records" / name
        file.write_bytes(b"".join(book.marc() for book in some))
    return Site.load(site)
