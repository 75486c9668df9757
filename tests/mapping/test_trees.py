"""Records that are trees: rules read elements by path, loop over those below, and account for every text."""

from pathlib import Path

from lod.errors import MappingError
from lod.mapping import Mapper, load
from lod.mapping.runtime.path_rules import MOST
from lod.record import Field, Record

RULES = """
mapping: tree-schema
format: tree
things: {object: object}
rules:
  - rule: record
    from: record
    why: x
    gives: {object: {a: schema:CreativeWork}}
  - rule: name
    from: titleSet
    why: x
    gives: {object: {schema:name: $appellationValue @nl}}
  - rule: event
    from: eventWrap/event
    when: $eventType/term = production
    why: x
    gives:
      object:
        schema:creator:
          each: $actor
          thing: agent
          key: $name/value
          a: schema:Person
          schema:name: $name/value @nl
          schema:identifier: {value: ., each: $id}
          schema:description: $. @nl
ignore: [{fields: recordWrap, why: administration}]
"""


class Odd(str):
    """What no reader gives: a text on which every rule fails."""

    __slots__ = ()

    def isprintable(self) -> bool:
        raise ValueError


def leaf(tag: str, text: str, **attributes: str) -> Field:
    return Field(tag, "", [("", text), *((f"@{name}", value) for name, value in attributes.items())])


def node(tag: str, *inner: Field) -> Field:
    return Field(tag, "", [], list(inner))


def mapper(folder: Path) -> Mapper:
    (folder / "tree-schema").mkdir()
    (folder / "tree-schema" / "a.yaml").write_text(RULES, encoding="utf-8")
    mapping = load(["tree-schema"], overlay=folder)
    mapping.check()
    return mapping.mapper("http://x.org/", collection="c")


def actor(name: str, *ids: str) -> Field:
    return node("actor", node("name", leaf("value", name)), *(leaf("id", i) for i in ids))


def test_rules_read_elements_by_path_and_loop_over_those_below(tmp_path: Path) -> None:
    made = mapper(tmp_path)
    record = Record(
        "tree",
        "7",
        "",
        [
            node("titleWrap", node("titleSet", leaf("appellationValue", "Gezicht", lang="nl"))),
            node(
                "eventWrap",
                node(
                    "event",
                    node("eventType", leaf("term", "production")),
                    actor("Vermeer", "a", "b"),
                    actor("Fabritius"),
                ),
                node("event", node("eventType", leaf("term", "sale")), actor("Dissius")),
            ),
            node("recordWrap", leaf("recordID", "7")),
        ],
    )
    lines = made.map(record).statements.splitlines()
    short = {line.replace("https://schema.org/", "s:").split(" ", 1)[1] for line in lines}
    assert '<s:name> "Gezicht"@nl .' in short
    assert '<s:name> "Vermeer"@nl .' in short
    assert '<s:name> "Fabritius"@nl .' in short
    assert {'<s:identifier> "a" .', '<s:identifier> "b" .'} <= short
    assert not any("Dissius" in line for line in lines)
    assert made.left_over == {
        "titleWrap/titleSet/appellationValue/@lang": 1,
    }
    assert (made.mapped, made.ignored) == (8, 1)
    assert sorted(e.statement for e in made.explain(record)) == sorted(lines)


def test_a_record_with_nothing_in_it_is_still_described(tmp_path: Path) -> None:
    assert mapper(tmp_path).map(Record("tree", "1", "", [])).statements.count("\n") == 1


def test_paths_without_end_are_not_all_kept_and_each_text_is_accounted_for(tmp_path: Path) -> None:
    made = mapper(tmp_path)
    name = node("titleSet", leaf("appellationValue", "Gezicht"))
    for at in range(0, 30_000, 100):
        odd = node("numbers", *(leaf(str(number), "x") for number in range(at, at + 100)))
        assert '"Gezicht"@nl' in made.map(Record("tree", "1", "", [odd, name])).statements
    assert made.mapped == 300
    assert len(made.left_over) == 30_000
    assert made._branches._kept < MOST + 1_000


def test_a_record_that_fails_leaves_no_trace_in_the_account_of_the_next(tmp_path: Path) -> None:
    made = mapper(tmp_path)
    good = Record("tree", "1", "", [node("titleSet", leaf("appellationValue", "Gezicht")), leaf("odd", "x")])
    bad = Record(
        "tree", "2", "", [node("titleSet", leaf("appellationValue", Odd("Gezicht"))), leaf("odd", "x")]
    )
    first, failed, last = made.map_all([good, bad, good])
    assert isinstance(failed, MappingError)
    assert first == last
    assert (made.mapped, made.left_over) == (2, {"odd": 2})
