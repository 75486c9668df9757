"""Each example of the conversion of UNIMARC, and that the table is whole."""

from __future__ import annotations

import pytest

from lod.errors import MappingError
from lod.rdf import code_lists, tsv_tables
from lod.record import Field
from lod.sources.unimarc import table as unimarc_table
from lod.sources.unimarc.coded import coded, in_positions
from lod.sources.unimarc.conversion import as_marc21
from lod.sources.unimarc.conversion_record import Source
from lod.sources.unimarc.rules import HOOKS, made_by
from lod.sources.unimarc.table import Code, Rule, table
from lod.sources.unimarc.values import FUNCTIONS
from tests.sources.unimarc_records import written

TYPES = {"a": "am", "b": "am", "s": "as", "i": "ai"}


def shown(fields: list[Field]) -> list[str]:
    return [str(Field(one.tag, one.indicators, one.subfields)) for one in fields]


@pytest.mark.parametrize("rule", table().rules, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_hold(rule: Rule) -> None:
    assert rule.examples, "a rule has an example"
    assert rule.why
    assert rule.spec
    for example in rule.examples:
        leader, fields = written(example.given)
        plain = "00000nx  a2200000   45  " if rule.is_of_authority else "00000nam  2200000   450 "
        source = Source(leader if leader.strip() else plain, fields)
        mine = [one for one in fields if one.tag in rule.tags]
        made = [each for one in mine for each in made_by(rule, one, source)[0]]
        assert shown(made) == shown(written(example.gives)[1])


@pytest.mark.parametrize("code", table().codes, ids=lambda code: code.id)
def test_the_examples_of_a_code_hold(code: Code) -> None:
    assert code.examples
    assert code.why
    for example in code.examples:
        leader, fields = written(example.given)
        kind = code.when.get("type", "a")[0]
        level = code.when.get("level", "m")[-1]
        source = Source(
            leader if leader.strip() else f"00000n{kind}{level}  2200000   450 ", in_positions(fields)
        )
        place, _, wanted = example.gives.partition(" ")
        leader, control, _ = coded(source)
        texts = {"leader": leader, **{one.tag: one.text for one in control if one.tag == "008"}}
        texts |= {f"007{one.text[:1]}": one.text for one in control if one.tag == "007"}
        assert texts[place.partition("/")[0]][code.to.start : code.to.end] == wanted


def test_what_the_table_names_is_there() -> None:
    named = {target.function for rule in table().rules for target in rule.subfields.values()}
    assert named - {""} <= FUNCTIONS.keys()
    assert {rule.hook for rule in table().rules} - {""} == HOOKS.keys()
    ids = [rule.id for rule in table().rules] + [code.id for code in table().codes]
    assert len(ids) == len(set(ids))


def test_every_role_is_one_that_marc_has() -> None:
    rows = list(tsv_tables.read("unimarc-relators.tsv").rows())
    assert {row["marc"] for row in rows} - {""} <= set(code_lists.load("relators").codes)
    assert all(row["en"] for row in rows)
    assert len({row["unimarc"] for row in rows}) == len(rows)


def test_a_rule_with_a_key_that_there_is_not_is_refused() -> None:
    with pytest.raises(MappingError, match=r"own\.yaml title: no key form; there are"):
        unimarc_table._rule("own.yaml", {"rule": "title", "from": "200", "form": "x"})
    with pytest.raises(MappingError, match="cannot read '24'"):
        unimarc_table._rule("own.yaml", {"rule": "title", "from": "200", "to": "24"})


@pytest.mark.parametrize(
    ("leader", "role"), [("     cam0 22        450 ", ["aut"]), ("     ccm0 22        450 ", [])]
)
def test_who_is_as_responsible_as_the_author_is_an_author(leader: str, role: list[str]) -> None:
    fields = [Field("200", "1 ", [("a", "Mille plateaux")])]
    fields += [Field(tag, " 1", [("a", name)]) for tag, name in (("700", "Deleuze"), ("701", "Guattari"))]
    _, made = as_marc21(leader, fields)
    assert [f.all("4") for f in made if f.tag == "700"] == [role]
