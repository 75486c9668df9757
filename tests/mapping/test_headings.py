"""Who and what headings name: one person is one thing in all records, two people are two; works, terms."""

import pytest

from lod.mapping import load
from lod.mapping.functions.authority_identifiers import authority
from lod.mapping.functions.headings import divided, key_of_agent, name, numbers, person_name
from lod.mapping.functions.hubs import key_of_hub, series_key, uniform_title_key
from lod.mapping.functions.roles import relator, relator_named, words
from lod.mapping.functions.subjects import subject_string, term_key, term_same_as
from lod.mapping.rule_examples import record_of
from lod.mapping.runtime.record_run import Run

MAPPING = load(["marc21-bibframe"])
AGENT = "http://x.org/id/agent/"


def run(text: str, collection: str = "een") -> Run:
    return Run(MAPPING.mapper("http://x.org/", collection=collection), record_of(text))


def agent(text: str, collection: str = "een") -> str:
    """The key of the agent that the first field of a record names."""
    found = run(text, collection)
    return key_of_agent(found, found.fields[0])


def term(text: str) -> str:
    found = run(text)
    return term_key(found, found.fields[0])


def iris_of(text: str, start: str) -> set[str]:
    statements = MAPPING.mapper("http://x.org/", collection="een").map(record_of(text)).statements
    words = (word.strip("<>").partition("#")[0] for word in statements.split())
    return {word for word in words if word.startswith(start)}


# ---------------------------------------------------------------- people and organisations


@pytest.mark.parametrize(
    "heading",
    [
        "100 1# $aEeden, Frederik van,$d1860-1932.",
        "600 10 $aEeden, Frederik van,$d1860-1932",
        "600 10 $aEeden, Frederik van,$d1860-1932$xCriticism and interpretation.",
        "700 1# $aEeden, Frederik van,$d1860-1932,$etranslator.$4trl",
        "700 12 $aEeden, Frederik van,$d1860-1932.$tKleine Johannes.",
        "800 1# $aEEDEN, Frederik van,  $d1860-1932.$tWerken ;$v1.",
    ],
)
def test_the_same_person_has_the_same_key_wherever_the_name_stands(heading: str) -> None:
    assert agent(heading) == "person\0eeden, frederik van, 1860-1932"


def test_all_records_and_fields_that_name_a_person_point_to_one_thing() -> None:
    maker = iris_of("100 1# $aMultatuli,$d1820-1887.", AGENT)
    subject = iris_of("600 10 $aMultatuli,$d1820-1887$xFriends and associates.", AGENT)
    title = iris_of("700 1# $aMultatuli,$d1820-1887.$tMax Havelaar.", AGENT)
    assert len(maker) == 1
    assert maker == subject == title


def test_dates_tell_people_with_one_name_apart() -> None:
    assert agent("100 1# $aJansen, Jan,$d1860-1932.") != agent("100 1# $aJansen, Jan,$d1900-")


def test_a_name_without_dates_counts_only_within_its_own_collection() -> None:
    assert agent("100 1# $aJansen, Jan.") == agent("700 1# $aJansen, Jan", "een")
    assert agent("100 1# $aJansen, Jan.", "een") != agent("100 1# $aJansen, Jan.", "twee")
    assert agent("100 1# $aJansen, Jan,$d1900-", "een") == agent("100 1# $aJansen, Jan,$d1900-", "twee")


def test_a_person_a_family_an_organisation_and_a_meeting_with_one_name_are_four() -> None:
    kinds = ("100 1# $aOranje", "100 3# $aOranje", "110 2# $aOranje", "111 2# $aOranje")
    assert len({agent(heading) for heading in kinds}) == 4


@pytest.mark.parametrize(
    "number",
    [
        "(DE-588)118540238",
        "https://d-nb.info/gnd/118540238",
        "(uri)http://d-nb.info/gnd/118540238",
        "(DE-588)118540238.",
    ],
)
def test_an_identifier_is_the_key_however_it_is_written(number: str) -> None:
    assert agent(f"100 1# $aGoethe$0{number}") == "=gnd-118540238"
    assert agent(f"700 1# $aGöthe, J. W.$1{number}", "twee") == "=gnd-118540238"


def test_an_identifier_in_a_system_that_is_not_known_is_no_key() -> None:
    assert agent("100 1# $aGoethe,$d1749-1832$0(DE-627)123") == "person\0goethe, 1749-1832"


def test_an_identifier_behind_the_title_is_that_of_the_work() -> None:
    found = run("700 1# $aMultatuli,$d1820-1887.$tMax Havelaar$0(DE-588)4320545-8")
    assert key_of_agent(found, found.fields[0]) == "person\0multatuli, 1820-1887"
    assert key_of_hub(found, found.fields[0]) == "=gnd-4320545-8"


def test_an_identifier_behind_a_subdivision_is_not_that_of_the_person() -> None:
    heading = "600 10 $aMultatuli,$d1820-1887$xLetters.$0http://id.loc.gov/authorities/subjects/sh1"
    assert agent(heading) == "person\0multatuli, 1820-1887"


def test_the_thing_of_a_name_at_the_library_of_congress_is_not_its_record() -> None:
    found = authority("http://id.loc.gov/authorities/names/n79021164")
    assert found is not None
    assert found.thing == "http://id.loc.gov/rwo/agents/n79021164"
    assert authority(found.thing) == found


def test_the_thing_of_a_name_tells_its_record_too() -> None:
    text = "100 1# $aMultatuli,$d1820-1887$1http://id.loc.gov/rwo/agents/n79021164"
    statements = MAPPING.mapper("http://x.org/").map(record_of(text)).statements
    assert "owl#sameAs> <http://id.loc.gov/rwo/agents/n79021164> ." in statements
    assert "isIdentifiedByAuthority> <http://id.loc.gov/authorities/names/n79021164> ." in statements


def test_a_subordinate_unit_is_part_of_the_name_of_a_meeting_but_a_role_is_not_of_a_person() -> None:
    found = run("111 2# $aConferentie.$eCommissie$jorganizer\n100 1# $aJansen, Jan,$eauthor.")
    assert name(found, found.fields[0]) == "Conferentie. Commissie"
    assert name(found, found.fields[1]) == "Jansen, Jan"


def test_a_form_subheading_in_a_main_entry_begins_a_title() -> None:
    parts = divided(record_of("110 1# $aNetherlands.$kTreaties, etc.,$d1648").fields[0])
    assert [code for code, _ in parts[0]] == ["a"]
    assert [code for code, _ in parts[1]] == ["k", "d"]


# ---------------------------------------------------------------- works


def test_a_work_is_one_thing_as_uniform_title_added_entry_and_subject() -> None:
    uniform = run("100 1# $aMultatuli,$d1820-1887.\n240 10 $aMax Havelaar.")
    keys = {uniform_title_key(uniform, field) for field in uniform.fields}
    for heading in (
        "700 12 $aMultatuli,$d1820-1887.$tMax Havelaar",
        "600 10 $aMultatuli,$d1820-1887.$tMax Havelaar$vDrama.",
    ):
        found = run(heading)
        keys.add(key_of_hub(found, found.fields[0]))
    assert len(keys) == 1


def test_a_series_under_a_name_alone_is_known_by_that_name() -> None:
    found = run("810 2# $aRijksmuseum ;$v3")
    assert series_key(found, found.fields[0]) == "hub\0een\0organization\0rijksmuseum\0"


def test_a_record_without_any_title_says_so() -> None:
    statements = MAPPING.mapper("http://x.org/").map(record_of("245 00 $cMultatuli.")).statements
    assert statements.count('mainTitle> "[zonder titel]"@nl .') == 2


def test_a_translation_is_another_work_and_so_is_the_same_title_by_somebody_else() -> None:
    titles = (
        "700 1# $aMultatuli,$d1820-1887.$tWerken",
        "700 1# $aMultatuli,$d1820-1887.$tWerken.$lEngels",
        "700 1# $aElsschot, Willem,$d1882-1960.$tWerken",
    )
    assert len({key_of_hub(run(t), run(t).fields[0]) for t in titles}) == 3


def test_a_title_without_a_maker_counts_only_within_its_collection() -> None:
    keys = {key_of_hub(run("130 0# $aGedichten", c), run("130 0# $aGedichten", c).fields[0]) for c in "ab"}
    assert len(keys) == 2


def test_a_series_is_known_by_its_record_number_else_by_title_and_issn() -> None:
    def key(text: str) -> str:
        return series_key(run(text), run(text).fields[0])

    assert key("830 #0 $aReihe A$w(DE-600)123-4") == key("830 #0 $aReihe A, Geschichte$w(DE-600)123-4")
    assert key("490 0# $aReeks$x1234-5679 ;$v1") == key("490 1# $aReeks$x1234-5679 ;$v2")
    assert key("490 0# $aReeks$x1234-5679") != key("490 0# $aReeks$x2345-6787")
    assert key("490 0# $aReeks") != key("830 #0 $aReeks")


# ---------------------------------------------------------------- terms


def test_a_term_is_one_thing_however_its_heading_ends() -> None:
    assert term("650 #0 $aCoffee.") == term("650 #0 $acoffee")


def test_terms_differ_by_thesaurus_by_kind_and_by_subdivisions() -> None:
    headings = (
        "650 #0 $aJava",
        "651 #0 $aJava",
        "650 #7 $aJava$2gnd",
        "650 #0 $aJava$zIndonesia",
        "650 #0 $aJava$xIndonesia",
        "655 #0 $aJava",
        "648 #0 $aJava",
    )
    assert len({term(heading) for heading in headings}) == len(headings)


def test_an_identifier_names_a_heading_without_subdivisions_only() -> None:
    plain = "650 #0 $aCoffee$0http://id.loc.gov/authorities/subjects/sh85027741"
    divided_ = "650 #0 $aCoffee$zJava$0http://id.loc.gov/authorities/subjects/sh85027741"
    assert term(plain) == "=lcsh-sh85027741"
    assert term(divided_) == "0\0x:coffee--z:java"
    assert term_same_as(run(divided_), run(divided_).fields[0]) == []


def test_a_place_within_a_place_of_fast_is_one_term() -> None:
    assert term("651 #7 $aNetherlands$zTexel$2fast$0(OCoLC)fst01218394") == "=fast-1218394"


def test_a_subject_keeps_an_abbreviation_and_loses_a_full_stop_at_its_end() -> None:
    def text(heading: str) -> str:
        return subject_string(run(heading), run(heading).fields[0])

    assert text("650 #0 $aCoffee industry$zJava.") == "Coffee industry--Java"
    assert text("600 10 $aMultatuli,$d1820-1887.$tMax Havelaar$vDrama.") == (
        "Multatuli, 1820-1887. Max Havelaar--Drama."
    )


# ---------------------------------------------------------------- roles


def test_a_role_is_found_by_code_by_iri_and_by_word() -> None:
    author = "<http://id.loc.gov/vocabulary/relators/aut>"
    assert relator("aut") == relator("aut.") == relator("(DE-588)aut") == author
    assert relator("http://id.loc.gov/vocabulary/relators/aut") == author
    assert relator_named("author") == relator_named("Author,") == author


def test_a_code_that_is_no_relator_stays_text_and_is_reported() -> None:
    mapped = MAPPING.mapper("http://x.org/").map(record_of("700 1# $aJansen, Jan$4zzz"))
    assert "relators/zzz" not in mapped.statements
    assert 'bibframe/code> "zzz" .' in mapped.statements
    assert "relator() refuses “zzz”" in str(mapped.issues[0])


def test_words_for_several_roles_are_taken_apart() -> None:
    assert words("author & illustrator, editor and translator.") == (
        "author",
        "illustrator",
        "editor",
        "translator",
    )


# ---------------------------------------------------------------- other scripts


def test_a_name_in_another_script_is_another_label_of_the_same_person() -> None:
    text = "008 100519s1922    ja a          000 0 jpn d\n"
    text += "700 1# $6880-01$aShimizu, Yoshiyasu,$d1860-\n880 1# $6700-01/$1$a清水吉康"
    statements = MAPPING.mapper("http://x.org/").map(record_of(text)).statements
    label = f"> <{'http://www.w3.org/2000/01/rdf-schema#label'}> "
    labelled = [
        line for line in statements.splitlines() if "/id/agent/" in line.split(" ")[0] and label in line
    ]
    assert len({line.split(" ")[0] for line in labelled}) == 1
    assert [line.rpartition('"')[2] for line in labelled] == ["@ja-Latn .", "@ja ."]


def test_a_field_in_another_script_alone_stands_for_itself_in_its_own_language() -> None:
    statements = (
        MAPPING.mapper("http://x.org/")
        .map(record_of("008 100519s1922    ja a          000 0 jpn d\n880 10 $6245-00/$1$a東海道"))
        .statements
    )
    assert '/mainTitle> "東海道"@ja .' in statements


def test_subdivisions_decide_by_the_field_itself_not_by_its_version_in_another_script() -> None:
    text = "600 00 $6880-01$aDārā Shikūh,$d1615-1659$vPortraits.\n880 00 $6600-01/(3/r$aدارا شكوه"
    statements = MAPPING.mapper("http://x.org/").map(record_of(text)).statements
    subjects = [line for line in statements.splitlines() if "/bibframe/subject> " in line]
    assert len(subjects) == 1
    assert "/id/subject/" in subjects[0]


def test_a_group_of_people_has_the_address_of_its_own_term_never_that_of_its_category() -> None:
    for text in ("385 ## $nage$aChildren$2lcdgt", "385 ## $mAge group$nage$aChildren$2lcdgt"):
        statements = MAPPING.mapper("http://x.org/").map(record_of(text)).statements
        assert '#label> "Children"' in statements
        assert "demographicTerms/age" not in statements
        assert "Age group" not in statements


def test_dates_of_a_serial_are_not_said_of_the_frequency_that_it_shares_with_others() -> None:
    text = "310 ## $aMonthly,$b2001-$0http://id.loc.gov/vocabulary/frequencies/mon"
    statements = MAPPING.mapper("http://x.org/").map(record_of(text)).statements
    dated = [line for line in statements.splitlines() if '"2001-"' in line]
    assert len(dated) == 1
    assert "frequencies/mon" not in dated[0]


def test_keys_are_never_empty_for_a_name_and_always_for_none() -> None:
    assert agent("100 1# $a") == ""
    assert not iris_of("100 1# $a", AGENT)


# ---------------------------------------------------------------- the parts of a heading


@pytest.mark.parametrize(
    ("text", "name_part", "title_part"),
    [
        ("800 1# $aJansen, Jan.$tWerken ;$v1", "a", "tv"),
        ("600 10 $aJansen, Jan.$tWerken$vIndexes$xHistory", "a", "t"),
        ("100 1# $aJansen, Jan.$kSelections.$f1990", "a", "kf"),
        ("700 1# $aJansen, Jan,$kSpurious.$tWerken", "ak", "t"),
        ("130 #0 $aBijbel.$kSelections", "", "ak"),
    ],
)
def test_a_title_begins_where_its_field_has_it(text: str, name_part: str, title_part: str) -> None:
    found = divided(run(text).fields[0])
    assert ["".join(code for code, _ in part) for part in found] == [name_part, title_part]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("100 1# $aJansen, Jan,$d1860-", "Jan Jansen"),
        ("100 0# $aJohannes, apostel", "Johannes, apostel"),
        ("100 3# $aOranje-Nassau, Huis", "Oranje-Nassau, Huis"),
    ],
)
def test_a_name_is_turned_round_where_it_is_a_surname_with_forenames(text: str, shown: str) -> None:
    found = run(text)
    assert person_name(found, found.fields[0]) == shown


KOREAN = "008 951231s1995    ko            000 0 kor  "
CHINESE = "008 951231s1995    cc            000 0 chi  "
JAPANESE = "008 951231s1995    ja            000 0 jpn  "


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            f"{KOREAN}\n100 1# $6880-01$aKim, Tong-gil,$d1928-\n880 1# $6100-01/$1$a김, 동길,$d1928-",
            {"Kim Tong-gil", "김동길"},
        ),
        (f"{CHINESE}\n100 1# $6880-01$aWang, Li.\n880 1# $6100-01/$1$a王力.", {"Wang Li", "王力"}),
        (f"{CHINESE}\n100 1# $6880-01$aSmith, John.\n880 1# $6100-01/$1$aSmith, John.", {"John Smith"}),
        (f"{CHINESE}\n100 1# $aSmith, John.", {"John Smith"}),
        (
            f"{CHINESE}\n100 1# $6880-01$aMarx, Karl.\n880 1# $6100-01/$1$a卡尔·马克思.",
            {"Karl Marx", "卡尔·马克思"},
        ),
        (
            f"{JAPANESE}\n100 1# $6880-01$aMurakami, Haruki.\n880 1# $6100-01/$1$a村上, 春樹.",
            {"Haruki Murakami", "村上春樹"},
        ),
    ],
)
def test_chinese_and_korean_names_begin_with_that_of_the_family(text: str, names: set[str]) -> None:
    made = load(["marc21-schema"]).mapper("http://x.org/", collection="een").map(record_of(text)).statements
    told = [line.split(" ", 2) for line in made.splitlines() if f"<{AGENT}" in line]
    assert {value.split('"')[1] for _, about, value in told if about == "<https://schema.org/name>"} == names


def test_who_is_no_family_is_a_person() -> None:
    kinds = [agent(f"100 {indicator}# $aJansen,$d1860-").partition("\0")[0] for indicator in "01234"]
    assert kinds == ["person", "person", "person", "family", "person"]


def test_a_number_of_an_authority_is_no_address() -> None:
    assert numbers([("0", "http://viaf.org/viaf/1"), ("0", "(DE-588)118500775"), ("a", "(DE-588)1")]) == [
        "(DE-588)118500775"
    ]
