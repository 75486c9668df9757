"""A collection of which the rules at hand read little is told of before anybody misses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.publish import check, publish
from lod.site import Site
from tests.register.small_site import make_site

PERSON = """
@prefix schema: <http://schema.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
<http://data.bibliotheken.nl/id/thes/p068563493> a schema:Person ; schema:name "Multatuli" ;
  schema:birthDate "1820" ; schema:deathDate "1887" ; owl:sameAs <http://www.wikidata.org/entity/Q312638> .
"""
CONCEPT = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://e.nl/kaas> a skos:Concept ; skos:prefLabel "kaas"@nl .
"""


@pytest.mark.parametrize(("rdf", "more", "is_told"), [
    (PERSON, "", True),
    (PERSON, 'mappings = ["rdf-through"]\n', False),
    (CONCEPT, "", False),
])  # fmt: skip
def test_rdf_that_is_no_thesaurus_is_told_what_to_do(
    tmp_path: Path, rdf: str, more: str, is_told: bool
) -> None:
    folder = make_site(tmp_path / "site")
    toml = folder / "collections/demo/collection.toml"
    text = toml.read_text().replace('format = "marc21"\n', more).replace('"records/*.mrc"', '"records/*.ttl"')
    toml.write_text(text)
    records = folder / "collections/demo/records"
    (records / "one.ttl").write_text(rdf)
    site = Site.load(folder)
    publish(site)
    told = [one for one in check(site) if "leest geen regel" in one.text]
    assert len(told) == is_told
    assert not any(one.fault for one in told)
    assert all('mappings = ["rdf-through"]' in one.text and "schema:birthDate" in one.text for one in told)
