"""A piece of an archive is found by the titles of what it stands in, after what has all words itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from lod.publish import publish
from lod.rdf.iris import Thing
from lod.search import index
from lod.search.ancestors import DEEPEST, LONGEST
from lod.search.index import build
from lod.search.index_entries import Entries, Stored
from lod.search.searcher import INDEX, Hit, Searcher, SearchRequest
from lod.site import Site
from lod.store.releases import Releases
from tests.search.conftest import BASE

ARCHIVE = """
@prefix schema: <https://schema.org/> . @base <https://data.example.org/id/> .
<object/keliher> schema:name "Keliher family papers"@en ; schema:isPartOf <collection/demo> .
<object/photographs> schema:name "Photographs"@en ; schema:isPartOf <object/keliher>, <collection/demo> .
<object/boston> schema:name "Boston, harbour"@en ; schema:isPartOf <object/photographs> .
<object/letters> schema:name "Letters of the Keliher family"@en ; schema:isPartOf <object/keliher> .
<object/letter> schema:name "Letter to the harbour master, with photographs"@en ;
  schema:isPartOf <object/letters> .
<object/other> schema:name "Papers on harbours"@en ;
  schema:description "A letter of somebody of the Keliher family, and photographs of Boston." .
<object/gemeente> schema:name "Gemeente Utrecht"@nl .
<object/vergunningen> schema:name "Bouwvergunningen"@nl ; schema:isPartOf <object/gemeente> .
<object/kerkstraat> schema:name "Kerkstraat 5"@nl ; schema:dateCreated "1890" ;
  schema:isPartOf <object/vergunningen> .
<object/haven> schema:name "Papieren van Willem Havenaar"@nl .
<object/dagboek> schema:name "Havenaar, W.: dagboek"@nl ; schema:isPartOf <object/haven> .
<instance/studie> schema:name "Leven en werk van Havenaar"@nl .
<collection/demo> schema:name "Everything that is kept in Amersfoort"@en .
"""


def entries(text: str) -> Entries:
    store = Store()
    store.load(text.encode(), format=RdfFormat.TURTLE)
    return Entries(Stored(store), BASE)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    store = Store()
    store.load(ARCHIVE.encode(), format=RdfFormat.TURTLE)
    iris = {quad.subject.value.rpartition("/") for quad in store}  # type: ignore[union-attr]
    things = [Thing(folder.rpartition("/")[2], key) for folder, _, key in sorted(iris)]
    reader = Entries(Stored(store), BASE)
    folder = tmp_path_factory.mktemp("archive") / INDEX
    build(folder, [entry for thing in things if (entry := reader.read(thing))])
    return Searcher(folder)


def found(searcher: Searcher, text: str) -> list[str]:
    answer = searcher.search(SearchRequest(text))
    assert not answer.fuzzy
    return [hit.thing.key for hit in answer.hits]


def test_a_piece_is_found_by_the_archive_and_a_word_of_its_own(archive: Searcher) -> None:
    assert found(archive, "keliher harbour boston")[-1] == "boston"
    assert "photographs" in found(archive, "keliher photographs")
    assert found(archive, "gemeente utrecht bouwvergunning 1890") == ["kerkstraat"]
    assert found(archive, '"gemeente utrecht" kerkstraat') == ["kerkstraat"]
    assert "boston" in found(archive, "keliher bost*")


def test_what_has_all_words_itself_comes_first(archive: Searcher) -> None:
    """Also where another has them in a shorter title, or rarer ones."""
    assert found(archive, "photographs boston")[:2] == ["other", "boston"]
    assert found(archive, "letters keliher")[0] == "letters"
    assert found(archive, "keliher photographs")[0] == "other"


def test_an_archive_comes_before_its_pieces(archive: Searcher) -> None:
    first, *others = found(archive, "keliher family papers")
    assert first == "keliher"
    assert {"photographs", "boston", "letter", "letters"} <= {*others}
    assert found(archive, "gemeente utrecht") == ["gemeente", "vergunningen", "kerkstraat"]


def test_an_archive_comes_before_a_piece_that_begins_with_its_name(archive: Searcher) -> None:
    assert found(archive, "havenaar")[2:] == ["dagboek"]
    assert found(archive, "havenaar dagboek")[0] == "dagboek"


def test_what_is_excluded_or_wanted_in_a_field_is_its_own(archive: Searcher) -> None:
    assert found(archive, "boston -keliher") == ["boston"]
    assert archive.search(SearchRequest("titel:keliher boston")).fuzzy


def test_a_collection_is_not_what_a_piece_is_found_by(archive: Searcher) -> None:
    assert found(archive, "amersfoort") == ["demo"]


def test_a_slip_in_the_name_of_the_archive_is_understood(archive: Searcher) -> None:
    answer = archive.search(SearchRequest("kelliher boston harbour"))
    assert answer.fuzzy
    assert "boston" in [hit.thing.key for hit in answer.hits]


def test_only_so_much_is_taken_of_what_a_piece_is_in() -> None:
    deep = "".join(
        f'<{BASE}id/object/{n}> <https://schema.org/name> "Level {n} {"long " * 100}" ; '
        f"<https://schema.org/isPartOf> <{BASE}id/object/{n + 1}> .\n"
        for n in range(DEEPEST + 5)
    )
    entry = entries(deep).read(Thing("object", "0"))
    assert entry is not None
    assert [title.split()[1] for title in entry.within] == [str(n) for n in range(1, DEEPEST + 1)]
    assert all(LONGEST - 5 <= len(title) <= LONGEST for title in entry.within)


def test_what_is_part_of_itself_ends() -> None:
    both = "".join(
        f'<{BASE}id/object/{one}> <https://schema.org/name> "{one}" ; '
        f"<https://schema.org/isPartOf> <{BASE}id/object/{one}>, <{BASE}id/object/{other}> .\n"
        for one, other in ("ab", "ba")
    )
    entry = entries(both).read(Thing("object", "a"))
    assert entry is not None
    assert entry.within == ["b"]


AID = """<ead><eadheader><eadid>7</eadid></eadheader>
<archdesc level="fonds"><did><unitid>7</unitid><unittitle>{fonds}</unittitle></did>
<dsc><c01 level="series"><did><unitid>1</unitid><unittitle>{series}</unittitle></did>
<c02 level="file"><did><unitid>2</unitid><unittitle>Brief aan het Hof</unittitle></did></c02>
<c02 level="file"><did><unitid>3</unitid><unittitle>{file}</unittitle></did></c02></c01></dsc>
</archdesc></ead>
"""


def published(folder: Path, *, full: bool, **titles: str) -> dict[str, Hit]:
    """Publish a finding aid; all that can be found then, by IRI."""
    told = {"fonds": "Waterschap De Berkel", "series": "Notulen", "file": "Kaart"} | titles
    (folder / "collections/example/records/7.xml").write_text(AID.format(**told))
    assert publish(Site.load(folder), full=full, downloads=False).full == ("asked for" if full else "")
    return {hit.iri: hit for hit in searcher_of(folder).every(SearchRequest())}


def searcher_of(folder: Path) -> Searcher:
    current = Releases(Site.load(folder).var).current()
    assert current is not None
    return Searcher(current.path / INDEX)


@pytest.mark.parametrize("titles", [{"fonds": "Polder"}, {"series": "Polder"}])
def test_when_a_title_changes_all_that_stands_in_it_is_found_by_the_new_one(
    site: Path, titles: dict[str, str]
) -> None:
    """As after a full build, though nothing else is said of the pieces than before."""
    published(site, full=True)
    small, quick = published(site, full=False, **titles), searcher_of(site)
    assert {iri: hit.card for iri, hit in published(site, full=True, **titles).items()} == {
        iri: hit.card for iri, hit in small.items()
    }
    whole = searcher_of(site)
    for text in ("polder", "polder hof", "polder kaart", "waterschap hof", "notulen hof"):
        one, other = ({hit.iri for hit in some.every(SearchRequest(text))} for some in (quick, whole))
        assert (
            one == other
            or quick.search(SearchRequest(text)).fuzzy == whole.search(SearchRequest(text)).fuzzy is True
        )
    assert len(found(quick, "polder hof")) == 1


def test_where_no_title_changes_nothing_else_is_made_anew(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(site, full=True)
    written: list[str] = []
    made = index.document
    monkeypatch.setattr(index, "document", lambda entry: written.append(entry.title) or made(entry))
    published(site, full=False, file="Caerte")
    assert "Caerte" in written
    assert "Brief aan het Hof" not in written
