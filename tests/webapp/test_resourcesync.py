"""ResourceSync: its documents, and a harvester that follows them through any history."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from pyoxigraph import RdfFormat, parse

from lod.dataset import change_pages, sitemaps
from lod.publish import publish, rollback
from tests.register.small_site import BASE, Maker, make_site
from tests.register.test_histories import STATES, empty_site
from tests.test_publish import HAVELAAR, MAX, put
from tests.webapp.test_changes import served, served_after
from webapp.app import create_app

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RS = "{http://www.openarchives.org/rs/terms/}"
Copy = dict[str, frozenset[str]]


def read(client: FlaskClient, address: str, capability: str) -> etree._Element:
    """A document, which is of the kind that led to it."""
    answer = client.get(urlsplit(address).path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    tree = etree.fromstring(answer.data)
    (facts,) = tree.findall(f"{RS}md")
    assert facts.get("capability") == capability
    return tree


def locations(tree: etree._Element) -> list[str]:
    return [one.text or "" for one in tree.iter(f"{SITEMAP}loc")]


class Harvester:
    """Knows only the address of a site; takes everything once, and what changed after that."""

    def __init__(self) -> None:
        self.copy: Copy = {}
        self.since = ""

    def visit(self, client: FlaskClient) -> None:
        (address,) = locations(read(client, "/.well-known/resourcesync", "description"))
        offered = read(client, address, "capabilitylist")
        kinds = {
            one.find(f"{RS}md").get("capability"): one.findtext(f"{SITEMAP}loc")
            for one in offered.iter(f"{SITEMAP}url")
        }
        if not self.since:
            self.take_all(client, kinds["resourcelist"])
        self.follow(client, kinds["changelist"])

    def take_all(self, client: FlaskClient, address: str) -> None:
        index = read(client, address, "resourcelist")
        self.since = index.find(f"{RS}md").get("at")
        for part in locations(index):
            for one in locations(read(client, part, "resourcelist")):
                self.take(client, one)

    def follow(self, client: FlaskClient, address: str) -> None:
        newest = self.since
        for part in locations(read(client, address, "changelist")):
            tree = read(client, part, "changelist")
            if tree.find(f"{RS}md").get("until", "9") < self.since:
                continue
            for one in tree.iter(f"{SITEMAP}url"):
                facts = one.find(f"{RS}md")
                if facts.get("datetime") < self.since:
                    continue
                newest = max(newest, facts.get("datetime"))
                if facts.get("change") == "deleted":
                    self.copy.pop(one.findtext(f"{SITEMAP}loc"), None)
                else:
                    self.take(client, one.findtext(f"{SITEMAP}loc"))
        self.since = newest

    def take(self, client: FlaskClient, address: str) -> None:
        """What is at an address now: as it is, not as it was when a list told of it."""
        answer = client.get(urlsplit(address).path)
        if answer.status_code != 200:
            self.copy.pop(address, None)
            return
        iri = address.replace("/doc/", "/id/").removesuffix(".nt")
        said = (q for q in parse(answer.data, RdfFormat.N_TRIPLES))
        self.copy[address] = frozenset(
            str(q.triple) for q in said if q.subject.value.partition("#")[0] == iri
        )


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.one_of(STATES, st.just("back")), min_size=2, max_size=4))
def test_who_follows_the_lists_has_what_we_have(steps: list[object]) -> None:
    with pytest.MonkeyPatch.context() as patch, empty_site() as folder:
        patch.setattr(change_pages, "PAGE", 5)
        patch.setattr(sitemaps, "LARGEST", 4)
        harvester = Harvester()
        for client in served_after(folder, steps):
            harvester.visit(client)
            ours = {
                f"{BASE}doc/{iri.removeprefix(BASE + 'id/')}.nt": said for iri, said in served(client).items()
            }
            afresh = Harvester()
            for address in ours:
                afresh.take(client, address)
            assert harvester.copy.keys() == ours.keys()
            # the page of a collection describes the dataset too, with sizes of downloads that no log tells of
            assert without_collections(harvester.copy) == without_collections(afresh.copy)


def test_the_list_of_resources_is_of_the_release_that_is_served(tmp_path: Path) -> None:
    """After a roll-back it named what answers 410, and clients stop at that."""
    site = put(make_site(tmp_path / "site"), MAX)
    publish(site, make=Maker())
    publish(put(site.folder, MAX, HAVELAAR), make=Maker())
    for release in (1, 2):
        rollback(site, release)
        client = create_app(site).test_client()
        parts = locations(read(client, "/resourcesync/resourcelist.xml", "resourcelist"))
        named = [one for part in parts for one in locations(read(client, part, "resourcelist"))]
        assert any(one.endswith("/instance/demo-3.nt") for one in named) == (release == 2)
        assert {client.get(urlsplit(one).path).status_code for one in named} == {200}


def without_collections(copy: Copy) -> Copy:
    return {address: said for address, said in copy.items() if "/collection/" not in address}


def test_a_full_list_of_changes_is_kept_for_ever(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_pages, "PAGE", 50)
    parts = locations(read(reader, "/resourcesync/changelist.xml", "changelist"))
    assert len(parts) > 1
    first, last = (reader.get(urlsplit(address).path) for address in (parts[0], parts[-1]))
    assert "immutable" in first.headers["Cache-Control"]
    assert "immutable" not in last.headers["Cache-Control"]
    assert "until" in etree.fromstring(first.data).find(f"{RS}md").attrib
    assert "until" not in etree.fromstring(last.data).find(f"{RS}md").attrib


@pytest.mark.parametrize(
    "name",
    [
        "x.xml", "changelist-0.xml", "changelist-999999.xml", "resourcelist-0-of-1.xml",
        "resourcelist-2-of-1.xml", "resourcelist-1-of-99999.xml", "resourcelist-1-of-0.xml",
        "changelist-1.xml.gz",
    ],
)  # fmt: skip
def test_other_lists_are_not_there(reader: FlaskClient, name: str) -> None:
    assert reader.get(f"/resourcesync/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/.well-known/resourcesync", "/resourcesync/resourcelist.xml"])
def test_links_of_a_list_lead_somewhere_and_stand_first(reader: FlaskClient, path: str) -> None:
    tree = etree.fromstring(reader.get(path).data)
    assert [etree.QName(one).localname for one in tree][:2] == ["ln", "md"]
    assert reader.get(urlsplit(tree[0].get("href")).path).status_code == 200
