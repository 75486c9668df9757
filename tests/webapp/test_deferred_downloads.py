"""While downloads are those of an earlier release, all that is told of them is; then they are its own."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Namespace, URIRef

from lod.publish import publish, renew
from lod.site import Site
from tests import nde_shapes
from tests.webapp.published_site import BASE, make, serve

DCTERMS = Namespace("http://purl.org/dc/terms/")
VOID = Namespace("http://rdfs.org/ns/void#")
WHOLE = URIRef(f"{BASE}.well-known/datacatalog#whole")
FILE = "/dumps/all.nt.gz"


@dataclass
class Changed:
    site: Site
    reader: FlaskClient
    before: dict[str, str]
    """What was told of the whole before the change."""


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """A site in which an object came to be something else, when the downloads still have it as it was."""
    site = make(tmp_path)
    reader = serve(site).test_client()
    before = told(reader)
    time.sleep(1.1)  # dates are in whole seconds
    records = tmp_path / "collections" / "museum" / "objecten.xml"
    records.write_text(records.read_text("utf-8").replace(">painting<", ">oil painting<", 1), "utf-8")
    site = Site.load(tmp_path)
    assert publish(site, downloads=False).changed
    return Changed(site, reader, before)


def graph_of(reader: FlaskClient, name: str) -> Graph:
    return Graph().parse(data=reader.get(f"/.well-known/{name}.ttl").data, format="turtle")


def told(reader: FlaskClient) -> dict[str, str]:
    """What is told of the file with everything, and what is in it."""
    catalogue, void = graph_of(reader, "datacatalog"), graph_of(reader, "void")
    answer = reader.get(FILE)
    return {
        "file": str(len(gzip.decompress(answer.data).splitlines())),
        "counted": str(void.value(WHOLE, VOID.triples)),
        "counted of": str(void.value(WHOLE, DCTERMS.modified)),
        "file of": str(catalogue.value(URIRef(f"{WHOLE}-nt-gz"), DCTERMS.modified)),
        "dataset": str(catalogue.value(WHOLE, DCTERMS.modified)),
        "Last-Modified": answer.headers["Last-Modified"],
        "ETag": answer.headers["ETag"],
        "Repr-Digest": answer.headers["Repr-Digest"],
    }


def statements(reader: FlaskClient) -> int:
    return sum(1 for _ in reader.application.extensions["lod"].current().opened.store)


def test_all_that_is_told_of_earlier_downloads_is_as_of_then(changed: Changed) -> None:
    now = told(changed.reader)
    assert now.pop("dataset") > changed.before.pop("dataset"), "the dataset itself did change"
    assert now == changed.before
    assert now["counted"] == now["file"]
    moment = f"{now['file of'][11:16]} UTC"
    for language, said in (("nl", "Deze bestanden en het aantal"), ("en", "These files and the number of")):
        page = changed.reader.get("/dumps/", headers={"Accept-Language": language}).text
        assert said in page
        assert moment in page


def test_new_downloads_are_there_without_another_release(changed: Changed) -> None:
    earlier = told(changed.reader)
    release = changed.reader.application.extensions["lod"].current().number
    assert renew(changed.site)
    now = told(changed.reader)
    assert changed.reader.application.extensions["lod"].current().number == release
    assert now["file of"] == now["dataset"] == now["counted of"] > earlier["file of"]
    assert now["file"] == now["counted"] == str(statements(changed.reader))
    assert now["Last-Modified"] != earlier["Last-Modified"]
    assert "These files" not in changed.reader.get("/dumps/", headers={"Accept-Language": "en"}).text
    assert renew(changed.site) is None, "there is nothing left to make"


@pytest.mark.parametrize("announced", [False, True])
def test_the_dataset_register_has_nothing_to_remark_while_downloads_wait(
    changed: Changed, shared: Path, announced: bool
) -> None:
    state, results = nde_shapes.register(shared, announced=announced)(graph_of(changed.reader, "datacatalog"))
    assert (state, results) == ("valid", [])
