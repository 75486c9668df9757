"""Names: every term we write is listed; a slip of the pen is refused with the nearest ones."""

import gzip
import subprocess
import sys

import pytest

from lod.errors import VocabularyError
from lod.rdf import namespaces


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("bf:Work", "class"),
        ("bf:mainTitle", "property"),
        ("bflc:encodingLevel", "property"),
        ("bf:MediumOfPerformance", "class"),
        ("madsrdf:ComplexSubject", "class"),
        ("schema:Book", "class"),
        ("schema:isbn", "property"),
        ("schema:InStock", "individual"),
        ("schema:URL", "datatype"),
        ("xsd:gYear", "datatype"),
        ("locdt:edtf", "datatype"),
        ("mnotetype:physical", "class"),
    ],
)
def test_terms_are_listed_with_their_kind(name, kind):
    assert namespaces.term(name).kind == kind
    assert namespaces.term(namespaces.expand(name)) == namespaces.term(name)


def test_a_misspelled_term_is_refused_with_the_nearest_ones():
    with pytest.raises(VocabularyError, match=r"no term schema:datePublishd; nearest: schema:datePublished"):
        namespaces.term("schema:datePublishd")


def test_an_unknown_prefix_is_refused():
    with pytest.raises(VocabularyError, match="no prefix 'skso'"):
        namespaces.expand("skso:prefLabel")


def test_an_iri_outside_every_namespace_is_refused():
    with pytest.raises(VocabularyError, match="no prefix"):
        namespaces.term("https://example.org/x")


def test_our_own_terms_need_the_base_of_the_site():
    assert (
        namespaces.expand("lod:reason", "https://data.example.org/")
        == "https://data.example.org/vocab/reason"
    )
    with pytest.raises(VocabularyError):
        namespaces.expand("lod:reason")


def test_the_classes_above_a_class_are_all_found():
    above = {namespaces.compact(iri) for iri in namespaces.superclasses("schema:Audiobook")}
    assert {"schema:AudioObject", "schema:Book", "schema:CreativeWork", "schema:Thing"} <= above


@pytest.mark.parametrize(
    ("property_name", "class_name", "fits"),
    [
        ("schema:isbn", "schema:Book", True),
        ("schema:name", "schema:Book", True),
        ("schema:itemLocation", "schema:ArchiveComponent", True),
        ("schema:itemLocation", "schema:Book", False),
        ("schema:holdingArchive", "schema:Book", False),
        ("bf:mainTitle", "bf:VariantTitle", True),
        ("bf:mainTitle", "bf:Agent", False),
        ("bf:note", "bf:Work", True),
    ],
)
def test_a_property_fits_the_classes_of_its_domain_and_those_below_them(property_name, class_name, fits):
    assert namespaces.fits(property_name, class_name) is fits


def test_superseded_terms_are_marked():
    assert namespaces.term("bf:musicKey").deprecated
    assert namespaces.term("bf:InstanceTitle").deprecated
    assert not namespaces.term("bf:keyMode").deprecated


def test_no_namespace_has_two_prefixes_and_all_end_where_a_name_begins():
    spaces = list(namespaces.PREFIXES.values())
    assert len(set(spaces)) == len(spaces)
    assert all(space.endswith(("/", "#")) for space in spaces)


@pytest.mark.parametrize("prefix", sorted(namespaces.PREFIXES))
def test_every_list_names_only_terms_that_exist(prefix):
    retired = {
        "https://schema.org/DeliveryTimeSettings"
    }  # Schema.org 30 names it as a domain without having it
    for term in namespaces.terms(prefix):
        for iri in (term.domains | term.ranges | term.parents) - retired:
            if namespaces.compact(iri) != iri:
                assert namespaces.known(iri), f"{namespaces.compact(term.iri)} names {iri}"


def test_all_terms_of_the_reference_conversions_are_listed(shared):
    used = set()
    for path in sorted((shared / "bibframe-reference" / "reference").glob("*.nt.gz"))[::10]:
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
            _, predicate, rest = line.split(" ", 2)
            used.add(predicate[1:-1])
            if predicate.endswith("#type>") and rest.startswith("<"):
                used.add(rest[1 : rest.index(">")])
    assert len(used) > 100
    assert [iri for iri in sorted(used) if not namespaces.known(iri)] == []


def test_loading_takes_few_milliseconds():
    program = (
        "import time; from lod.rdf import namespaces; start = time.process_time()\n"
        "for prefix in namespaces.PREFIXES: namespaces.vocabulary(prefix)\n"
        "print(time.process_time() - start)"
    )
    took = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert float(took) < 0.05
