"""Steps of paths that ask elements what they are called: `$metadata[label=Maker]/value`."""

from __future__ import annotations

from pathlib import Path

import pytest

from lod.errors import MappingError
from lod.mapping import Mapper, load
from lod.record import Record
from lod.sources.json_files.records import parse as parse_json
from lod.sources.xml_files.generic_xml import parse as parse_xml

RULES = """
mapping: own-schema
format: FORMAT
things: {object: object}
rules:
  - rule: record
    from: record
    why: x
    gives:
      object:
        a: schema:CreativeWork
        schema:name: 'NAME @nl'
        schema:creator:
          each: 'EACH'
          thing: agent
          key: $value
          schema:name: $value @nl
IGNORE
"""


def mapper(folder: Path, format: str, name: str, each: str, ignore: str = "") -> Mapper:
    (folder / "own-schema").mkdir()
    text = RULES.replace("FORMAT", format).replace("NAME", name).replace("EACH", each)
    (folder / "own-schema" / "a.yaml").write_text(text.replace("IGNORE", ignore), encoding="utf-8")
    return load(["own-schema"], overlay=folder).mapper("http://x.org/", "c", "NL-X")


def test_elements_are_read_by_what_they_say_they_are_called(tmp_path: Path) -> None:
    raw = (
        b'{"id": 1, "metadata": [{"label": "Titel", "value": "Kan"},'
        b' {"label": "Maker/atelier", "value": ["Jan", "Piet"]},'
        b' {"label": "Standplaats", "value": "A 3"}, {"value": "los"}]}'
    )
    made = mapper(
        tmp_path, "json", '$"metadata[label=Titel]/value"', '$"metadata[label=Maker/atelier]"'
    )  # a name may have a slash in it
    record = parse_json(raw)
    assert isinstance(record, Record)
    told = made.map(record).statements
    assert told.count("schema.org/creator>") == 1
    assert '"Kan"@nl' in told
    assert "A 3" not in told
    # What is left over is told by what it is called, and what was asked is read.
    assert dict(made.left_over) == {
        "id": 1,
        "metadata[label=Standplaats]/label": 1,
        "metadata[label=Standplaats]/value": 1,
        "metadata/value": 1,
    }


def test_attributes_are_asked_and_elements_in_elements(tmp_path: Path) -> None:
    raw = (
        b'<item id="1"><field name="titel">Kan</field>'
        b'<group name="Maker"><one><f name="n"><value>Jan</value></f></one></group>'
        b'<group name="Gever"><one><f name="n"><value>Ada</value></f></one></group></item>'
    )
    ignore = "ignore: [{fields: 'group[@name=Gever]', why: not for the public}]"
    made = mapper(tmp_path, "xml", '$"field[@name=titel]"', '$"group[@name=Maker]/one/f[@name=n]"', ignore)
    record = parse_xml(raw)
    assert isinstance(record, Record)
    told = made.map(record).statements
    assert ('"Kan"@nl' in told, '"Jan"@nl' in told, "Ada" in told) == (True, True, False)
    assert dict(made.left_over) == {"@id": 1}
    assert made.ignored == 3


def test_a_rule_reads_elements_by_name_and_asks_them_in_when(tmp_path: Path) -> None:
    (tmp_path / "own-schema").mkdir()
    text = RULES.replace("from: record", "from: 'metadata[label=Titel]'").replace("FORMAT", "json")
    (tmp_path / "own-schema" / "a.yaml").write_text(text.replace("IGNORE", ""), encoding="utf-8")
    with pytest.raises(MappingError, match=r'expected metadata, with when: \$label = "Titel"'):
        load(["own-schema"], overlay=tmp_path)


def test_elements_in_each_other_that_are_all_asked_take_no_time(tmp_path: Path) -> None:
    made = mapper(tmp_path, "json", '$"a[n=x]/a[n=y]/v"', '$"a[n=z]"')
    raw = b'{"n": "x", "a": ' * 90 + b'{"n": "x", "v": "deep"}' + b"}" * 90
    record = parse_json(raw)
    assert isinstance(record, Record)
    made.map(record)
    assert made.left_over.total() == 91  # the first is asked, which reads its n
