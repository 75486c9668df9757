"""The descriptions of the datasets: what the Dutch Dataset Register says of them, and what clients get."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, parse
from rdflib import RDF, Graph, Namespace, URIRef

from lod.dataset import catalogue, void
from lod.dataset.catalogue import Catalogue
from lod.rdf.formats import GRAPHS, Format
from lod.rdf.namespaces import compact, known
from lod.site import Site
from tests import nde_shapes
from tests.webapp.published_site import BASE, COLLECTIONS

SCHEMA = Namespace("https://schema.org/")
VOID = Namespace("http://rdfs.org/ns/void#")
WHOLE = URIRef(f"{BASE}.well-known/datacatalog#whole")
Judge = Callable[[Graph], list[nde_shapes.Remark]]


def graph_of(reader: FlaskClient, path: str) -> Graph:
    answer = reader.get(f"{path}.ttl")
    assert answer.status_code == 200
    return Graph().parse(data=answer.data, format="turtle")


def test_a_reader_finds_the_words_of_the_description_by_their_prefixes(reader: FlaskClient) -> None:
    for path, words in (("/.well-known/void", "void:Dataset"), ("/.well-known/datacatalog", "dcat:Catalog")):
        assert words in reader.get(f"{path}.ttl").get_data(as_text=True)


def statements_in(reader: FlaskClient, path: str, form: Format) -> set[str]:
    answer = reader.get(f"{path}.{form.suffix}")
    assert (answer.status_code, answer.mimetype) == (200, form.media_type)
    return {str(quad.triple) for quad in parse(answer.data, format=form.oxigraph)}


@pytest.fixture(scope="module", params=["now", "2027"])
def judge(shared: Path, request: pytest.FixtureRequest) -> Judge:
    """The verdict of the register: today, or with what it announced."""
    judged = nde_shapes.register(shared, announced=request.param == "2027")

    def verdict(graph: Graph) -> list[nde_shapes.Remark]:
        state, results = judged(graph)
        assert state == "valid", results
        return results

    return verdict


@pytest.mark.parametrize("path", ["/.well-known/datacatalog", *(f"/doc/collection/{k}" for k in COLLECTIONS)])
def test_the_dataset_register_has_nothing_to_remark(reader: FlaskClient, judge: Judge, path: str) -> None:
    assert judge(graph_of(reader, path)) == []


def test_nor_has_it_of_a_file_whose_sha_256_is_not_known(reader: FlaskClient, judge: Judge) -> None:
    lod = reader.application.extensions["lod"]
    served = lod.current()
    downloads = [dataclasses.replace(one, sha256="") for one in served.downloads.values()]
    about = Catalogue(lod.site, served.facts, downloads, served.number)
    graph = Graph().parse(data="\n".join(f"{q.triple} ." for q in catalogue.of_catalogue(about).quads))
    spdx = Namespace("http://spdx.org/rdf/terms#")
    assert {str(one) for one in graph.objects(None, spdx.checksumValue)} == {one.adler32 for one in downloads}
    assert judge(graph) == []


def test_the_register_would_refuse_a_description_without_a_licence(reader: FlaskClient, judge: Judge) -> None:
    graph = graph_of(reader, "/.well-known/datacatalog")
    graph.remove((WHOLE, SCHEMA.license, None))
    with pytest.raises(AssertionError):
        judge(graph)


@pytest.mark.parametrize("path", ["/.well-known/datacatalog", "/.well-known/void", "/doc/collection/museum"])
def test_every_syntax_says_the_same(reader: FlaskClient, path: str) -> None:
    first = statements_in(reader, path, GRAPHS[0])
    assert len(first) > 100
    for form in GRAPHS[1:]:
        assert statements_in(reader, path, form) == first, form.suffix


@pytest.mark.parametrize("name", ["datacatalog", "void"])
def test_the_header_chooses_the_syntax_and_people_get_a_page(reader: FlaskClient, name: str) -> None:
    for accept, media_type in (
        ("", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples, */*;q=0.1", "application/n-triples"),
    ):
        answer = reader.get(f"/.well-known/{name}", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, media_type)
        assert "Accept" in answer.headers["Vary"]
    page = reader.get(f"/.well-known/{name}", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Location"]) == (303, "/dumps/")
    assert reader.get(f"/.well-known/{name}", headers={"Accept": "image/png"}).status_code == 406
    for wrong in ("nothing", f"{name}.exe", f"{name}?page=2", f"{name}?page=x"):
        assert reader.get(f"/.well-known/{wrong}").status_code == 404


def test_each_distribution_is_there_with_the_type_and_the_size_it_is_said_to_have(
    reader: FlaskClient,
) -> None:
    graph = graph_of(reader, "/.well-known/datacatalog")
    seen = 0
    for one in set(graph.objects(None, SCHEMA.distribution)):
        form = graph.value(one, SCHEMA.encodingFormat)
        if form is None:
            continue
        path = "/" + str(graph.value(one, SCHEMA.contentUrl)).removeprefix(BASE)
        for method in (reader.head, reader.get):
            answer = method(path)
            assert (answer.status_code, answer.content_type) == (200, str(form))
            assert answer.headers["Content-Length"] == str(graph.value(one, SCHEMA.contentSize))
            digest = base64.b64encode(bytes.fromhex(str(graph.value(one, SCHEMA.sha256)))).decode()
            assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
        assert digest == base64.b64encode(hashlib.sha256(answer.data).digest()).decode()
        seen += 1
    assert seen == len(reader.application.extensions["lod"].current().downloads)
    assert seen > 7 * (len(COLLECTIONS) + 1)


def test_the_whole_is_a_dataset_only_with_a_licence_that_the_site_says(reader: FlaskClient) -> None:
    site = reader.application.extensions["lod"].site
    assert len({one.licence for one in site.collections}) > 1
    silent = dataclasses.replace(site, licence=None)
    for about, there in ((Catalogue(site, {}), True), (Catalogue(silent, {}), False)):
        iris = {quad.subject.value for quad in catalogue.of_catalogue(about).quads}
        assert (about.whole in iris) == there


def many(site: Site, number: int) -> Catalogue:
    one = site.collections[0]
    copies = tuple(dataclasses.replace(one, key=f"c-{n:05}") for n in range(number))
    return Catalogue(dataclasses.replace(site, collections=copies), {})


def test_more_than_a_thousand_datasets_come_in_pages(reader: FlaskClient) -> None:
    about = many(reader.application.extensions["lod"].site, 2_001)
    assert about.pages() == 3
    seen: set[str] = set()
    views = []
    for page in (1, 2, 3):
        quads = catalogue.of_catalogue(about, page).quads
        said = [
            (q.predicate.value.rpartition("#")[2], q.object.value)
            for q in quads
            if "hydra" in q.predicate.value
        ]
        views.append(dict(said))
        listed = {q.object.value for q in quads if q.predicate.value == "https://schema.org/dataset"}
        assert not listed & seen
        seen |= listed
    assert len(seen) == 2_002
    assert [view["totalItems"] for view in views] == ["2002"] * 3
    assert [view.get("next", "") for view in views] == [
        f"{about.address}?page=2",
        f"{about.address}?page=3",
        "",
    ]
    assert views[1]["previous"] == f"{about.address}?page=1"


def test_every_term_that_descriptions_use_is_in_its_vocabulary(reader: FlaskClient) -> None:
    about = many(reader.application.extensions["lod"].site, 1_001)
    used = set()
    for suffix in ("datacatalog", "void"):
        used |= {str(p) for p in graph_of(reader, f"/.well-known/{suffix}").predicates()}
    used |= {quad.predicate.value for quad in catalogue.of_catalogue(about).quads}
    types = {
        q.object.value for q in catalogue.of_catalogue(about).quads if q.predicate.value.endswith("#type")
    }
    assert not [compact(iri) for iri in sorted(used | types) if not known(iri)]


def test_a_link_set_of_the_whole_leads_to_files_that_hold_its_links(reader: FlaskClient) -> None:
    graph = graph_of(reader, "/.well-known/void")
    sets = [s for s in graph.objects(WHOLE, VOID.subset) if (s, RDF.type, VOID.Linkset) in graph]
    assert sets
    for one in sets:
        dumps = [str(dump).removeprefix(BASE.rstrip("/")) for dump in graph.objects(one, VOID.dataDump)]
        assert dumps
        host = urlsplit(str(graph.value(one, VOID.objectsTarget))).hostname
        predicate = f"<{graph.value(one, VOID.linkPredicate)}>"
        lines = {line for dump in dumps for line in reader.get(dump).text.splitlines()}
        told = [line for line in lines if predicate in line and f"//{host}/" in line]
        assert len(told) == graph.value(one, VOID.triples).toPython()


def test_void_tells_how_many_subjects_and_objects_are_different(reader: FlaskClient) -> None:
    graph = graph_of(reader, "/.well-known/void")
    store = reader.application.extensions["lod"].current().opened.store

    def told(of: URIRef) -> list[object]:
        return [graph.value(of, name).toPython() for name in (VOID.distinctSubjects, VOID.distinctObjects)]

    quads = list(store)
    assert told(WHOLE) == [len({q.subject for q in quads}), len({q.object for q in quads})]
    of = defaultdict[str, tuple[set[object], set[object]]](lambda: (set(), set()))
    for quad in quads:
        subjects, objects = of[quad.predicate.value]
        subjects.add(quad.subject)
        objects.add(quad.object)
    parts = {str(graph.value(p, VOID.property)): p for p in graph.objects(WHOLE, VOID.propertyPartition)}
    assert parts.keys() == of.keys()
    for name, part in parts.items():
        assert told(part) == [*map(len, of[name])], name


def test_void_counts_what_is_there(reader: FlaskClient) -> None:
    graph = graph_of(reader, "/.well-known/void")
    store = reader.application.extensions["lod"].current().opened.store
    assert graph.value(WHOLE, VOID.triples).toPython() == len(store)
    dataset = graph.value(None, VOID["class"], SCHEMA.Book)
    assert dataset is not None
    parts = [
        p for p in graph.objects(WHOLE, VOID.classPartition) if graph.value(p, VOID["class"]) == SCHEMA.Book
    ]
    books = len(list(store.quads_for_pattern(None, None, NamedNode(str(SCHEMA.Book)))))
    assert [graph.value(part, VOID.entities).toPython() for part in parts] == [books]
    assert (None, VOID.linkPredicate, SCHEMA.sameAs) in graph
    assert len(void.of_catalogue(Catalogue(reader.application.extensions["lod"].site, {})).quads) < len(graph)
