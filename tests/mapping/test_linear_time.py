"""Records made to keep a mapping busy: four times as much takes some four times as long, not sixteen."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from lod.mapping import Mapped, default_mappings, load
from lod.mapping.functions.attributions import attribution
from lod.mapping.functions.corporate_names import of_person
from lod.mapping.functions.inverted_names import reading_order
from lod.mapping.functions.life_dates import born
from lod.mapping.runtime.mapper import Mapper
from lod.record import Record
from lod.register.ingest.worker import uncollected
from tests.sources.marc_builder import controlfield, datafield, marcxml, read_bytes

TITLE = datafield("245", "aTitel")
FIELDS: dict[str, Callable[[int], str]] = {
    "statements of publication": lambda n: "".join(
        datafield("260", f"aPlaats {i}", f"bNaam {i}", f"c{1000 + i % 900}") for i in range(n)
    ),
    "places in one of them": lambda n: datafield("260", *(f"aPlaats {i}" for i in range(n))),
    "codes that are refused": lambda n: datafield("041", "a" + "1," * 4 * n),
    "doubts about a place": lambda n: datafield("260", "aLeiden" + "?" * 10 * n + "x", "bB", "c1900"),
    "figures in brackets": lambda n: datafield("260", "aLeiden (" + "1" * 10 * n, "bB", "c1900"),
    "numbers of pages": lambda n: datafield("300", "a" + "1," * 10 * n),
    "brackets": lambda n: datafield("300", "a" + "(" * 10 * n) + datafield("100", "a" + "{" * 10 * n),
    "blank pages": lambda n: datafield("300", "a(" + "blank " * 4 * n),
    "signs at the end": lambda n: datafield("300", "a." + ";." * 10 * n),
    "names in other scripts": lambda n: "".join(
        datafield("700", f"6880-{i % 100:02}", f"aNaam {i}")
        + datafield("880", f"6700-{i % 100:02}/$1", "a漢")
        for i in range(n // 4)
    ),
}


@pytest.fixture(scope="module")
def mapper(tmp_path_factory: pytest.TempPathFactory) -> Mapper:
    names = default_mappings("marcxml")
    return load(names, tmp_path_factory.mktemp("none")).mapper(
        "https://d.example.org/", "demo", "NL-D", "nl", ""
    )


def seconds(mapper: Mapper, fields: str) -> float:
    """Processor time of this thread for a record."""
    (record,) = read_bytes(marcxml(controlfield("001", str(len(fields))), TITLE, fields).encode(), "marcxml")
    assert isinstance(record, Record)
    with uncollected():  # what other tests left in memory takes as long to look through
        started = time.thread_time()
        (made,) = mapper.map_all([record])
        took = time.thread_time() - started
    assert isinstance(made, Mapped)
    return took


@pytest.mark.parametrize("name", FIELDS)
def test_more_of_the_same_takes_no_more_than_so_much_longer(mapper: Mapper, name: str) -> None:
    seconds(mapper, FIELDS[name](10))  # what is compiled when it is first met
    few, many = (
        min(seconds(mapper, FIELDS[name](n) + " " * again) for again in (0, 1, 2)) for n in (400, 1600)
    )
    assert many < 9 * max(few, 0.02)


NAMES: dict[str, Callable[[str], object]] = {
    "of_person": of_person,
    "reading_order": reading_order,
    "attribution": attribution,
    "born": born,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["Jansen,{}Piet", "Jansen{}Piet", "Jansen, Piet{}"])
def test_a_name_with_many_blanks_is_read_in_time(name: str, text: str) -> None:
    """Cells of tables keep them: nobody writes thousands, but for whom it may hold up."""

    def took(blanks: int) -> float:
        started = time.thread_time()
        NAMES[name](text.format(" " * blanks))
        return time.thread_time() - started

    few, many = min(took(5_000), took(5_001)), min(took(20_000), took(20_001))
    assert many < 9 * max(few, 0.005)
