"""How many statements point to a thing: where it is known, what points there is told without the store."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad

from lod.rdf.iris import Thing
from lod.register.statements import Delta
from lod.store import packed_descriptions, pointers
from lod.store.documents import Reader
from tests.store.test_documents import BASE, quad, store
from tests.store.test_packed_descriptions import packed, reader

BOTH = [
    quad("work/w", "workExample", "instance/b"),
    quad("instance/b", "exampleOfWork", "work/w"),
    quad("instance/b", "about", "subject/s"),
    quad("instance/b", "hasPart", "instance/b#part"),
    quad("instance/b#part", "isPartOf", "instance/b"),
]
EDITION, WORK, SUBJECT = (
    Thing(*name).iri(BASE) for name in (("instance", "b"), ("work", "w"), ("subject", "s"))
)


def counted(release: Path, quads: list[Quad]) -> None:
    packed(release, quads)
    packed_descriptions.finish(release)


@pytest.mark.parametrize(("one", "other"), [(EDITION, WORK), (WORK, EDITION)])
def test_what_work_and_edition_say_of_each_other_is_not_looked_up(
    tmp_path: Path, one: str, other: str
) -> None:
    counted(tmp_path / "1", BOTH)
    without_store = reader(tmp_path / "1")
    assert without_store.incoming(one) == Reader(store(BOTH), BASE).incoming(one)
    assert [found.subjects for found in without_store.incoming(one)] == [(other,)]


def test_what_nothing_points_to_is_not_looked_up(tmp_path: Path) -> None:
    counted(tmp_path / "1", [quad("agent/a", "knows", "agent/a#x")])
    found = packed_descriptions.read(tmp_path / "1", BASE)
    assert found is not None
    assert found.pointers(Thing("agent", "a").iri(BASE)) == 0
    assert reader(tmp_path / "1", [quad("agent/b", "knows", "agent/a")]).incoming(f"{BASE}id/agent/a") == ()


def test_a_thing_that_others_point_to_as_well_is_looked_up(tmp_path: Path) -> None:
    for more in (quad("item/i", "exampleOfWork", "instance/b"), quad("work/w#x", "hasPart", "instance/b")):
        said = [*BOTH, more]
        counted(tmp_path / "1", said)
        assert reader(tmp_path / "1", said).incoming(EDITION) == Reader(store(said), BASE).incoming(EDITION)


def test_what_a_change_points_to_is_looked_up_from_then_on(tmp_path: Path) -> None:
    counted(tmp_path / "1", BOTH)
    new = quad("item/i", "itemOf", "instance/b")
    for number, delta in ((2, Delta(added={f"{new.triple} .".encode()})), (3, Delta())):
        (tmp_path / str(number)).mkdir()
        packed_descriptions.follow(tmp_path / str(number), tmp_path / str(number - 1), delta, BASE)
    said = [*BOTH, new]
    assert reader(tmp_path / "3", said).incoming(EDITION) == Reader(store(said), BASE).incoming(EDITION)
    found = packed_descriptions.read(tmp_path / "3", BASE)
    assert found is not None
    assert found.pointers(EDITION) is None
    assert found.pointers(WORK) == 1


def test_very_many_are_not_counted_to_the_end(tmp_path: Path) -> None:
    said = [quad(f"instance/{n}", "about", "subject/s") for n in range(pointers.MANY)]
    counted(
        tmp_path / "1", [*said, quad("subject/s", "about", "subject/t"), quad("subject/t", "about", "work/w")]
    )
    found = packed_descriptions.read(tmp_path / "1", BASE)
    assert found is not None
    assert found.pointers(SUBJECT) is None
    assert found.pointers(f"{BASE}id/subject/t") == 1


def test_a_release_in_which_nothing_was_counted_is_read_from_its_store(tmp_path: Path) -> None:
    packed(tmp_path / "1", BOTH)
    found = packed_descriptions.read(tmp_path / "1", BASE)
    assert found is not None
    assert found.pointers(EDITION) is None
    assert found.pointers(f"{BASE}id/instance/unknown") is None


nodes = st.sampled_from(
    ("work/w", "work/v", "instance/b", "instance/c", "work/w#x", "instance/b#x", "item/i")
)
said = st.lists(
    st.builds(quad, nodes, st.sampled_from(("workExample", "exampleOfWork", "about")), nodes),
    min_size=1,
    max_size=12,
    unique_by=str,
)


@given(said)
def test_what_points_to_anything_is_what_the_store_tells(
    tmp_path_factory: pytest.TempPathFactory, quads: list[Quad]
) -> None:
    folder = tmp_path_factory.mktemp("release")
    counted(folder, quads)
    counting, asking = reader(folder, quads), Reader(store(quads), BASE)
    for name in ("work/w", "work/v", "instance/b", "instance/c", "item/i"):
        assert counting.incoming(f"{BASE}id/{name}") == asking.incoming(f"{BASE}id/{name}")
