"""A small index that several modules ask."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, Store

from lod.cli import main
from lod.rdf.iris import Thing
from lod.search.index import build
from lod.search.index_entries import Entries, Stored
from lod.search.searcher import Searcher

BASE = "https://data.example.org/"
DATA = """
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> . @prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@base <https://data.example.org/id/> .
<instance/1> a schema:CreativeWork, schema:Book ; schema:name "Max Havelaar : of de koffieveilingen"@nl ;
  schema:creator <agent/m> ; schema:about <subject/k> ; schema:datePublished "1860" ; schema:inLanguage "nl" ;
  schema:isbn "9789021413839" ; schema:isPartOf <collection/demo> ; bf:hasItem <item/1> ;
  schema:publisher <instance/1#publisher> ; bf:identifiedBy <instance/1#number> .
<instance/1#publisher> a schema:Organization ; schema:name "Uitgeverij Dekker" .
<instance/1#number> a bf:Local ; rdf:value "oc123456" .
<item/1> bf:heldBy <organization/NL-1> ; schema:sku "KW 1792" .
<instance/2> a schema:CreativeWork, schema:Book ; schema:name "Woutertje Pieterse"@nl ;
  schema:creator <agent/m> ;
  schema:datePublished "1890" ; schema:inLanguage "nl" ; schema:isPartOf <collection/demo> .
<instance/3> a schema:CreativeWork, schema:Map ; schema:name "Café-kaart van Één stad"@nl ;
  schema:creator <agent/e> ;
  schema:datePublished "1905" ; schema:description "Brown coffees and their houses"@en .
<agent/m> a schema:Person ; schema:name "Multatuli"@nl .
<agent/e> a schema:Person ; schema:name "Frederik van Eeden"@nl .
<subject/k> a schema:DefinedTerm ; schema:name "Koffie"@nl .
"""
THINGS = [Thing("instance", key) for key in "123"] + [Thing("agent", key) for key in "me"]


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(DATA.encode(), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def folder(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "index"
    entries = Entries(Stored(store), BASE)
    build(folder, [entry for thing in THINGS if (entry := entries.read(thing))])
    return folder


@pytest.fixture(scope="module")
def searcher(folder: Path) -> Searcher:
    return Searcher(folder)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The folder of a new site without records."""
    folder = tmp_path / "site"
    CliRunner().invoke(main, ["init", str(folder)])
    for left in (folder / "collections/example/records").iterdir():
        left.unlink()
    return folder
