"""Which pictures fit which rows, and what they show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from lod.rdf.namespaces import expand
from webapp.sparql.charts import Chart, Places, picture
from webapp.urls import Urls

URLS = Urls("https://example.org/", {})
INTEGER = NamedNode(expand("xsd:integer"))
WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")


def number(value: object) -> Literal:
    return Literal(str(value), datatype=INTEGER)


def drawn(columns: list[str], rows: list[list[object]]) -> Chart | Places | None:
    return picture(columns, rows, lambda row, column: "", URLS)


def test_numbers_of_things_are_bars_in_the_order_of_the_rows() -> None:
    made = drawn(["kind", "count"], [[Literal("Book"), number(8)], [Literal("Map"), number(2)]])
    assert isinstance(made, Chart)
    assert [(bar.label, bar.number, bar.share) for bar in made.bars] == [
        ("Book", "8", 1000),
        ("Map", "2", 250),
    ]
    assert not made.is_years


def test_numbers_of_years_stand_where_they_are_in_time() -> None:
    rows = [[Literal("1910"), number(5)], [Literal("1900"), number(10)], [Literal("1909"), number(1)]]
    made = drawn(["year", "count"], [*rows])
    assert isinstance(made, Chart)
    assert made.is_years
    assert [bar.label for bar in made.bars] == ["1900", "1909", "1910"]
    assert [bar.at for bar in made.bars] == [0, 818, 909]


def test_years_that_are_numbers_are_no_measure_of_names() -> None:
    assert drawn(["title", "year"], [[Literal("A"), number(1999)], [Literal("B"), number(2001)]]) is None


def test_coordinates_are_dots_on_the_most_detailed_map_that_holds_all() -> None:
    rows = [[Literal("Leeuwarden"), number(53), number(5)], [Literal("Utrecht"), number(52), number(5)]]
    made = drawn(["name", "lat", "long"], [*rows])
    assert isinstance(made, Places)
    assert "netherlands" in made.map
    assert [dot.label for dot in made.dots] == ["Leeuwarden", "Utrecht"]
    far = drawn(["name", "lat", "long"], [*rows, [Literal("Jakarta"), number(-6), number(106)]])
    assert isinstance(far, Places)
    assert "world" in far.map


def test_points_of_geosparql_are_dots_too() -> None:
    rows: list[list[object]] = [
        [Literal("Point(5.8 53.2)", datatype=WKT), Literal("a")],
        [Literal("POINT ( 4.9 52.4 )", datatype=WKT), Literal("b")],
    ]
    made = drawn(["where", "what"], rows)
    assert isinstance(made, Places)
    assert len(made.dots) == 2


def test_a_single_row_or_text_alone_has_no_picture() -> None:
    assert drawn(["kind", "count"], [[Literal("Book"), number(8)]]) is None
    assert drawn(["a", "b"], [[Literal("x"), Literal("y")], [Literal("x"), Literal("y")]]) is None
    below = [[Literal("a"), number(-1)], [Literal("b"), number(2)]]
    assert drawn(["a", "b"], [*below]) is None


VALUES = st.one_of(
    st.none(),
    st.builds(Literal, st.text(max_size=5)),
    st.builds(number, st.integers()),
    st.builds(
        lambda text: Literal(text, datatype=INTEGER), st.sampled_from(["INF", "nan", "x", "1e400", ""])
    ),
    st.just(NamedNode("https://example.org/a")),
)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=6))
def test_any_rows_at_all_have_a_picture_within_its_frame_or_none(rows: list[list[object]]) -> None:
    made = drawn(["lat", "long", "c"], rows)
    if isinstance(made, Chart):
        assert all(0 <= bar.share <= 1000 for bar in made.bars)
    if isinstance(made, Places):
        assert all(0 <= dot.x <= made.width and 0 <= dot.y <= made.height for dot in made.dots)
