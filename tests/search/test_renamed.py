"""What names somebody is found by what they are called now, when only that changed."""

from __future__ import annotations

from pathlib import Path

import pymarc
import pytest
import tantivy

from lod.publish import publish
from lod.search import index
from lod.search.index_entries import Entry
from lod.search.searcher import INDEX, Hit, Searcher, SearchRequest
from lod.site import Site
from lod.store.releases import Releases

GND = "(DE-588)118579789"


def published(folder: Path, *books: tuple[str, str, str], full: bool = False) -> Searcher:
    """Publish books: number, title, and what the same person is called in each."""
    raw = b""
    for number, title, name in books:
        record = pymarc.Record(force_utf8=True, leader="00000nam a2200000 a 4500")
        record.add_field(pymarc.Field(tag="001", data=number))
        for tag, codes in (("100", {"a": name, "0": GND}), ("245", {"a": title})):
            subfields = [pymarc.Subfield(code, value) for code, value in codes.items()]
            record.add_field(
                pymarc.Field(tag=tag, indicators=pymarc.Indicators("1", "0"), subfields=subfields)
            )
        raw += bytes(record.as_marc())
    (folder / "collections/example/records/books.mrc").write_bytes(raw)
    publish(Site.load(folder), full=full, downloads=False)
    current = Releases(Site.load(folder).var).current()
    assert current is not None
    return Searcher(current.path / INDEX)


def cards(searcher: Searcher) -> dict[str, Hit]:
    return {hit.iri: hit for hit in searcher.every(SearchRequest())}


FIRST = ("1", "Max Havelaar", "Dekker, E.")
SECOND = ("2", "Vorstenschool", "Dekker, Eduard Douwes")


def test_a_book_is_found_by_what_its_maker_is_called_since(site: Path) -> None:
    before = published(site, FIRST)
    assert before.search(SearchRequest("dekker havelaar")).total
    assert not before.search(SearchRequest("maker:eduard titel:havelaar")).total
    after = published(site, FIRST, SECOND)
    assert after.search(SearchRequest("maker:eduard titel:havelaar")).total
    whole = published(site, FIRST, SECOND, full=True)
    assert {iri: hit.card for iri, hit in cards(after).items()} == {
        iri: hit.card for iri, hit in cards(whole).items()
    }


def test_where_nobody_is_called_otherwise_no_other_entry_is_made(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(site, FIRST, SECOND)
    written: list[str] = []
    made = index.document

    def document(entry: Entry) -> tantivy.Document:
        written.append(entry.title)
        return made(entry)

    monkeypatch.setattr(index, "document", document)
    published(site, FIRST, SECOND, ("3", "Minnebrieven", "Dekker, E."))
    assert any("Minnebrieven" in title for title in written)
    assert not any("Havelaar" in title for title in written)
