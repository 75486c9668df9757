"""The pages of mappings tell the rules that the collections go by, with counts of what is published."""

from __future__ import annotations

import re
from dataclasses import replace

from flask.testing import FlaskClient

from lod.dataset import field_statistics
from lod.mapping import load
from lod.mapping.documentation import statements
from lod.register.register import Register
from webapp.context import KEY
from webapp.pages.mappings import anchor

NAME = "marc21-schema"


def served(reader: FlaskClient) -> tuple[field_statistics.Fields, ...]:
    return tuple(reader.application.extensions[KEY].current().fields)


def test_the_list_names_each_mapping_that_a_collection_goes_by(reader: FlaskClient) -> None:
    dutch = reader.get("/vocab/mapping", headers={"Accept-Language": "nl"})
    assert "Hoe records gegevens worden" in dutch.text
    assert "Boeken van Leeszaal Havendorp" in dutch.text
    for link in re.findall(r'href="(/vocab/mapping/[^"]+)"', dutch.text):
        assert reader.get(link).status_code == 200, link
    assert "/vocab/mapping" in reader.get("/vocab/model").text


def test_each_rule_is_told_once_with_its_reason(reader: FlaskClient) -> None:
    page = reader.get(f"/vocab/mapping/{NAME}", headers={"Accept-Language": "en"}).text
    for rule in load([NAME]).rules:
        assert page.count(f'<h3 id="{anchor(rule.id)}">') == 1, rule.id
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert "From fields to statements" in page


def test_how_often_a_field_occurs_is_counted_in_the_published_records(reader: FlaskClient) -> None:
    counted = [one for one in served(reader) if one.format in ("marc21", "marcxml")]
    looked, times = sum(one.records for one in counted), sum(one.fields["245"] for one in counted)
    assert 0 < times <= looked
    page = reader.get(f"/vocab/mapping/{NAME}", headers={"Accept-Language": "en"}).text
    told = page.partition('id="field-245"')[2].partition("</section>")[0]
    assert f"In {times} of the records ({100 * times / looked:.0f}%)." in told


def test_the_other_way_round_each_property_has_its_rules(reader: FlaskClient) -> None:
    page = reader.get(f"/vocab/mapping/{NAME}/properties", headers={"Accept-Language": "nl"}).text
    made = {path.split(" / ")[-1] for rule in load([NAME]).rules for path, _ in statements(rule)}
    for name in made:
        assert f'id="{anchor(name)}"' in page
    assert "Van eigenschappen naar velden" in page


def test_a_mapping_that_no_collection_goes_by_has_no_page(reader: FlaskClient) -> None:
    assert reader.get("/vocab/mapping/pica-schema").status_code == 404
    assert reader.get("/vocab/mapping/..%2F..%2Fetc/properties").status_code == 404


def test_a_sample_that_is_the_same_is_not_counted_again(reader: FlaskClient) -> None:
    room = reader.application.extensions[KEY]
    found = tuple(room.current().fields)
    assert field_statistics.read(room.current().opened.path) == found
    marked = tuple(replace(one, fields={"245": -1}) for one in found)
    with Register.read_only(room.site.var / "register.sqlite") as register:
        assert field_statistics.collect(register) == found
        assert field_statistics.collect(register, marked) == marked
