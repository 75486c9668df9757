"""The same books in four formats, without identifiers: which of them does the union find to be one?

    python benchmarks/union_of_formats.py RECORDS.mrc SITE [--books 1500] [--isbn]

Four libraries describe books of a file of MARC21: one by the records as they are, without numbers, the others
by what there is room for in PICA+, MODS and Dublin Core, with the years of a maker in some records only. Half
of the books are by makers whose names begin alike. Which record is of which book is known: all are made of
one; which heading of a maker is whose, too. The site is made and published in SITE; printed are precision and
recall for each two libraries. With --isbn the books keep their ISBN.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from lod import sources
from lod.publish import publish
from lod.record import Field, Record
from lod.register.register import Register
from lod.site import Site

LIBRARIES = ("marc", "pica", "mods", "dc")
_EVERY = 7
"""Of so many records in a row one is taken: neighbours in the file are of one time."""
_NUMBERS = frozenset(
    ("001", "003", "010", "015", "016", "020", "024", "035", "050", "082", "776", "856", "906", "925", "955")
)
_COLLECTION = """name = "{key}"
description = "{key}"
owner = "NL-{key}"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
sources = ["records"]
{more}"""
_SITE = """base = "https://data.example.org/"
name = "Test"
description = "Test"
publisher = "NL-marc"
contact = "a@b.example"
"""
_EDITIONS = 'mappings = ["dc-bibframe", "dc-schema", "dc-editions"]\n'
_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)


@dataclass(frozen=True, slots=True)
class Described:
    """A book, as a record in MARC21 describes it."""

    record: Record
    number: int
    isbn: str

    def first(self, tag: str, code: str) -> str:
        """The first of some subfields, without the marks of ISBD behind it."""
        found = (text for field in self.record.all(tag) for text in field.all(code))
        return re.sub(r"\s*[/:;,=.]+\s*$", "", next(found, "").strip()).strip()

    @property
    def maker(self) -> str:
        """The heading of the main maker."""
        return self.first("100", "a")

    @property
    def years(self) -> str:
        """Years of the maker: "1820-1887", "1951-", or nothing."""
        found = re.search(r"\d{4}-(?:\d{4})?", " ".join(self.record.all("100")[0].all("d")))
        return found[0] if found else ""

    @property
    def whose(self) -> str:
        """What tells one maker from another in the file of names that the headings are from."""
        return f"{self.maker}|{self.years}"

    @property
    def year(self) -> str:
        """When it was published."""
        found = re.search(r"\d{4}", self.first("260", "c") or self.first("264", "c"))
        return found[0] if found else ""

    def published(self, code: str) -> str:
        """Where, or by whom."""
        return self.first("260", code) or self.first("264", code)

    @property
    def part(self) -> str:
        """Number and name of a part."""
        return " ".join(filter(None, (self.first("245", "n"), self.first("245", "p"))))

    @property
    def language(self) -> str:
        """Its code."""
        return self.record.all("008")[0].text[35:38]

    @property
    def ppn(self) -> str:
        """Its number in the library of PICA+."""
        digits = f"1{self.number * 3 + 5:07d}"
        sign = -sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
        return digits + ("X" if sign == 10 else str(sign))

    def key(self, library: str) -> str:
        """The number of its record in a library."""
        return self.ppn if library == "pica" else f"{library}:{self.number:05d}"


def chosen(path: Path, count: int) -> list[Described]:
    """Books with a maker, a title and an ISBN: half of them of makers whose names begin alike."""
    found: list[tuple[str, Record, str]] = []
    for at, record in enumerate(sources.read(path)):
        if at % _EVERY or not isinstance(record, Record) or record.all("880"):
            continue
        numbers = [text.split()[0] for field in record.all("020") for text in field.all("a") if text.split()]
        isbn = next((number for number in numbers if re.fullmatch(r"\d{9}[\dXx]|\d{13}", number)), "")
        if isbn and record.all("100") and record.all("245") and (record.all("260") or record.all("264")):
            found.append((record.all("100")[0].first("a").lower(), record, isbn))
        if len(found) == 3 * count:
            break
    found.sort(key=lambda one: (one[0], one[1].all("245")[0].first("a").lower()))
    alike = {at for at in range(1, len(found)) if found[at][0][:12] == found[at - 1][0][:12]}
    hard = sorted(alike | {at - 1 for at in alike})[: count // 2]
    others = sorted(set(range(len(found))) - set(hard))
    random.Random(7).shuffle(others)
    picked = [*hard, *others][:count]
    return [Described(found[at][1], number, found[at][2]) for number, at in enumerate(picked)]


# ---------------------------------------------------------------- four descriptions of a book


def in_marc(book: Described, isbn: bool) -> str:
    """The record as it is, without numbers."""

    def field(one: Field) -> str:
        if one.tag < "010":
            return f'<controlfield tag="{one.tag}">{escape(one.text)}</controlfield>'
        inner = "".join(
            f'<subfield code="{code}">{escape(text)}</subfield>'
            for code, text in one.subfields
            if code not in "01"
        )
        signs = f"{one.indicators}  "
        return f'<datafield tag="{one.tag}" ind1="{signs[0]}" ind2="{signs[1]}">{inner}</datafield>'

    left_out = _NUMBERS - ({"020"} if isbn else set())
    fields = "".join(field(one) for one in book.record.fields if one.tag not in left_out)
    number = f'<controlfield tag="001">{book.key("marc")}</controlfield>'
    return f"<record><leader>{escape(book.record.leader)}</leader>{number}{fields}</record>"


def in_pica(book: Described, isbn: bool) -> str:
    """In PICA+, with the years of two makers in three."""
    surname, _, forename = book.maker.partition(",")
    born, _, died = book.years.partition("-") if book.number % 3 else ("", "", "")
    rows = (
        ("002@", ("0", "Aau")),
        ("003@", ("0", book.ppn)),
        ("004A", ("0", book.isbn if isbn else "")),
        ("010@", ("a", book.language)),
        ("011@", ("a", book.year)),
        ("021A", ("a", book.first("245", "a")), ("d", book.first("245", "b")), ("h", book.first("245", "c"))),
        ("028A", ("d", forename.strip()), ("a", surname), ("E", born), ("M", died)),
        ("032@", ("a", book.first("250", "a"))),
        ("033A", ("p", book.published("a")), ("n", book.published("b"))),
        ("034D", ("a", book.first("300", "a"))),
    )
    lines = []
    for tag, *subfields in rows:
        told = "".join(f"${code}{text.replace('$', '$$')}" for code, text in subfields if text)
        lines += [f"{tag} {told}"] if told else []
    return "\n".join(lines) + "\n\n"


def _elements(pairs: Iterable[tuple[str, str]]) -> str:
    """Elements with a text each, written as "outer/inner" where they stand in others."""
    told = ""
    for path, text in pairs:
        names = path.split("/")
        opened = "".join(f"<{name}>" for name in names)
        closed = "".join(f"</{name.split()[0]}>" for name in reversed(names))
        told += f"{opened}{escape(text)}{closed}" if text else ""
    return told


def in_mods(book: Described, isbn: bool) -> str:
    """In MODS, with the years of every other maker."""
    surname, _, forename = book.maker.partition(",")
    title = (
        ("title", book.first("245", "a")),
        ("subTitle", book.first("245", "b")),
        ("partName", book.part),
    )
    name = (
        ('namePart type="family"', surname),
        ('namePart type="given"', forename.strip()),
        ('namePart type="date"', book.years if book.number % 2 else ""),
        ('role/roleTerm type="code" authority="marcrelator"', "aut"),
    )
    origin = (
        ('place/placeTerm type="text"', book.published("a")),
        ("publisher", book.published("b")),
        ("dateIssued", book.year),
        ("edition", book.first("250", "a")),
    )
    rest = (
        ("typeOfResource", "text"),
        ('language/languageTerm type="code" authority="iso639-2b"', book.language),
        ("physicalDescription/extent", book.first("300", "a")),
        ('identifier type="isbn"', book.isbn if isbn else ""),
        ("recordInfo/recordIdentifier", book.key("mods")),
    )
    return (
        f'<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo>{_elements(title)}</titleInfo>'
        f'<name type="personal">{_elements(name)}</name>'
        f"<originInfo>{_elements(origin)}</originInfo>{_elements(rest)}</mods>"
    )


def in_dc(book: Described, isbn: bool) -> str:
    """In Dublin Core, with the years of every other maker behind the name."""
    rest = f" : {book.first('245', 'b')}" if book.first("245", "b") else ""
    part = f". {book.part}" if book.part else ""
    pairs = (
        ("dc:title", f"{book.first('245', 'a')}{rest}{part}"),
        ("dc:creator", book.maker + (f" ({book.years})" if book.years and book.number % 2 else "")),
        ("dc:publisher", book.published("b")),
        ("dc:date", book.year),
        ("dc:language", book.language),
        ("dc:type", "Boek"),
        ("dc:format", book.first("300", "a")),
        ("dc:identifier", f"ISBN {book.isbn}" if isbn else ""),
    )
    header = f"<header><identifier>{book.key('dc')}</identifier></header>"
    return f"<record>{header}<metadata>{_DC.format(_elements(pairs))}</metadata></record>"


_WRITTEN: Mapping[str, tuple[str, Callable[[Described, bool], str], str]] = {
    "marc": ('<collection xmlns="http://www.loc.gov/MARC21/slim">', in_marc, "</collection>"),
    "pica": ("", in_pica, ""),
    "mods": ('<modsCollection xmlns="http://www.loc.gov/mods/v3">', in_mods, "</modsCollection>"),
    "dc": (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><request metadataPrefix="oai_dc"/>'
        "<ListRecords>",
        in_dc,
        "</ListRecords></OAI-PMH>",
    ),
}


def make(folder: Path, books: list[Described], isbn: bool) -> Site:
    """The site of four libraries."""
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text(_SITE)
    organizations = (
        f'[[organization]]\nisil = ["NL-{key}"]\nname = "{key}"\nkind = "library"\n' for key in LIBRARIES
    )
    (folder / "organizations.toml").write_text("".join(organizations))
    for key, (head, written, foot) in _WRITTEN.items():
        place = folder / "collections" / key
        (place / "records").mkdir(parents=True)
        more = _EDITIONS if key == "dc" else ""
        (place / "collection.toml").write_text(_COLLECTION.format(key=key, more=more))
        text = head + "".join(written(book, isbn) for book in books) + foot
        (place / "records" / f"records.{'pica' if key == 'pica' else 'xml'}").write_text(
            text, encoding="utf-8"
        )
    return Site.load(folder)


# ---------------------------------------------------------------- what the union made of them


def things(register: Register, books: list[Described], kind: str) -> dict[str, dict[int, set[int]]]:
    """By library and book: the things of a kind that its record names, as the union has them."""
    leader = dict(register.db.execute("SELECT thing, leader FROM fellow").fetchall())
    rows = register.db.execute(
        "SELECT collection.key, record.key, thing.id FROM (SELECT thing, record FROM describes UNION"
        " SELECT thing, record FROM uses) AS named JOIN record ON record.id = named.record"
        " JOIN collection ON collection.id = record.collection JOIN thing ON thing.id = named.thing"
        " WHERE thing.kind = ?",
        (kind,),
    ).fetchall()
    number = {(library, book.key(library)): book.number for library in LIBRARIES for book in books}
    found: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for library, key, thing in rows:
        found[library][number[library, key]].add(leader.get(thing, thing))
    return found


def judged(
    one: Mapping[int, set[int]], other: Mapping[int, set[int]], truth: Mapping[int, str]
) -> Iterator[int]:
    """How many pairs are right, wrong and missed."""
    books: dict[int, set[int]] = defaultdict(set)
    same: dict[str, set[int]] = defaultdict(set)
    for number, some in other.items():
        same[truth[number]].add(number)
        for thing in some:
            books[thing].add(number)
    right = wrong = missed = 0
    for number, some in one.items():
        got, want = set().union(*(books[thing] for thing in some)), same[truth[number]]
        right, wrong, missed = right + len(got & want), wrong + len(got - want), missed + len(want - got)
    yield from (right, wrong, missed)


def main() -> None:
    """Make the site, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("records", type=Path)
    parser.add_argument("site", type=Path)
    parser.add_argument("--books", type=int, default=1_500)
    parser.add_argument("--isbn", action="store_true")
    given = parser.parse_args()
    books = chosen(given.records, given.books)
    site = make(given.site, books, given.isbn)
    publish(site)
    each = {book.number: str(book.number) for book in books}
    whose = {book.number: book.whose for book in books}
    with Register.read_only(site.var / "register.sqlite") as register:
        # a record in MARC has other makers too, of whom nothing is known here
        for kind, truth, libraries in (("instance", each, LIBRARIES), ("agent", whose, LIBRARIES[1:])):
            found = things(register, books, kind)
            for one, other in itertools.combinations(libraries, 2):
                right, wrong, missed = judged(found[one], found[other], truth)
                precision, recall = right / ((right + wrong) or 1), right / ((right + missed) or 1)
                print(
                    f"{kind} {one} and {other}: {right} right, {wrong} wrong, {missed} missed;"
                    f" precision {precision:.4f}, recall {recall:.4f}"
                )


if __name__ == "__main__":
    main()
