"""OAI-PMH: every verb and error, every format, whole and incremental harvests, by a client that exists."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from oaipmh_scythe import Scythe
from pyoxigraph import RdfFormat, parse

from lod.publish import publish, rollback
from lod.rdf.iris import Thing
from lod.record import Field, Record
from lod.register.listing import Listed
from lod.site import Site
from tests.ports import listening
from tests.register.small_site import Book, Maker, fill, make_site
from tests.webapp.oai.xml_schemas import OAI, checked, valid
from tests.webapp.published_site import serve
from webapp.app import create_app
from webapp.oai import provider
from webapp.oai.arguments import Page, moment, resumed, token_of
from webapp.oai.formats import FORMATS, MetadataFormat
from webapp.oai.marc import marcxml
from webapp.oai.metadata_card import clean

Q = f"{{{OAI}}}"
PREFIXES = [form.prefix for form in FORMATS]


def ask(client: FlaskClient, **arguments: str) -> etree._Element:
    answer = client.get("/oai", query_string={k.rstrip("_"): v for k, v in arguments.items()})
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    return checked(answer.data)


def code(tree: etree._Element) -> str:
    found = tree.find(f"{Q}error")
    return "" if found is None else found.get("code", "")


def everything(client: FlaskClient, verb: str = "ListIdentifiers", **arguments: str) -> list[etree._Element]:
    """A list, from page to page."""
    tree = ask(client, verb=verb, **arguments)
    found = list(tree.iter(f"{Q}header" if verb == "ListIdentifiers" else f"{Q}record"))
    while (token := tree.findtext(f".//{Q}resumptionToken")) is not None and token:
        tree = ask(client, verb=verb, resumptionToken=token)
        found += list(tree.iter(f"{Q}header" if verb == "ListIdentifiers" else f"{Q}record"))
    return found


def state(headers: list[etree._Element], known: Mapping[str, bool] | None = None) -> dict[str, bool]:
    """Identifier → whether it lives."""
    told = {h.findtext(f"{Q}identifier"): h.get("status") != "deleted" for h in headers}
    return {**(known or {}), **told}


# ---------------------------------------------------------------- verbs, formats, errors


def test_it_tells_what_it_is(reader: FlaskClient) -> None:
    tree = ask(reader, verb="Identify")
    assert tree.findtext(f".//{Q}baseURL") == "https://data.voorbeeldstad.example/oai"
    specs = [e.text for e in ask(reader, verb="ListSets").iter(f"{Q}setSpec")]
    assert specs == ["kind:instance", "kind:object", "kind:agent", "collection:leeszaal", "collection:museum"]
    told = [e.text for e in ask(reader, verb="ListMetadataFormats").iter(f"{Q}metadataPrefix")]
    assert told == PREFIXES


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_item_comes_in_every_format_it_has(reader: FlaskClient, prefix: str) -> None:
    records = everything(reader, "ListRecords", metadataPrefix=prefix)
    namespace = next(form.namespace for form in FORMATS if form.prefix == prefix)
    for record in records:
        (metadata,) = record.find(f"{Q}metadata")
        assert etree.QName(metadata).namespace == namespace
    kinds = {spec.text for record in records for spec in record.iter(f"{Q}setSpec") if "kind" in spec.text}
    assert kinds == {
        "marc21": {"kind:instance"},
        "mods": {"kind:instance", "kind:object"},
        "edm": {"kind:instance", "kind:object"},
    }.get(prefix, {"kind:instance", "kind:object", "kind:agent"})


def test_marc_is_the_source_record_and_rdf_the_whole_description(reader: FlaskClient) -> None:
    record = everything(reader, "ListRecords", metadataPrefix="marc21", set="collection:leeszaal")[0]
    marc = "{http://www.loc.gov/MARC21/slim}"
    number = record.findtext(f".//{marc}controlfield[@tag='001']")
    identifier = record.findtext(f".//{Q}identifier")
    assert identifier.endswith(f"-{number}")
    tree = ask(reader, verb="GetRecord", metadataPrefix="rdf", identifier=identifier)
    (rdf,) = tree.find(f".//{Q}metadata")
    said = {str(quad.triple) for quad in parse(etree.tostring(rdf), format=RdfFormat.RDF_XML)}
    path = identifier.rpartition(":")[2]
    page = reader.get(f"/doc/{path}.nt")
    described = {str(quad.triple) for quad in parse(page.data, format=RdfFormat.N_TRIPLES)}
    assert said <= described
    assert {t for t in described if f"/id/{path}" in t.partition("> ")[0]} <= said


def test_dublin_core_names_makers_and_subjects(reader: FlaskClient) -> None:
    identifier = "oai:data.voorbeeldstad.example:object/museum-MVS-0001"
    tree = ask(reader, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)
    said = [(etree.QName(e).localname, e.text) for e in tree.find(f".//{Q}metadata")[0]]
    assert ("title", "De Nachtwacht") in said
    assert ("creator", "Rembrandt van Rijn") in said
    assert ("rights", "https://creativecommons.org/publicdomain/mark/1.0/") in said


EDM = "{http://www.europeana.eu/schemas/edm/}"


def test_edm_has_what_europeana_asks_of_each_thing(demo: Site) -> None:
    """EDM mapping guidelines 2.4: a title or description, a subject or type, language of texts, rights."""
    records = everything(serve(demo).test_client(), "ListRecords", metadataPrefix="edm")
    kinds = set()
    for record in records:
        if record.find(f"{Q}header").get("status") == "deleted":
            continue
        (thing,) = record.iter(f"{EDM}ProvidedCHO")
        said = {etree.QName(e).localname for e in thing}
        kinds.add(kind := thing.findtext(f"{EDM}type"))
        assert said & {"title", "description"}
        assert said & {"subject", "type", "coverage"}
        assert kind != "TEXT" or "language" in said
        told = {etree.QName(e).localname for e in next(record.iter("{*}Aggregation"))}
        assert told >= {"aggregatedCHO", "dataProvider", "provider", "isShownAt", "rights"}
    assert kinds == {"TEXT", "IMAGE"}


ID = "oai:data.voorbeeldstad.example:object/museum-MVS-0001"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&set=a", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=1.1.2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-02-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=mods", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&resumptionToken=x&identifier=" + ID, "badArgument"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListIdentifiers&resumptionToken=%C3%A9", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=no%20such", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=marc21&identifier=" + ID, "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=http://[", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:%25zz%0a%3Ca%20b", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=%C3%A9%3C&identifier=" + ID, "cannotDisseminateFormat"),
        ("verb=ListMetadataFormats&identifier=" + ID + "x", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2901-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=no:such", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=mods&set=kind:agent", "noRecordsMatch"),
    ],
)
def test_each_fault_has_its_code(reader: FlaskClient, query: str, expected: str) -> None:
    by_get = checked(reader.get(f"/oai?{query}").data)
    assert code(by_get) == expected
    if expected in ("badVerb", "badArgument"):
        assert not by_get.find(f"{Q}request").attrib
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert code(checked(reader.post("/oai", data=query, headers=form).data)) == expected


def test_a_host_that_no_oai_identifier_can_have_is_not_said_to_have_any(site: Path) -> None:
    put(site, Book("1", "Max"))
    tree = ask(client_of(site), verb="Identify")
    assert tree.findtext(f".//{Q}baseURL") == "http://localhost:8000/oai"
    assert tree.find(f".//{Q}description") is None


def test_tokens_hold_what_they_hold_and_no_more() -> None:
    page = Page("oai_dc", "collection:a", "2026-01-01", "", 12, 100)
    token = token_of(page, "https://a.example/", "ListRecords")
    assert resumed(token, "https://a.example/", "ListRecords") == page
    for wrong in (token[:-2], token + "AA", token.swapcase()):
        with pytest.raises(provider.Fault):
            resumed(wrong, "https://a.example/", "ListRecords")
    for base, verb in (("https://b.example/", "ListRecords"), ("https://a.example/", "ListIdentifiers")):
        with pytest.raises(provider.Fault):
            resumed(token, base, verb)


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_token_goes_on_with_the_list_that_gave_it_and_no_other(site: Path, verb: str) -> None:
    put(site, *(Book(str(n), "Max") for n in range(8)))
    client = client_of(site)
    token = ask(client, verb=verb, metadataPrefix="oai_dc").findtext(f".//{Q}resumptionToken")
    assert token
    (other,) = {"ListRecords", "ListIdentifiers"} - {verb}
    assert code(ask(client, verb=other, resumptionToken=token)) == "badResumptionToken"
    assert ask(client, verb=verb, resumptionToken=token).find(f"{Q}{verb}") is not None


@pytest.mark.parametrize("after", [-1, 1 << 63, 10**700, 1e999, True, "5", None])
def test_a_token_that_somebody_made_is_no_fault_of_ours(after: object) -> None:
    """What it is checked by can be made by anybody."""
    for numbers in ((after, 0), (0, after)):
        page = Page("oai_dc", "", "", "", *numbers)  # type: ignore[arg-type]
        with pytest.raises(provider.Fault) as refused:
            resumed(token_of(page, "https://a.example/", "ListRecords"), "https://a.example/", "ListRecords")
        assert refused.value.code == "badResumptionToken"


@pytest.mark.parametrize("text", ["٢٠٢٦-١١-٢٩", "2026-11-2९", "２０２６-11-29T00:00:00Z"])
def test_dates_are_in_the_digits_of_the_protocol(text: str) -> None:
    with pytest.raises(provider.Fault, match="is no date"):
        moment(text, end=False)


def test_what_no_xml_holds_is_left_out() -> None:
    assert clean("a\x0bb\ud800\uffff") == "ab"


# ---------------------------------------------------------------- MARC, whatever it is like

ANY = st.text(st.characters(codec="utf-8"), max_size=4)
FIELDS = st.builds(
    Field,
    st.text("0179aAzZ-é\x00", max_size=4),
    st.text("01 |#aA", max_size=3),
    st.lists(st.tuples(st.sampled_from(["a", "9", "", "|", "é", "ab", "\\", "A", "-"]), ANY), max_size=3),
)


@given(st.text("0123456789 anmi24|\x00é", max_size=26), st.lists(FIELDS, max_size=8))
def test_marcxml_is_valid_whatever_a_record_is_like(leader: str, fields: list[Field]) -> None:
    valid("marc21", marcxml(Record("marc21", "1", leader, fields)))


# ---------------------------------------------------------------- harvests


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(provider, "RECORDS", 3)
    monkeypatch.setattr(provider, "HEADERS", 3)
    return make_site(tmp_path / "site", ("demo", "other"))


def put(site: Path, *books: Book, other: tuple[Book, ...] = ()) -> None:
    publish(fill(site, {"demo": books, "other": other}), make=Maker())


def live(client: FlaskClient, collection: str = "") -> set[str]:
    store = client.application.extensions["lod"].current().opened.store
    iris = {quad.subject.value for quad in store if "#" not in quad.subject.value}
    names = {iri.partition("/id/")[2] for iri in iris}
    return {f"oai:localhost:{n}" for n in names if n.startswith(("instance/", "agent/")) and collection in n}


def client_of(site: Path) -> FlaskClient:
    return serve(site).test_client(use_cookies=False)


def test_a_harvest_and_what_came_after_it_are_the_whole(site: Path) -> None:
    put(site, *(Book(str(n), "Max", "Multatuli") for n in range(8)), other=(Book("1", "Java"),))
    client = client_of(site)
    first = everything(client, metadataPrefix="oai_dc")
    assert {id for id, lives in state(first).items() if lives} == live(client)
    last = max(header.findtext(f"{Q}datestamp") for header in first)
    time.sleep(1.1)
    put(site, Book("1", "Havelaar", "Eeden"), Book("2", "Max", "Multatuli"), other=())
    client = client_of(site)
    second = everything(client, metadataPrefix="oai_dc", from_=last)
    now = state(second, state(first))
    assert {id for id, lives in now.items() if lives} == live(client)
    assert not now["oai:localhost:instance/demo-7"]
    gone = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier="oai:localhost:instance/demo-7")
    assert gone.find(f".//{Q}header").get("status") == "deleted"
    assert gone.find(f".//{Q}metadata") is None
    formats = ask(client, verb="ListMetadataFormats", identifier="oai:localhost:instance/demo-7")
    assert code(formats) == "noMetadataFormats"
    rollback(create_app(site).extensions["lod"].site, 1)
    client = client_of(site)
    back = state(everything(client, metadataPrefix="oai_dc"), now)
    assert {id for id, lives in back.items() if lives} == live(client)


def test_a_token_goes_on_after_a_switch_of_release(site: Path) -> None:
    put(site, *(Book(str(n), "Max") for n in range(8)))
    client = client_of(site)
    tree = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    token = tree.findtext(f".//{Q}resumptionToken")
    found = list(tree.iter(f"{Q}header"))
    time.sleep(1.1)
    put(site, *(Book(str(n), "Max" if n else "Havelaar") for n in range(7)))
    client = client_of(site)
    while token:
        tree = ask(client, verb="ListIdentifiers", resumptionToken=token)
        found += list(tree.iter(f"{Q}header"))
        token = tree.findtext(f".//{Q}resumptionToken")
    assert {id for id, lives in state(found).items() if lives} == live(client)


def test_no_page_is_without_records(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The protocol's XML schema wants one at least, whatever items turn out to have nothing in a format."""
    put(site, *(Book(str(n), "Max") for n in range(9)))
    client = client_of(site)
    with_all = everything(client, "ListRecords", metadataPrefix="oai_dc")
    kept = {with_all[7].findtext(f".//{Q}identifier")}
    real = provider.Provider._record

    def record(self: provider.Provider, item: Listed, form: MetadataFormat) -> etree._Element | None:
        found = real(self, item, form)
        return found if found is not None and found.findtext(f".//{Q}identifier") in kept else None

    monkeypatch.setattr(provider.Provider, "_record", record)
    first = ask(client, verb="ListRecords", metadataPrefix="oai_dc")
    assert [one.findtext(f".//{Q}identifier") for one in first.iter(f"{Q}record")] == [*kept]
    token = first.findtext(f".//{Q}resumptionToken")
    if token:
        assert code(ask(client, verb="ListRecords", resumptionToken=token)) == "noRecordsMatch"
    kept.clear()
    assert code(ask(client, verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"


def test_a_set_holds_the_things_of_its_collection(site: Path) -> None:
    put(site, *(Book(str(n), "Max") for n in range(5)), other=tuple(Book(str(n), "Max") for n in range(4)))
    client = client_of(site)
    told = state(everything(client, metadataPrefix="oai_dc", set="collection:other"))
    assert set(told) == live(client, "other")
    records = everything(client, "ListRecords", metadataPrefix="marc21", set="collection:other")
    assert len(records) == 4


@pytest.fixture
def address(published: Flask) -> Iterator[str]:
    with listening(published) as address:
        yield f"{address}/oai"


def test_an_existing_client_harvests_it(address: str, reader: FlaskClient) -> None:
    with Scythe(address) as scythe:
        assert scythe.identify().protocolVersion == "2.0"
        assert len(list(scythe.list_sets())) == 5
        records = list(scythe.list_records(metadata_prefix="oai_dc"))
        assert {r.header.identifier for r in records} == set(
            state(everything(reader, metadataPrefix="oai_dc"))
        )
        assert all(r.metadata["title"] for r in records)
        last = max(r.header.datestamp for r in records)
        assert {r.header.identifier for r in scythe.list_records(metadata_prefix="oai_dc", from_=last)} == {
            r.header.identifier for r in records if r.header.datestamp == last
        }
        one = scythe.get_record(identifier=ID, metadata_prefix="mods")
        assert one.header.identifier == ID


def test_names_of_things_and_identifiers_go_both_ways() -> None:
    from webapp.oai.arguments import identifier_of, thing_of

    thing = Thing("object", "museum-1.2~3")
    assert thing_of(identifier_of(thing, "https://a.example:8443/"), "https://a.example:8443/") == thing
