"""EDM as it comes: in pockets, harvested, all in one graph, and in every way that RDF/XML can be written."""

import pytest

from lod import sources
from lod.record import Deleted, Record, Unreadable
from lod.sources.chunk import MAX_RECORD
from tests.sources.marc_builder import lines, only_record, read_bytes

NS = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("edm", "http://www.europeana.eu/schemas/edm/"),
        ("ore", "http://www.openarchives.org/ore/terms/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
    )
)


def graph(*nodes: str) -> str:
    return f"<rdf:RDF {NS}>{''.join(nodes)}</rdf:RDF>"


def cho(number: int, *more: str) -> str:
    inner = f"<dc:title>T{number}</dc:title>" + "".join(more)
    return f'<edm:ProvidedCHO rdf:about="urn:cho:{number}">{inner}</edm:ProvidedCHO>'


def aggregation(number: int, *more: str) -> str:
    inner = f'<edm:aggregatedCHO rdf:resource="urn:cho:{number}"/>' + "".join(more)
    return f'<ore:Aggregation rdf:about="urn:agg:{number}">{inner}</ore:Aggregation>'


def agent(name: str) -> str:
    return f'<edm:Agent rdf:about="urn:agent:{name}"><skos:prefLabel>{name}</skos:prefLabel></edm:Agent>'


def by(name: str) -> str:
    return f'<dc:creator rdf:resource="urn:agent:{name}"/>'


def summary(text: str, size: int = 2**16) -> list[tuple[str, list[str]]]:
    """Id of each record and the names of its agents; the reason for what is none."""
    found = []
    for outcome in read_bytes(text.encode(), "edm", size):
        if isinstance(outcome, Record):
            agents = [i.tag for f in outcome.fields for p in f.fields or () for i in p.fields or ()]
            found.append((outcome.id, [f.tag for f in outcome.fields] + agents))
        else:
            found.append(("", [getattr(outcome, "reason", "deleted")]))
    return found


def test_a_graph_in_a_pocket_is_a_record_known_by_the_address_of_its_object() -> None:
    text = f"<pockets><pocket id='1'>\\n{graph(cho(1), aggregation(1))}</pocket></pockets>"
    assert sources.guess(text.encode()).name == "edm"
    assert summary(text) == [("urn:cho:1", ["ProvidedCHO", "Aggregation"])]


def test_edm_without_its_namespace_is_known_by_its_elements() -> None:
    text = graph(cho(1), aggregation(1)).replace("http://www.europeana.eu/schemas/edm/", "http://x.example/")
    assert sources.guess(text.encode()).name == "edm"
    assert summary(text) == [("urn:cho:1", ["ProvidedCHO", "Aggregation"])]


def test_harvested_graphs_are_read_and_deleted_ones_are_gone() -> None:
    header = "<header><identifier>oai:1</identifier></header>"
    text = f"""<OAI-PMH><ListRecords><record>{header}<metadata>{graph(cho(1))}</metadata></record>
    <record><header status="deleted"><identifier>oai:2</identifier></header></record></ListRecords>
    </OAI-PMH>"""
    assert sources.guess(text.encode()).name == "edm"
    first, gone = read_bytes(text.encode(), "edm")
    assert isinstance(first, Record)
    assert gone == Deleted("test", 2, "oai:2")


def test_what_an_object_names_is_put_where_it_is_named() -> None:
    record = only_record(graph(agent("a"), cho(1, by("a"), by("unknown"))), "edm")
    assert lines(record) == [
        "ProvidedCHO $@abouturn:cho:1 [title T1]"
        " [creator $@resourceurn:agent:a [Agent $@abouturn:agent:a [prefLabel a]]]"
        " [creator $@resourceurn:agent:unknown]"
    ]


def test_nodes_inside_properties_and_descriptions_with_a_type_are_the_same() -> None:
    inside = graph(cho(1, f"<dc:creator>{agent('a')}</dc:creator>"))
    described = f"""<rdf:RDF {NS}><rdf:Description rdf:about="urn:cho:1">
    <rdf:type rdf:resource="http://www.europeana.eu/schemas/edm/ProvidedCHO"/><dc:title>T1</dc:title>
    <dc:creator><rdf:Description rdf:about="urn:agent:a"><rdf:type rdf:resource="http://www.europeana.eu/schemas/edm/Agent"/>
    <skos:prefLabel>a</skos:prefLabel></rdf:Description></dc:creator></rdf:Description></rdf:RDF>"""
    plain = lines(only_record(graph(cho(1, by("a")), agent("a")), "edm"))
    assert lines(only_record(inside, "edm")) == plain
    assert lines(only_record(described, "edm")) == plain
    nameless = graph(
        cho(1, "<dc:creator><edm:Agent><skos:prefLabel>a</skos:prefLabel></edm:Agent></dc:creator>")
    )
    assert lines(only_record(nameless, "edm")) == [
        "ProvidedCHO $@abouturn:cho:1 [title T1] [creator  [Agent  [prefLabel a]]]"
    ]


def test_what_a_provider_says_in_a_proxy_is_said_of_the_object() -> None:
    of = '<ore:proxyFor rdf:resource="urn:cho:1"/>'
    enriched = f'<ore:Proxy rdf:about="urn:e">{of}<edm:europeanaProxy>true</edm:europeanaProxy></ore:Proxy>'
    proxy = f'<ore:Proxy rdf:about="urn:proxy">{of}<dc:title>Titel</dc:title></ore:Proxy>{enriched}'
    bare = '<edm:ProvidedCHO rdf:about="urn:cho:1"/>'
    record = only_record(graph(bare, proxy), "edm")
    assert [field.tag for field in record.fields] == ["ProvidedCHO", "EuropeanaProxy"]
    assert "title Titel" in str(record.fields[0])


def test_things_that_name_each_other_end() -> None:
    terms = "".join(
        f'<skos:Concept rdf:about="urn:{a}"><skos:related rdf:resource="urn:{b}"/></skos:Concept>'
        for a, b in ("xy", "yx")
    )
    record = only_record(graph(cho(1, '<dc:subject rdf:resource="urn:x"/>'), terms), "edm")
    assert str(record.fields).count("Concept") == 2


def test_one_that_is_named_very_often_is_not_repeated_without_end() -> None:
    many = "".join(f"<skos:altLabel>{n}</skos:altLabel>" for n in range(1000))
    node = f'<edm:Agent rdf:about="urn:agent:a">{many}</edm:Agent>'
    record = only_record(graph(cho(1, by("a") * 1000), node), "edm")
    assert 0 < str(record.fields).count("altLabel") <= 50_000


def test_all_objects_in_one_graph_are_records_of_their_own() -> None:
    pairs = graph(cho(1), aggregation(1), cho(2), aggregation(2))
    assert sources.guess(pairs.encode()).name == "edm"
    both = ["ProvidedCHO", "Aggregation"]
    assert summary(pairs) == [("urn:cho:1", both), ("urn:cho:2", both)]
    assert summary(pairs, 7) == summary(pairs)
    assert summary(graph(aggregation(1), cho(1), aggregation(2), cho(2))) == summary(pairs)
    apart = graph(cho(1), cho(2), aggregation(1), aggregation(2))
    assert [ident for ident, _ in summary(apart)] == ["urn:cho:1", "urn:cho:2", "urn:cho:1", "urn:cho:2"]


def test_a_maker_that_many_objects_name_is_read_with_each_wherever_it_stands() -> None:
    before = graph(agent("a"), cho(1, by("a")), aggregation(1), cho(2, by("a")), aggregation(2))
    between = graph(cho(1, by("a")), aggregation(1), agent("a"), cho(2, by("a")), aggregation(2))
    all_three = ["ProvidedCHO", "Aggregation", "Agent"]
    assert summary(before) == summary(between) == [("urn:cho:1", all_three), ("urn:cho:2", all_three)]


def test_a_node_that_no_object_names_is_set_aside_and_not_lost() -> None:
    assert summary(graph(cho(1), cho(2), agent("a"))) == [
        ("urn:cho:1", ["ProvidedCHO"]),
        ("urn:cho:2", ["ProvidedCHO"]),
        ("", ["no object (edm:ProvidedCHO) in it"]),
    ]


def test_in_a_file_with_one_object_all_nodes_are_of_it() -> None:
    """As Delving gives records: the pictures have addresses of their own that nothing refers to."""
    assert summary(graph(cho(1), agent("a"))) == [("urn:cho:1", ["ProvidedCHO", "Agent"])]
    assert summary(graph(cho(1, by("a")), agent("a"))) == [("urn:cho:1", ["ProvidedCHO", "Agent"])]


def test_a_node_without_an_address_belongs_to_the_record_that_it_stands_in() -> None:
    def own(what: str) -> str:
        return f"<x:DcnResource xmlns:x='urn:x'><x:collectionPart>{what}</x:collectionPart></x:DcnResource>"

    text = graph(cho(1), aggregation(1), own("a"), cho(2), aggregation(2), own("b"), own("c"))
    assert summary(f"{text}<!--<urn:graph:1>-->") == [
        ("urn:cho:1", ["ProvidedCHO", "Aggregation", "DcnResource"]),
        ("urn:cho:2", ["ProvidedCHO", "Aggregation", "DcnResource", "DcnResource"]),
    ]
    assert summary(graph(own("a"))) == [("", ["no object (edm:ProvidedCHO) in it"])]


def test_an_object_that_is_not_closed_harms_no_other() -> None:
    broken = cho(1).replace("</edm:ProvidedCHO>", "")
    found = summary(graph(broken, aggregation(1), cho(2), aggregation(2)))
    assert found[-1] == ("urn:cho:2", ["ProvidedCHO", "Aggregation"])
    assert any("not well-formed" in reasons[0] for ident, reasons in found if not ident)


def test_an_object_without_end_is_set_aside_in_bounded_memory() -> None:
    endless = graph(cho(1)).replace("</edm:ProvidedCHO></rdf:RDF>", "<dc:title>" + "x" * (MAX_RECORD + 2**17))
    found = read_bytes(endless.encode(), "edm")[0]
    assert isinstance(found, Unreadable)
    assert len(found.raw) <= 2**16


def test_a_graph_that_breaks_off_gives_what_was_whole() -> None:
    text = graph(cho(1), aggregation(1), cho(2), aggregation(2))
    first, *rest = summary(text[: text.index("T2")])
    assert first[0] == "urn:cho:1"
    assert "ends inside a record" in rest[0][1][0]


def test_nodes_of_any_class_are_read_where_they_are_named_or_set_aside() -> None:
    exhibition = '<edm:Exhibition rdf:about="urn:agent:e"><skos:prefLabel>E</skos:prefLabel></edm:Exhibition>'
    text = graph(cho(1, by("e")), exhibition, cho(2), exhibition.replace("agent:e", "agent:f"))
    assert summary(text) == [
        ("urn:cho:1", ["ProvidedCHO", "Exhibition"]),
        ("urn:cho:2", ["ProvidedCHO"]),
        ("", ["no object (edm:ProvidedCHO) in it"]),
    ]


SHOWN = '<edm:isShownBy rdf:resource="http://e.nl/1.jpg"/>'
WRONG = (
    ("ProvidedCHO", "providedCHO"),
    ("ProvidedCHO", "ProvidedCho"),
    ("ore:Aggregation", "ore:aggregation"),
    ("aggregatedCHO", "aggregatedCho"),
    ("isShownBy", "isshownby"),
    ("dc:title", "dc:Title"),
    ("dc:creator", "dc:Creator"),
    ("edm:Agent", "edm:agent"),
    ("edm:Agent", "edm:AGENT"),
    ("skos:prefLabel", "skos:preflabel"),
)


@pytest.mark.parametrize(("right", "wrong"), WRONG)
@pytest.mark.parametrize("wrapper", ["%s", "<pockets><pocket>%s</pocket></pockets>"])
def test_names_are_read_however_their_letters_are_written(right: str, wrong: str, wrapper: str) -> None:
    text = wrapper % graph(
        agent("x"), cho(1, by("x")), aggregation(1, SHOWN), cho(2, by("x")), aggregation(2)
    )
    assert sources.guess(text.encode()).name == "edm"
    assert wrong not in text
    changed = text.replace(right, wrong)
    assert sources.guess(changed.encode()).name == "edm"
    expected, found = read_bytes(text.encode(), "edm"), read_bytes(changed.encode(), "edm")
    assert [each.fields for each in found if isinstance(each, Record)] == [
        each.fields for each in expected if isinstance(each, Record)
    ]
    assert len(expected) == len(found) == (2 if wrapper == "%s" else 1)


@pytest.mark.parametrize("name", ["edm:PhysicalThing", "ex:Painting", "rdf:Description"])
def test_what_an_aggregation_is_of_is_the_object_whatever_its_class(name: str) -> None:
    text = graph(cho(1), aggregation(1), cho(2), aggregation(2)).replace("edm:ProvidedCHO", name)
    text = text.replace("<rdf:RDF ", '<rdf:RDF xmlns:ex="urn:ex" ')
    found = [each for each in read_bytes(text.encode(), "edm") if isinstance(each, Record)]
    titles = [
        [p.text for f in each.fields if f.tag == "ProvidedCHO" for p in f.fields or ()] for each in found
    ]
    assert [(each.id, shown) for each, shown in zip(found, titles, strict=True)] == [
        ("urn:cho:1", ["T1"]),
        ("urn:cho:2", ["T2"]),
    ]
