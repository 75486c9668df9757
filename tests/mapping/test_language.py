"""The mapping language: what it refuses, and where it says so; overlays; the account of what is left over."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import MappingError
from lod.mapping import Mapping, load
from lod.mapping.language.function_registry import function
from lod.mapping.mapping_diff import differences
from lod.mapping.rule_examples import record_of
from lod.mapping.runtime.hooks import HOOKS, hook
from lod.rdf.namespaces import expand
from lod.record import Field, Record

HEAD = "mapping: test-bibframe\nformat: marc21\nthings: {work: work, instance: instance}\n"


def made(folder: Path, rules: str, head: str = HEAD) -> Mapping:
    """A mapping of one file, in the overlay of a site that has no other."""
    (folder / "test-bibframe").mkdir(exist_ok=True)
    (folder / "test-bibframe" / "a.yaml").write_text(head + rules, encoding="utf-8")
    mapping = load(["test-bibframe"], overlay=folder)
    mapping.check()
    return mapping


def rule(body: str, source: str = "245") -> str:
    return f"rules:\n  - rule: r\n    from: {source}\n    why: x\n    gives: {{work: {{{body}}}}}\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("bf:titel: $a", "no term bf:titel"),
        ("bf:note: $a | chopp", "no function “chopp”"),
        ("bf:note: $a | code(landen)", "no code list 'landen'"),
        ("bf:note: $a |", "expected the name of a function"),
        ("bf:note: stitle", "no variable “stitle”; a text stands between quotation marks"),
        ("bf:note: {a: bf:Note}", "a node needs one of part:, thing: or iri:"),
        ("bf:note: {part: n, a: bf:Notitie}", "no term bf:Notitie"),
        ("bf:note: {thing: agent}", "a thing needs key:"),
        ("bf:note: {use: nothing}", "no shape “nothing”"),
        ("bf:note: {value: $a, when: ind1 =}", "ind1 ="),
        ("bf:note: .", "“.” has no meaning outside each:"),
        ("bf:note: $a | table(t)", "no table “t”; there are none"),
        ("bf:note: {value: $a, when: $b == x}", "one = says that two are the same"),
        ('bf:note: $a | match("(")', "is no pattern"),
        ("bf:note: $a @nederlands1234", "is no language tag"),
        ("bf:note: '\"q\" | code(countries)'", "is refused by code"),
        ("bf:note: $a | edtf | chop", "“chop” takes a text, not a term"),
    ],
)
def test_a_wrong_rule_is_refused_at_load_with_file_and_line(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(MappingError) as error:
        made(tmp_path, rule(body))
    assert message in str(error.value)
    assert "test-bibframe/a.yaml:" in str(error.value)


def test_a_rule_reads_whole_fields_and_an_example_keeps_its_indicators(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"a\.yaml:.*found “949\$l”, expected 949; what is in it is read"):
        made(tmp_path, rule("bf:note: $l", "949$l"))
    with pytest.raises(MappingError, match=r"has no subfield; a field with # in it stands below: in: \|"):
        record_of("949 ")


def test_what_no_example_is_held_against_is_refused(tmp_path: Path) -> None:
    """An example that said what it expects to be reported passed whatever was reported."""
    example = "\n    examples:\n      - {in: 500 $ax, out: nothing, report: too short}\n"
    with pytest.raises(MappingError, match=r"an example has no key “report”; it has in, out"):
        made(tmp_path, rule("bf:note: $a").rstrip("\n") + example)


def test_a_key_that_a_rule_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"a\.yaml:8: a rule has no key “form”"):
        made(
            tmp_path,
            "rules:\n  - rule: r\n    from: 245\n    why: x\n    form: 245\n    gives: {}\n",
        )


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="“why” stands here twice"):
        made(tmp_path, "rules:\n  - rule: r\n    why: x\n    why: y\n")


def test_a_part_is_given_statements_as_if_it_were_a_thing(tmp_path: Path) -> None:
    head = HEAD.replace(
        "work: work, instance: instance", "instance: instance, work: {part: work, of: instance}"
    )
    both = (
        "rules:\n  - rule: r\n    from: 245\n    why: x\n    gives:\n"
        "      work: {'bf:title': {part: title, 'bf:mainTitle': $a}}\n"
        "      instance: {'bf:instanceOf': work}\n"
    )
    made_of = made(tmp_path, both, head).mapper("http://x.example/").map(record_of("001 7\n245 10 $aMax"))
    own = "http://x.example/id/instance/7"
    assert sorted(made_of.statements.splitlines()) == [
        f'<{own}#work-title> <{expand("bf:mainTitle")}> "Max" .',
        f"<{own}#work> <{expand('bf:title')}> <{own}#work-title> .",
        f"<{own}> <{expand('bf:instanceOf')}> <{own}#work> .",
    ]


def test_statements_of_a_thing_that_the_mapping_does_not_have_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"a\.yaml:8: rule r: no thing “wrok”; there are work, instance"):
        made(tmp_path, rule("bf:note: $a").replace("gives: {work:", "gives: {wrok:"))


def test_an_rdf_list_has_those_members_that_their_condition_lets_through(tmp_path: Path) -> None:
    member = "part: member, each: $b, when: 'not . matches \"^x\"', a: bf:Title, rdfs:label: ."
    mapping = made(tmp_path, rule(f"bf:note: {{part: list, list: {{{member}}}}}"))
    run = mapping.mapper("http://x.example/").map(record_of("245 10 $bone$bx two$bthree"))
    assert [text for text in ("one", "x two", "three") if f'"{text}"' in run.statements] == ["one", "three"]


@pytest.mark.parametrize(
    ("things", "message"),
    [
        ("work: {part: work, of: object}", "no thing “object” that it could be a part of"),
        ("work: {part: a, of: other}, other: {part: b, of: work}", "no thing “other” that it could be"),
        ("instance: instance, work: {part: 'W#1', of: instance}", "small letters and hyphens"),
        ("instance: instance, work: {part: work, of: instance, key: $a}", "a thing has no key “key”"),
    ],
)
def test_a_part_of_nothing_is_refused(tmp_path: Path, things: str, message: str) -> None:
    head = HEAD.replace("work: work, instance: instance", things)
    with pytest.raises(MappingError, match=message):
        made(tmp_path, rule("bf:note: $a"), head)


def test_tags_and_words_stay_text(tmp_path: Path) -> None:
    mapping = made(tmp_path, rule("bf:responsibilityStatement: '\"no\"'", source="008"))
    record = record_of("008 230102s1860    ne")
    assert mapping.mapper("http://x.org/").map(record).statements.count('"no"') == 1


def test_an_overlay_replaces_and_disables_rules(tmp_path: Path) -> None:
    folder = tmp_path / "marc21-schema"
    folder.mkdir()
    (folder / "own.yaml").write_text(
        "disable: [name-missing]\nrules:\n  - rule: name\n    from: 245\n    why: shouting\n"
        "    gives: {work: {schema:name: $a | upper}}\n"
    )
    mapping = load(["marc21-schema"], overlay=tmp_path)
    shipped = load(["marc21-schema"])
    assert {r.id for r in shipped.rules} - {r.id for r in mapping.rules} == {"name-missing"}
    statements = mapping.mapper("http://x.org/").map(record_of("245 10 $aStil")).statements
    assert '"STIL"' in statements
    assert mapping.version != shipped.version


def test_a_rule_of_a_site_is_told_from_ours_on_the_same_line_of_a_file_of_that_name(tmp_path: Path) -> None:
    shipped = load(["dc-schema"]).rules[0]
    file, blank = tmp_path / str(shipped.where.file), "\n" * (shipped.where.line - 2)
    file.parent.mkdir()
    file.write_text(
        f"rules:{blank}\n"
        "  - {rule: own, from: title, why: x, gives: {object: {schema:name: $. | upper}}}\n"
    )
    mapping = load(["dc-schema"], overlay=tmp_path)
    first, own = mapping.rules[0], mapping.rules[-1]
    assert (first.where, first.id) == (own.where, shipped.id)
    assert "upper" not in mapping.compiled(first).text
    assert mapping.compiled(own).text != mapping.compiled(first).text


def test_an_overlay_cannot_disable_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "marc21-schema").mkdir()
    (tmp_path / "marc21-schema" / "own.yaml").write_text("disable: [nothing-like-it]\n")
    with pytest.raises(MappingError, match=r"own\.yaml:1: no rule “nothing-like-it”"):
        load(["marc21-schema"], overlay=tmp_path)
    (tmp_path / "marc21-schema" / "own.yaml").write_text("disable: [date-publishd]\n")
    with pytest.raises(MappingError, match=r"to leave out; nearest: date-published"):
        load(["marc21-schema"], overlay=tmp_path)


def test_each_subfield_is_mapped_ignored_or_left_over(tmp_path: Path) -> None:
    mapping = made(
        tmp_path,
        rule("bf:responsibilityStatement: $c")
        + "ignore: [{fields: '...', subfields: 6 8, why: links}, {fields: 9.., why: local}]\n",
    )
    mapper = mapping.mapper("http://x.org/")
    mapper.map(record_of("245 10 $6880-01$aTitel$cMaker$zq$zr\n906 ## $aa$bb\n500 ## $aNoot"))
    assert mapper.left_over == {"245$a": 1, "245$z": 2, "500$a": 1}
    assert (mapper.mapped, mapper.ignored) == (1, 3)


def test_a_code_that_its_list_does_not_have_is_reported_with_record_field_and_rule(tmp_path: Path) -> None:
    mapping = made(tmp_path, rule("bf:language: $a | code(languages)", source="041"))
    issue = mapping.mapper("http://x.org/").map(record_of("041 0# $adut$axqz")).issues[0]
    assert "example record 1 (id 1): 041 0  $adut$axqz – code(languages) refuses “xqz”" in str(issue)
    assert "a.yaml:5" in str(issue)


def test_a_rule_that_fails_is_named_with_the_record(tmp_path: Path) -> None:
    mapping = made(tmp_path, rule("bf:responsibilityStatement: $c | lower"))
    record = record_of("245 10 $cx")
    record.fields[0].subfields.append(("c", None))  # type: ignore[arg-type]  # what no reader gives
    with pytest.raises(
        MappingError, match=r"example record 1 \(id 1\).*rule r \(test-bibframe/a.yaml:5\) failed"
    ):
        mapping.mapper("http://x.org/").map(record)


def test_a_difference_goes_on_past_a_record_that_fails(tmp_path: Path) -> None:
    before = made(tmp_path, rule("bf:responsibilityStatement: $c")).mapper("http://x.org/")
    after = made(tmp_path, rule("bf:responsibilityStatement: $c | lower")).mapper("http://x.org/")
    records = [record_of("245 10 $cX"), record_of("245 10 $cy"), record_of("245 10 $cZ")]
    records[0].fields[0].subfields.append(("c", None))  # type: ignore[arg-type]  # what no reader gives
    failed, differs = differences(records, before, after)
    assert failed.failed is not None
    assert "rule r (test-bibframe/a.yaml:5) failed" in str(failed.failed)
    assert (len(differs.added), len(differs.taken)) == (1, 1)
    assert '"z"' in differs.added[0]


def test_what_a_table_of_a_site_changes_in_rules_of_ours_is_a_difference(tmp_path: Path) -> None:
    (tmp_path / "marc21-schema").mkdir()
    rows = '{available: schema:OutOfStock, "*": ""}'
    (tmp_path / "marc21-schema" / "own.yaml").write_text(f"tables: {{availability: {rows}}}\n")
    before, after = (load(["marc21-schema"], own).mapper("http://x.org/") for own in (None, tmp_path))
    records = [record_of("876 ## $p1$jAvailable"), record_of("876 ## $p1$jLost")]
    told = [(len(one.added), len(one.taken)) for one in differences(records, before, after)]
    assert told == [(1, 1), (0, 1)]


def test_text_in_another_script_joins_the_same_nodes(tmp_path: Path) -> None:
    mapping = made(
        tmp_path,
        rule("bf:title: {part: title, a: bf:Title, bf:mainTitle: $a}"),
        HEAD + "variables: {language: 008/35-37 | bcp47}\n",
    )
    text = (
        mapping.mapper("http://x.org/")
        .map(
            record_of(
                "008 100519s1922    ja a          000 0 jpn d\n"
                "245 10 $6880-02$aTō\n880 10 $6245-02/$1$a東海道"
            )
        )
        .statements
    )
    assert 'work/1#title> <http://id.loc.gov/ontologies/bibframe/mainTitle> "Tō"@ja-Latn' in text
    assert 'work/1#title> <http://id.loc.gov/ontologies/bibframe/mainTitle> "東海道"@ja' in text


TAGS = st.sampled_from(
    [
        "020",
        "100",
        "245",
        "250",
        "260",
        "300",
        "490",
        "500",
        "520",
        "600",
        "650",
        "651",
        "655",
        "700",
        "856",
        "880",
        "999",
    ]
)
SUBFIELD = st.tuples(st.sampled_from("abcdehntuvxyz0246"), st.text(max_size=12))
FIELD = st.builds(
    Field, TAGS, st.text("0124 ", min_size=2, max_size=2), st.lists(SUBFIELD, min_size=1, max_size=5)
)
WHOLE = load(["marc21-bibframe", "marc21-schema"])


@given(st.lists(FIELD, max_size=8))
def test_explain_and_map_give_the_same_statements(fields: list[Field]) -> None:
    mapper = WHOLE.mapper("http://x.org/", collection="c")
    record = Record("marc21", "1", "00000nam a2200000 a 4500", fields)
    mapped = mapper.map(record).statements.splitlines()
    assert sorted(e.statement for e in mapper.explain(record)) == sorted(mapped)


def test_two_functions_or_hooks_do_not_go_by_one_name() -> None:
    with pytest.raises(MappingError, match="two functions of the mapping language are called “chop”"):
        function("chop", "text", "text")(str.strip)
    name, made = next(iter(HOOKS.items()))
    with pytest.raises(MappingError, match="two hooks are called"):
        hook(name)(made)
