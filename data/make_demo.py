"""Makes the demo libraries' records from the Library of Congress file they come from.

    python data/make_demo.py BooksAll.2016.part01.utf8 …

Takes the records named in data/selection.toml, gives each its copies in the demo library, and writes
data/demo/collections/bibliotheek/catalogus.mrc (MARC21) and leeszaal/catalogus.xml (MARCXML).
The same input gives the same bytes.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from pymarc import Field, Indicators, MARCReader, Record, Subfield
from pymarc.marcxml import record_to_xml_node

HERE = Path(__file__).resolve().parent
COLLECTIONS = HERE / "demo" / "collections"
XMLNS = "http://www.loc.gov/MARC21/slim"
ISIL = {"bibliotheek": "NL-DEMO-BVS", "leeszaal": "NL-DEMO-LHD"}
OTHER_BRANCH = {
    "Centrale bibliotheek": "Filiaal Stationskwartier",
    "Filiaal Stationskwartier": "Centrale bibliotheek",
}


@dataclass(frozen=True)
class Group:
    """Books of one theme: where they stand and how they may be used."""

    theme: str
    branch: str
    shelving: str
    use: str
    records: str

    @property
    def for_loan(self) -> bool:
        """Whether a reader may take them home."""
        return self.use.startswith("Uitleenbaar")


def chosen(library: str) -> dict[str, Group]:
    """Library of Congress control number → group, in the order of data/selection.toml."""
    groups = tomllib.loads((HERE / "selection.toml").read_text("utf-8"))[library]
    return {number: Group(**group) for group in groups for number in group["records"].split()}


def read(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Each record of the files with its control number."""
    for path in paths:
        with path.open("rb") as file:
            for record in MARCReader(file, to_unicode=True):
                if record is not None:
                    yield record["001"].data.strip(), record.as_marc()


def adopt(raw: bytes, number: str, isil: str) -> Record:
    """The record as the library took it over: own 001 and 003, the old number kept in 035."""
    record = next(MARCReader(raw, to_unicode=True))
    if record is None:
        raise ValueError(f"record {number} cannot be read back")
    record["001"].data = number
    record["003"].data = isil
    record.add_ordered_field(field("035", "  ", a=f"(DLC){number}"))
    record["040"].add_subfield("d", isil)
    return record


def field(tag: str, indicators: str, **values: str) -> Field:
    """A MARC field; a name that starts with "_" is a code that Python does not take as a name."""
    subfields = [Subfield(code.lstrip("_"), value) for code, value in values.items() if value]
    return Field(tag, Indicators(*indicators), subfields)


def call_number(record: Record) -> tuple[str, str]:
    """Class and book number of the Library of Congress, which the demo libraries use on the shelf."""
    lcc = record.get("050")
    return (lcc.get("a", ""), lcc.get("b", "")) if lcc else ("", "")


def barcode(number: str, copy: int) -> str:
    """Fourteen digits, always the same for a copy of a record."""
    return f"29999{number:>08}{copy}"


def copies(number: str, group: Group) -> list[tuple[str, str]]:
    """Branch and shelf of each copy; one loanable book in five stands in both branches."""
    first = [(group.branch, group.shelving)]
    if group.for_loan and int(number) % 5 == 0 and group.branch in OTHER_BRANCH:
        return [*first, (OTHER_BRANCH[group.branch], group.shelving)]
    return first


def add_852(record: Record, number: str, group: Group, isil: str) -> None:
    """Holdings as MARC21 tells: 852 for each copy, 866 for what there is of a set of volumes."""
    shelf_class, book = call_number(record)
    for copy, (branch, shelving) in enumerate(copies(number, group), 1):
        place = {"a": isil, "b": branch, "c": shelving, "h": shelf_class or group.theme, "i": book}
        rest = {"p": barcode(number, copy), "t": str(copy), "z": group.use}
        record.add_ordered_field(field("852", "0 " if shelf_class else "8 ", **place, **rest))
    extent = record.get("300")
    volumes = extent.get("a", "").split()[:2] if extent else []
    if len(volumes) == 2 and volumes[0].isdigit() and volumes[1].startswith("v"):
        record.add_ordered_field(field("866", "41", a=f"dl. 1-{volumes[0]}"))


def add_952(record: Record, number: str, group: Group, isil: str) -> None:
    """Copies as the library system Koha writes them."""
    shelf_class, book = call_number(record)
    shelf = f"{shelf_class} {book}".strip() or group.theme
    use = {"_7": "0" if group.for_loan else "1", "a": isil, "b": isil, "c": group.shelving}
    rest = {"o": shelf, "p": barcode(number, 9), "t": "1", "y": "BOEK", "z": group.use}
    record.add_ordered_field(field("952", "  ", **use, **rest))


def main(paths: list[Path]) -> None:
    """Read the files and write both catalogues; stop when a chosen record is in none of them."""
    wanted = {library: chosen(library) for library in ISIL}
    numbers = {number for groups in wanted.values() for number in groups}
    found = {number: raw for number, raw in read(paths) if number in numbers}
    if missing := sorted(numbers - set(found)):
        sys.exit(f"not in these files: {' '.join(missing)}")
    made: dict[str, list[Record]] = {}
    for library, add in (("bibliotheek", add_852), ("leeszaal", add_952)):
        made[library] = []
        for number, group in sorted(wanted[library].items()):
            record = adopt(found[number], number, ISIL[library])
            add(record, number, group, ISIL[library])
            made[library].append(record)
    marc = b"".join(record.as_marc() for record in made["bibliotheek"])
    (COLLECTIONS / "bibliotheek" / "catalogus.mrc").write_bytes(marc)
    write_xml(COLLECTIONS / "leeszaal" / "catalogus.xml", made["leeszaal"])


def write_xml(path: Path, records: list[Record]) -> None:
    """Write records as one MARCXML collection, a field on each line."""
    ElementTree.register_namespace("", XMLNS)
    root = ElementTree.Element(f"{{{XMLNS}}}collection")
    for record in records:
        node = record_to_xml_node(record)
        for element in node.iter():
            element.tag = f"{{{XMLNS}}}{element.tag}"
        root.append(node)
    ElementTree.indent(root, " ")
    path.write_bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
