"""PICA+ mapped: real records of K10plus, the DNB and the GND; the conventions of the Dutch GGC."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lod import sources
from lod.mapping import Mapper, default_mappings, load
from lod.mapping.rule_examples import pica_of, record_of
from lod.publish import publish
from lod.record import Field, Record
from lod.register.ingest.mappings import Mappings
from lod.site import Site
from lod.store.releases import Releases
from tests.mapping.schemaorg_checks import BASE, graph, mapper, misfits, violations
from tests.register.small_site import make_site

IDS = BASE + "id/"
# gbv_pica.plus and .xml hold the records of gbv_pica.plain.
FILES = {
    "dnb_10.pica": 10,
    "dnb_gnd-sample.pica": 100,
    "gbv_bgb.example": 1,
    "gbv_pica.plain": 2,
    "gbv_sru_picaxml.xml": 3,
    "gnd_DUMP.dat": 12,
    "gnd_ada.xml": 1,
    "k10plus-sample.pica": 6,
    "pica-with-holdings-info.dat": 10,
}


def made_of(text: str, made: Mapper | None = None) -> list[str]:
    """What a record written down in plain PICA+ becomes, in short."""
    lines = (made or mapper("pica")).map(pica_of(text)).statements.splitlines()
    return [line.replace(IDS, "").replace(" .", "") for line in lines]


def ggc(collection: str = "c") -> Mapper:
    names = [*default_mappings("pica"), "ggc-pica"]
    return load(names).mapper(BASE, collection, "NL-Demo", "nl")


def agents(lines: list[str]) -> set[str]:
    return {found for line in lines for found in re.findall(r"<(agent/[^>#]+)>", line)}


# ---------------------------------------------------------------- real records


def test_real_records_leave_nothing_over_refuse_nothing_and_are_valid(shared: Path) -> None:
    mapping = load(default_mappings("pica"))
    lines: dict[str, str] = {}
    for name, number in FILES.items():
        # Each file is a catalogue, for they give the same numbers to other records.
        made = mapping.mapper(BASE, name.partition(".")[0].replace("_", "-"), "NL-Demo", "nl")
        records = [r for r in sources.read(shared / "data/pica" / name) if isinstance(r, Record)]
        assert len(records) == number, name
        for record in records:
            mapped = made.map(record)
            assert mapped.issues == (), record.name
            of_schema = [line for line in mapped.statements.splitlines(True) if "schema.org" in line]
            lines[name] = lines.get(name, "") + "".join(of_schema)
        assert not made.left_over, name
    assert not misfits(graph(lines.values()))
    # One file of each catalogue: judging the others takes a quarter of a minute, and finds nothing either.
    judged = graph(lines[name] for name in ("k10plus-sample.pica", "gbv_sru_picaxml.xml", "gnd_DUMP.dat"))
    assert not violations(judged, shared / "standards/nde/schema-profile-shacl.ttl")


def test_an_unknown_field_is_counted_as_left_over() -> None:
    made = mapper("pica")
    made_of("003@ $0010000011\n099Z $aX\n021A $aTitel$7new", made)
    assert made.left_over == {"099Z$a": 1, "021A$7": 1}


def test_each_copy_belongs_to_the_library_before_it(shared: Path) -> None:
    made = mapper("pica")
    record = next(r for r in sources.read(shared / "data/pica/k10plus-sample.pica") if isinstance(r, Record))
    lines = made.map(record).statements
    held = dict(re.findall(r"<\S+id/item/(\S+)> <\S+/heldBy> <\S+id/organization/(\S+)>", lines))
    library = ""
    expected = {}
    for field in record.fields:
        if field.tag == "101@":
            library = field.first("b")
        if field.tag == "203@":
            expected[f"c-{record.id}-{field.first('0')}"] = library
    assert len(expected) == 4
    assert held == expected


def test_a_statement_is_explained_by_its_field(shared: Path) -> None:
    made = mapper("pica")
    record = next(r for r in sources.read(shared / "data/pica/k10plus-sample.pica") if isinstance(r, Record))
    explained = made.explain(record)
    assert {e.statement for e in explained} == set(made.map(record).statements.splitlines())
    mark = next(e for e in explained if "2648-9058" in e.statement)
    assert (mark.rule.id, str(mark.field)) == ("shelf-mark", "209A 01 $a2648-9058$x00")


# ---------------------------------------------------------------- one thing, whatever the format

MARC = mapper("marc21")


@pytest.mark.parametrize(
    ("pica", "marc"),
    [
        ("028A $dFrederik$cvan$aEeden$E1860$M1932", "100 1# $aEeden, Frederik van,$d1860-1932."),
        ("028C $9123456789$8Eeden, Frederik van *1860-1932*", "700 1# $aEeden, Frederik van,$d1860-1932."),
        ("028A $9123456789$7gnd/118540238$AGoethe", "100 1# $aGoethe$0(DE-588)118540238"),
        ("028C $9118540238$Agnd$0118540238$aGoethe", "700 1# $aGoethe$0https://d-nb.info/gnd/118540238"),
        ("028C $9061181234$8Osbild, Reiner ; ID: gnd/171022327$4edt", "700 1# $aO$0(DE-588)171022327"),
        ("028A $PErasmus$lDesiderius", "100 0# $aErasmus,$cDesiderius"),
        ("029A $aTweede Kamer", "110 2# $aTweede Kamer."),
        ("029F $aNederland$bMinisterie van Oorlog", "710 2# $aNederland.$bMinisterie van Oorlog."),
        ("029F $aBibliotheek$gLeeuwarden", "710 2# $aBibliotheek (Leeuwarden)"),
    ],
)
def test_a_name_is_the_same_thing_as_in_marc(pica: str, marc: str) -> None:
    other = MARC.map(record_of(f"LDR 00000nam a2200000 a 4500\n{marc}")).statements
    theirs = set(re.findall(r"<\S+id/(agent/[^>#]+)>", other))
    assert agents(made_of(f"002@ $0Aav\n{pica}")) == theirs
    assert len(theirs) == 1


@pytest.mark.parametrize(
    ("pica", "marc"),
    [
        ("044A $N650$Ss$aCivil law$zGermany", "650 #0 $aCivil law$zGermany."),
        ("044K $9106241761$7gnd/4036582-7$aLuft", "650 #7 $aLuft$0(DE-588)4036582-7$2gnd"),
        ("041A $9104346884$8Wirtschaft ; ID: gnd/4066399-1", "650 #7 $aW$0(DE-588)4066399-1$2gnd"),
        ("041A $9230329071$8Balkan$$zWest ; ID: gnd/4458814-8", "650 #7 $aB$0(DE-588)4458814-8$2gnd"),
        (
            "044A $N650$sBusiness enterprises$zDeveloping countries",
            "650 #0 $aBusiness enterprises$zDeveloping countries.",
        ),
        ("041A/01 $Ss$aLuft", "650 #7 $aLuft$2gnd"),
        ("044K $9104732423$VTgvz$7gnd/4011889-7$ADeutschland", "651 #7 $aD$0(DE-588)4011889-7$2gnd"),
        ("044Z $aKoffie", "653 ## $aKoffie"),
    ],
)
def test_a_subject_is_the_same_thing_as_in_marc(pica: str, marc: str) -> None:
    other = MARC.map(record_of(f"LDR 00000nam a2200000 a 4500\n{marc}")).statements
    theirs = set(re.findall(r"(?:about|contentLocation)> <\S+id/((?:subject|place)/[^>#]+)>", other))
    own = {
        found
        for line in made_of(pica)
        for found in re.findall(r"(?:about|contentLocation)> <((?:subject|place)/[^>#]+)>", line)
    }
    assert own == theirs
    assert len(theirs) == 1


def test_people_of_one_name_without_years_are_told_apart_by_their_records() -> None:
    one = made_of("028A $9111$dJ.$aJansen\n007G $iGBV$01")
    other = made_of("028A $9222$dJ.$aJansen\n007G $iGBV$02")
    assert len(agents(one) | agents(other)) == 2


def test_an_authority_record_is_about_what_titles_link_to() -> None:
    own = made_of(
        "002@ $0Tpz\n003@ $0118540238\n003U $ahttp://d-nb.info/gnd/118540238\n"
        "028A $dJohann Wolfgang$cvon$aGoethe"
    )
    title = made_of("028A $9118540238$7gnd/118540238$AGoethe$DJohann Wolfgang")
    assert agents(own) == agents(title) == {"agent/gnd-118540238"}
    assert not any("bibframe/Work>" in line or "bibframe/Instance>" in line for line in own)
    subject = made_of("002@ $0Ts1\n003U $ahttp://d-nb.info/gnd/4036582-7\n041A $aLuftreinhaltung")
    assert any(line.startswith("<subject/gnd-4036582-7>") for line in subject)
    undated = made_of("002@ $0Tn6\n003@ $0111\n003U $ahttp://d-nb.info/x\n028A $dJ.$aJansen")
    assert agents(undated) == agents(made_of("007G $aDNB$01\n028A $9111$dJ.$aJansen"))


# ---------------------------------------------------------------- the Dutch union catalogue


def test_in_the_ggc_links_are_to_the_dutch_thesauri() -> None:
    lines = made_of(
        "002@ $0Aav\n003@ $0850123456\n010@ $adut\n021A $aDe @aanslag$hHarry Mulisch\n"
        "028A $9068561504$8Mulisch, Harry (1927-2010)\n044K $9075597667$8Oorlog",
        ggc(),
    )
    sames = {tuple(line.split()) for line in lines if "sameAs" in line}
    assert ("<agent/nta-068561504>", "<https://schema.org/sameAs>", nta("068561504")) in sames
    assert ("<subject/nta-075597667>", "<https://schema.org/sameAs>", nta("075597667")) in sames
    assert '<agent/nta-068561504> <https://schema.org/name> "Harry Mulisch"@nl' in lines
    assert '<instance/c-850123456> <https://schema.org/name> "De aanslag"@nl' in lines


def nta(ppn: str) -> str:
    return f"<http://data.bibliotheken.nl/id/thes/p{ppn}>"


def test_in_the_ggc_an_authority_record_is_known_by_its_own_number() -> None:
    lines = made_of("002@ $0Tp1\n003@ $0068561504\n028A $dHarry$aMulisch", ggc())
    assert agents(lines) == {"agent/nta-068561504"}
    assert f"<agent/nta-068561504> <https://schema.org/sameAs> {nta('068561504')}" in lines


def test_without_being_told_nobody_is_said_to_be_in_the_dutch_thesauri() -> None:
    assert not any("bibliotheken.nl" in line for line in made_of("028A $9068561504$8Mulisch, Harry"))


# ---------------------------------------------------------------- levels, scripts


def test_copies_without_numbers_or_libraries_are_told_apart() -> None:
    lines = made_of("209A/01 $aA 1\n209A/02 $aA 2\n208@/02 $bz")
    items = {found for line in lines for found in re.findall(r"<(item/[^>#]+)>", line)}
    assert items == {"item/c-1-0.01", "item/c-1-0.02"}
    assert sum("heldBy> <organization/NL-Demo>" in line for line in lines) == 2


def test_a_site_says_which_isil_a_number_of_a_library_stands_for(tmp_path: Path) -> None:
    (tmp_path / "pica-bibframe").mkdir()
    (tmp_path / "pica-bibframe" / "libraries.yaml").write_text(
        'tables:\n  libraries: {"47": NL-LwTR, "*": ""}\n', encoding="utf-8"
    )
    made = load(["pica-bibframe"], overlay=tmp_path).mapper(BASE, "c", "NL-Demo")
    lines = made_of("101@ $a47\n209A/01 $aA 1\n101@ $a48\n209A/01 $aA 1", made)
    held = {line.split()[2] for line in lines if "heldBy" in line}
    assert held == {"<organization/NL-LwTR>", "<organization/c-iln-48>"}


@pytest.mark.parametrize(
    "mappings", [("pica-bibframe", "pica-schema"), ("pica-schema", "pica-bibframe"), ("pica-schema",)]
)
def test_both_vocabularies_call_a_library_the_same(tmp_path: Path, mappings: tuple[str, ...]) -> None:
    (tmp_path / "pica-bibframe").mkdir()
    (tmp_path / "pica-bibframe" / "libraries.yaml").write_text(
        'tables:\n  libraries: {"47": NL-LwTR, "*": ""}\n', encoding="utf-8"
    )
    made = load(mappings, overlay=tmp_path).mapper(BASE, "c", "NL-Demo")
    lines = made_of("101@ $a47\n209A/01 $aA 1\n101@ $a48\n209A/01 $aA 1", made)
    offering = {line.split()[2] for line in lines if "offeredBy" in line}
    held = {line.split()[2] for line in lines if "heldBy" in line}
    filled = "NL-LwTR" if "pica-bibframe" in mappings else "c-iln-47"
    assert offering == {f"<organization/{filled}>", "<organization/c-iln-48>"}
    assert held in (offering, set())


def test_the_same_occurrence_in_two_libraries_is_two_copies() -> None:
    lines = made_of("101@ $a20\n209A/01 $aA 1\n101@ $a30\n209A/01 $aA 1")
    items = {found for line in lines for found in re.findall(r"<(item/[^>#]+)>", line)}
    assert items == {"item/c-1-20.01", "item/c-1-30.01"}


def test_a_title_in_two_scripts_is_one_title_in_both() -> None:
    lines = made_of("010@ $achi\n021A $T01$ULatn$aShe hui xue\n021A $T01$UHans$a社会学")
    titles = {line for line in lines if line.startswith("<instance/c-1#title> <") and "mainTitle" in line}
    assert titles == {
        '<instance/c-1#title> <http://id.loc.gov/ontologies/bibframe/mainTitle> "She hui xue"@zh-Latn',
        '<instance/c-1#title> <http://id.loc.gov/ontologies/bibframe/mainTitle> "社会学"@zh',
    }


# ---------------------------------------------------------------- published


def test_a_site_of_pica_is_published(shared: Path, tmp_path: Path) -> None:
    folder = make_site(tmp_path / "site")
    records = folder / "collections/demo/records"
    for name in ("k10plus-sample.pica", "gbv_sru_picaxml.xml", "gnd_DUMP.dat"):
        (records / name).write_bytes((shared / "data/pica" / name).read_bytes())
    settings = folder / "collections/demo/collection.toml"
    told = settings.read_text().replace("*.mrc", "*").replace('format = "marc21"\n', "")
    settings.write_text(told)
    site = Site.load(folder)
    report = publish(site, make=Mappings())
    assert report.tallies["demo"].new == 21
    current = Releases(site.var).current()
    assert current is not None
    things = {q.subject.value.partition("/id/")[2] for q in current.open()}
    assert {"instance/demo-010000011", "agent/gnd-118540238", "organization/DE-84"} <= things


def test_names_in_other_scripts_only_are_in_the_language_that_they_say() -> None:
    lines = made_of(
        "002@ $0Tp1\n003U $ahttp://d-nb.info/gnd/118607626\n028A $dFriedrich$aSchiller\n"
        "028@ $T01$UHans$P席勒\n028@ $T01$UCyrl$Lmac$dФридрих$aШилер"
    )
    names = {line.partition("alternateName> ")[2] for line in lines if "alternateName" in line}
    assert names == {'"Schiller, Friedrich"@de', '"席勒"@und-Hani', '"Фридрих Шилер"@mk'}


MANUSCRIPT = {"bf:Text", "bf:Manuscript", "contentTypes/txt", "schema:Manuscript"}
GERMAN, DUTCH = "007G $iDE-627$aK10plus\n", "045X $iNUR$a301\n"


@pytest.mark.parametrize(
    ("record", "made_as"),
    [
        (GERMAN + "002@ $0Cau", {"bf:Text", "contentTypes/tct", "schema:Book"}),
        (DUTCH + "002@ $0Cau", {"bf:Text", "bf:Print", "contentTypes/txt", "schema:Book"}),
        ("002@ $0Cau", {"bf:Text", "schema:Book"}),
        (GERMAN + "002@ $0Hau", MANUSCRIPT),
        (DUTCH + "002@ $0Hau", set()),
        (
            "002@ $0Hau\n010E $erda$bger",
            {"bf:Text", "bf:Manuscript", "contentTypes/txt", "schema:Manuscript"},
        ),
        ("002@ $0Hau\n041A $7gnd/4074335-4$aWien", MANUSCRIPT),
        ("002@ $0Vau", set()),
        ("002@ $0Xau", set()),
        ("002@ $0Dau", {"bf:Text", "contentTypes/txt"}),
        ("002@ $0Eau", {"bf:Microform"}),
        ("002@ $0Bau", set()),
        ("002@ $0Bau\n002C $btdi", {"bf:MovingImage", "contentTypes/tdi", "schema:Movie"}),
        ("002@ $0Aau", {"bf:Text", "bf:Print", "contentTypes/txt", "schema:Book"}),
    ],
)
def test_a_letter_means_what_it_means_in_the_catalogue_of_the_record(record: str, made_as: set[str]) -> None:
    classes = "Text|Print|Manuscript|Microform|MovingImage|Audio|Object|MixedMaterial|StillImage|Multimedia"
    lines = "\n".join(made_of(record + "\n021A $a@Brief"))
    short = lines.replace("http://id.loc.gov/ontologies/bibframe/", "bf:").replace(
        "https://schema.org/", "schema:"
    )
    found = re.findall(
        rf"bf:(?:{classes})(?=>)|contentTypes/\w+(?=>$)|schema:(?:Book|Manuscript|Movie)(?=>)", short, re.M
    )
    assert set(found) == made_as


def test_a_collection_of_the_ggc_says_whose_letters_its_records_have() -> None:
    told = "\n".join(made_of("002@ $0Cau\n021A $a@Brief", ggc()))
    assert "bibframe/Print>" in told
    assert "contentTypes/tct" not in told
    assert "Manuscript" not in "\n".join(made_of("002@ $0Hau\n021A $a@Brief", ggc()))


def test_a_record_of_a_term_says_nothing_of_an_edition(shared: Path) -> None:
    # notations of classifications and numbers stand in records of terms too
    fields = json.loads((shared / "data/pica/avram_k10plus_title_schema.json").read_text("utf-8"))["fields"]
    tags = {f["tag"] for f in fields.values() if f["tag"][0] == "0"} - {"002@", "003@", "022A"}
    made = load(default_mappings("pica")).mapper(BASE, "c", "NL-Demo", "nl")
    for tag in sorted(tags):
        values = [(code, "1234") for code in "0adlnpu9"]
        record = Record("pica", "1", "", [Field("002@", "", [("0", "Ts1")]), Field(tag, "", values)], "a", 1)
        assert not re.search("/(?:work|instance|item)/c-1[#>]", made.map(record).statements), tag
