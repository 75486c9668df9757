"""Drafts for what systems export: names of fields that are values, wrappers, captions, titles said twice."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from lod import sources
from lod.cli import main
from lod.mapping import load
from lod.mapping.drafting.draft import draft
from lod.mapping.rule_examples import run_examples
from lod.record import Field, Outcome, Record
from lod.sources.json_files import records as json_records
from lod.sources.xml_files import generic_xml as xml_plain
from tests.mapping.test_draft import drafted, row
from tests.mapping.test_drafts_of_museums import said


def told(folder: Path, format: str, *found: Outcome) -> str:
    """What the draft for these makes of the first of them; each of its examples holds."""
    records = [each for each in found if isinstance(each, Record)]
    assert len(records) == len(found)
    (folder / "own-schema").mkdir()
    text = draft("own-schema", format, records)
    (folder / "own-schema" / "a.yaml").write_text(text, encoding="utf-8")
    mapping = load(["own-schema"], overlay=folder)
    assert all(outcome.passed for outcome in run_examples(mapping)), text
    return said(mapping, records[0])


def in_json(*objects: object) -> list[Outcome]:
    return [json_records.parse(json.dumps(each).encode()) for each in objects]


MUSEUMPLUS = """
<moduleItem id="%d"><systemField dataType="Long" name="__id"><value>%d</value></systemField>
<dataField dataType="Varchar" name="ObjObjectTitleTxt"><value>Stilleven</value></dataField>
<vocabularyReference name="ObjCategoryVoc" id="3"><vocabularyReferenceItem id="10" name="Schilderij">
<formattedValue language="nl">Schilderij</formattedValue></vocabularyReferenceItem></vocabularyReference>
<repeatableGroup name="ObjObjectNumberGrp" size="1"><repeatableGroupItem id="1">
<dataField dataType="Varchar" name="InventarNrTxt"><value>SK-A-%d</value></dataField>
<dataField name="SortLnu"><value>1</value></dataField></repeatableGroupItem></repeatableGroup>
<repeatableGroup name="ObjDateGrp"><repeatableGroupItem id="2">
<dataField name="DateTxt"><value>1630</value></dataField></repeatableGroupItem></repeatableGroup>
<moduleReference name="ObjPerAssociationRef" targetModule="Person"><moduleReferenceItem moduleItemId="1">
<formattedValue language="nl">Claesz, Pieter (1597-1660)</formattedValue></moduleReferenceItem>
</moduleReference></moduleItem>"""


def test_fields_of_museumplus_are_known_by_their_names(tmp_path: Path) -> None:
    rows = [xml_plain.parse((MUSEUMPLUS % ((at,) * 3)).encode()) for at in (1, 2, 3)]
    made = told(tmp_path, "xml", *rows)
    assert '<name> "Stilleven"@nl' in made
    assert '<identifier> "SK-A-1"' in made
    assert '<dateCreated> "1630"' in made
    assert '<name> "Schilderij"@nl' in made
    assert '<name> "Pieter Claesz"@nl' in made
    assert '<birthDate> "1597"' in made


def test_the_parts_of_a_record_of_collectionspace_are_one_description(tmp_path: Path) -> None:
    text = (
        '<document name="collectionobjects"><core><uri>/x/%d</uri></core>'
        '<ns2:collectionobjects_common xmlns:ns2="x"><objectNumber>2019.1.%d</objectNumber>'
        "<titleGroupList><titleGroup><title>Boetende mannen</title></titleGroup></titleGroupList>"
        "<objectNameList><objectName>schilderij</objectName></objectNameList><objectProductionPersonGroupList>"
        "<objectProductionPersonGroup><objectProductionPerson>urn:cspace:c:p:item:name(JT)'Jan Toorop'"
        "</objectProductionPerson></objectProductionPersonGroup></objectProductionPersonGroupList>"
        "<numberOfObjects>1</numberOfObjects><comment>x</comment></ns2:collectionobjects_common></document>"
    )
    rows = [xml_plain.parse((text % (at, at)).encode()) for at in (1, 2)]
    assert [row.id for row in rows if isinstance(row, Record)] == ["2019.1.1", "2019.1.2"]
    made = told(tmp_path, "xml", *rows)
    assert '<name> "Boetende mannen"@nl' in made
    assert '<name> "Jan Toorop"@nl' in made
    assert '<identifier> "2019.1.1"' in made
    assert "collectionobjects" not in made


def test_a_list_of_labels_and_values_is_read_by_label(tmp_path: Path) -> None:
    def image(at: int) -> object:
        names = {"Titel": f"Gezicht {at}", "Artist/Maker": "Jan Jansen", "Vervaardigingsjaar": "1905"}
        metadata = [{"field": f"f{n}", "label": k, "value": v} for n, (k, v) in enumerate(names.items())]
        return {"id": f"a-{at}", "metadata": [*metadata, {"field": "x", "label": "Intern", "value": "niet"}]}

    made = told(tmp_path, "json", *in_json(image(1), image(2)))
    assert '<name> "Gezicht 1"@nl' in made
    assert '<name> "Jan Jansen"@nl' in made
    assert '<dateCreated> "1905"' in made
    assert "niet" not in made


def test_fields_with_a_text_and_a_name_have_an_example_in_xml(tmp_path: Path) -> None:
    text = (
        '<doc id="%d"><str name="title">Kan & kom</str><arr name="creator"><str>Jan Jansen</str></arr></doc>'
    )
    made = told(tmp_path, "xml", *[xml_plain.parse((text % at).encode()) for at in (1, 2)])
    assert '<name> "Kan & kom"@nl' in made
    assert '<name> "Jan Jansen"@nl' in made


def test_the_metadata_of_a_manifest_are_read_in_one_record(tmp_path: Path) -> None:
    pairs = {"Maker": "Joan Blaeu", "Datum": "1662"}
    metadata = [{"label": {"nl": [k]}, "value": {"none": [v]}} for k, v in pairs.items()]
    manifest = {"id": "https://x.org/1/manifest", "type": "Manifest", "label": {"nl": ["Atlas"]}}
    made = told(tmp_path, "json", *in_json({**manifest, "metadata": metadata}))
    assert '<name> "Atlas"@nl' in made
    assert '<name> "Joan Blaeu"@nl' in made
    assert '<dateCreated> "1662"' in made
    assert "Manifest" not in made


def test_labels_beside_values_say_what_they_are(tmp_path: Path) -> None:
    def edan(at: int) -> object:
        free = {
            "date": [{"label": "Date", "content": "1909"}],
            "name": [{"label": "Artist", "content": "Winslow Homer"}],
            "identifier": [{"label": "Object number", "content": f"1910.{at}"}],
            "physicalDescription": [
                {"label": "Medium", "content": "oil on canvas"},
                {"label": "Dimensions", "content": "20 x 30 in."},
            ],
        }
        title = {"title": {"label": "Title", "content": "Autumn"}}
        return {"id": f"e-{at}", "content": {"descriptiveNonRepeating": title, "freetext": free}, "status": 0}

    made = told(tmp_path, "json", *in_json(edan(1), edan(2)))
    assert '<name> "Autumn"@nl' in made
    assert '<name> "Winslow Homer"@nl' in made
    assert '<identifier> "1910.1"' in made
    assert '<name> "oil on canvas"@nl' in made
    assert '<size> "20 x 30 in."@nl' in made
    assert '"Date"' not in made


def test_what_has_a_label_beside_it_is_known_by_its_value() -> None:
    (one,) = in_json({"id": {"label": "Id", "value": "1001"}, "title": {"label": "Title", "value": "Kan"}})
    assert isinstance(one, Record)
    assert one.id == "1001"


def test_titles_in_their_languages_go_before_one_in_none(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"/9/{at}",
            "title": ["De Nachtwacht", "The Night Watch"],
            "dcTitleLangAware": {"nl": ["De Nachtwacht"], "en": ["The Night Watch"]},
            "edmIsShownBy": [f"https://img.example.org/{at}"],
            "link": f"https://api.example.org/{at}.json",
            "license": {"value": 1, "name": "CC BY", "url": "http://creativecommons.org/licenses/by/4.0/"},
            "published_date": "2015-12-31T23:59:59.000Z",
        }
        for at in (1, 2)
    ]
    made = told(tmp_path, "json", *in_json(*rows))
    assert '"The Night Watch"@nl' not in made
    assert "<image> <https://img.example.org/1>" in made
    assert "sameAs" not in made
    assert "api.example.org" not in made
    assert "<license> <https://creativecommons.org/licenses/by/4.0/>" in made
    assert '<dateCreated> "2015-12-31"' in made


def test_a_column_with_numbers_of_other_records_says_what_a_record_is_in(tmp_path: Path) -> None:
    rows = [
        row(legacyId=str(at), parentId=above, title=f"Brief {at}", identifier="1")
        for at, above in enumerate(("", "1", "2", "2", "0"), 1)
    ]
    for at, each in enumerate(rows, 1):
        each.id = str(at)
    made = drafted(tmp_path, *rows)
    assert all(outcome.passed for outcome in run_examples(made))
    parts = [line.split()[2] for each in rows for line in said(made, each).splitlines() if "isPartOf" in line]
    objects = [part.removeprefix("<http://x.org/id/object/c-") for part in parts if "/object/" in part]
    assert objects == ["1>", "2>", "2>"]


def test_a_column_that_is_called_so_and_has_other_numbers_says_no_more(tmp_path: Path) -> None:
    rows = [row(nr=str(at), deel_van=f"Reeks {at}", titel=f"Brief {at}") for at in (1, 2, 3)]
    assert "part-of" not in draft("own-schema", "csv", rows)


def test_a_file_that_is_one_record_is_drafted_with_others_when_its_format_is_said(tmp_path: Path) -> None:
    files = [tmp_path / f"{at}.xml" for at in (1, 2)]
    for at, file in enumerate(files, 1):
        file.write_text(f"<object><objectNumber>S {at}</objectNumber><title>Kan {at}</title></object>")
    refused = CliRunner().invoke(main, ["mapping", "draft", str(files[0])])
    assert refused.exit_code != 0
    assert "where a file is one record, say that its format is xml" in refused.stderr
    drafted = CliRunner().invoke(main, ["mapping", "draft", "--format", "xml", *map(str, files)])
    assert "schema:identifier: $objectNumber" in drafted.stdout
    assert "Kan 1" in drafted.stdout


def test_a_draft_tells_what_of_the_files_it_could_not_read(tmp_path: Path) -> None:
    file = tmp_path / "objects.json"
    file.write_text('[{"id": 1, "title": "Kan"}, {"id": 2 "title": "Kop"}]')
    drafted = CliRunner().invoke(main, ["mapping", "draft", str(file)])
    assert drafted.exit_code == 1
    assert "Kan" in drafted.stdout
    assert f"set aside: {file} record 2" in drafted.stderr


def test_a_file_without_a_record_that_can_be_read_has_no_draft(tmp_path: Path) -> None:
    locked = tmp_path / "objects.xls"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))
    empty = tmp_path / "objects.csv"
    empty.write_text("id;title\n")
    for file in (locked, empty):
        drafted = CliRunner().invoke(main, ["mapping", "draft", str(file)])
        assert (drafted.exit_code, drafted.stdout) == (2, "")
        assert str(file) in drafted.stderr


def test_families_are_no_persons_and_bodies_are_organisations(tmp_path: Path) -> None:
    names = ("Jansen, familie", "Gemeente Hoorn", "Jansen, Piet", "Stichting Jansen, Hoorn")
    rows = [row(nr=str(at), titel=f"Brief {at}", maker=name) for at, name in enumerate(names)]
    made = drafted(tmp_path, *rows)
    found = [
        [kind for kind in ("Person", "Organization") if f"<{kind}>" in said(made, each)] for each in rows
    ]
    assert found == [[], ["Organization"], ["Person"], ["Organization"]]


def test_where_a_thing_stands_and_who_gave_it_is_no_name_or_number_of_it(tmp_path: Path) -> None:
    names = ("Objectnr", "Standplaats", "Schenker", "Depotcode", "Verzekerde waarde")
    rows = [
        Record("csv", str(at), "", [Field(name, "", [("", f"{name} x{at}")]) for name in names])
        for at in range(1, 5)
    ]
    told = said(drafted(tmp_path, *rows), rows[0])
    assert "Objectnr x1" in told
    for name in names[1:]:
        assert name not in told


def test_names_of_columns_with_brackets_and_slashes_are_read(tmp_path: Path) -> None:
    said_by = {
        "Inv.nr.": "S 1",
        "Titel /\nBenaming": "Kan",
        "Datering (van)": "1650",
        "Datering (tot)": "1675",
    }
    said_by |= {"Vervaardiger (rol)": "pottenbakker", "Onderwerp / trefwoord": "keuken"}
    rows = [
        Record("csv", str(at), "", [Field(" ".join(k.split()), "", [("", v)]) for k, v in said_by.items()])
        for at in (1, 2)
    ]
    told = said(drafted(tmp_path, *rows), rows[0])
    assert '<name> "Kan"@nl' in told
    assert '<temporal> "1650/1675"' in told
    assert '<name> "keuken"@nl' in told
    assert "pottenbakker" not in told


def test_names_and_values_that_mean_something_to_the_language_break_no_draft(tmp_path: Path) -> None:
    odd = (
        "",
        "a[b=c]",
        "a[b=d]",
        "x]y",
        "{v}",
        "$x",
        "'q'",
        '"',
        "\\",
        "a/b",
        "null",
        "{0}",
        "[=]",
        "é" * 400,
    )
    pairs = [{"label": name, "value": [name, {"label": name, "value": 10**40}]} for name in odd]
    row = {"titel": "Kan", "metadata": pairs, "maker": [None, True, [[{"name": "Jansen, P."}]]]}
    row |= {name: {"value": "x", "title": name} for name in odd} | {"$y": {"b[c=d]": "https://x.org/a.jpg"}}
    made = told(tmp_path, "json", *in_json({"id": 1, **row}, {"id": 2, **row}, {"id": 3, "titel": {"nl": 3}}))
    assert '<name> "Kan"@nl' in made


def test_who_has_another_role_is_no_maker(tmp_path: Path) -> None:
    people = [("Hals, Frans", "Artist"), ("Olycan, Jacob", "Sitter"), ("Six, Jan", "Former owner")]
    row = {"title": "Portret", "constituents": [{"name": name, "role": role} for name, role in people]}
    made = told(tmp_path, "json", *in_json({"id": 1, **row}, {"id": 2, **row}))
    assert made.count("<creator>") == 1
    assert '<name> "Frans Hals"@nl' in made
    assert "Olycan" not in made
    assert "Six" not in made


def test_roles_of_museumplus_tell_who_made_it(tmp_path: Path) -> None:
    role = (
        '<vocabularyReference name="RoleVoc" id="9"><vocabularyReferenceItem id="5" name="%s">'
        '<formattedValue language="nl">%s</formattedValue></vocabularyReferenceItem></vocabularyReference>'
    )
    sitter = '<moduleReferenceItem moduleItemId="2"><formattedValue>Olycan, Jacob</formattedValue>'
    sitter += role % ("Geportretteerde", "Geportretteerde") + "</moduleReferenceItem></moduleReference>"
    life = "(1597-1660)</formattedValue>"
    text = MUSEUMPLUS.replace(life, life + role % ("Schilder", "Schilder"))
    text = text.replace("</moduleReference>", sitter)
    made = told(tmp_path, "xml", *[xml_plain.parse((text % ((at,) * 3)).encode()) for at in (1, 2, 3)])
    assert made.count("<creator>") == 1
    assert '<name> "Pieter Claesz"@nl' in made
    assert "Olycan" not in made
    assert "Geportretteerde" not in made


def test_one_object_of_museumplus_in_a_file_is_read_as_many_are(tmp_path: Path) -> None:
    entered = '<dataField dataType="Date" name="ObjInventoryDateDat"><value>2004-02-26</value></dataField>'
    preview = '<virtualField name="PreviewVrt"><value>29.09.1900</value></virtualField>'
    item = (MUSEUMPLUS % (1, 1, 1)).replace("<dataField", f"{entered}<dataField", 1)
    item = item.replace(
        "</value></dataField></repeatableGroupItem></repeatableGroup>\n<moduleR",
        preview.join(("</value></dataField>", "</repeatableGroupItem></repeatableGroup>\n<moduleR")),
    )
    path = tmp_path / "object.xml"
    path.write_text(
        '<application xmlns="http://www.zetcom.com/ria/ws/module"><modules>'
        '<module name="Object" totalSize="1">'
        f"{item}</module></modules></application>",
        encoding="utf-8",
    )
    (record,) = sources.read(path)
    assert isinstance(record, Record)
    assert (record.format, record.id) == ("xml", "1")
    made = told(tmp_path, "xml", record)
    assert '<dateCreated> "1630"' in made
    assert "2004" not in made
    assert "29.09.1900" not in made
    assert '<name> "Pieter Claesz"@nl' in made
