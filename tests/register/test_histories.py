"""Whatever the history, what is served is what the sources say, and every URI answers for ever."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lod.dataset import description
from lod.publish import publish, rollback
from lod.register.changes import DATE
from lod.register.memory import Register
from lod.register.statements import by_thing
from lod.site import Site
from lod.store.releases import Releases
from tests.register.fake import Book, Maker, fill, make_site, statements_of

COLLECTIONS = ("demo", "other")

KEYS = st.sampled_from(["1", "2", "3", "4"])
BOOKS = st.builds(
    Book,
    KEYS,
    st.sampled_from(["Max", "Havelaar", "Odd", "Fails"]),
    st.sampled_from(["", "Multatuli", "MULTATULI", "Eeden"]),
    st.lists(st.sampled_from(["Java", "Coffee"]), unique=True, max_size=2).map(tuple),
)
STATES = st.fixed_dictionaries({key: st.lists(BOOKS, max_size=5) for key in COLLECTIONS})
State = Mapping[str, Sequence[Book]]


def expected(site: Site, state: State, extra: str = "") -> set[str]:
    """What must be served: what the first record with each key says, and what the site says of itself."""
    lines = {line for text in description.about(site) for line in text.decode().split("\n")}
    for collection, books in state.items():
        taken: set[str] = set()
        for book in books:
            if book.key not in taken and book.title != "Fails":
                found = statements_of(collection, book.key, book.title, book.author, book.subjects, extra)
                lines.update(found.split("\n"))
            taken.add(book.key)
    return lines - {""}


def served(site: Site) -> tuple[set[str], dict[str, str]]:
    """Statements of the current release without dates, and the date of each thing."""
    current = Releases(site.var).current()
    assert current is not None
    store = current.open()
    lines, dates = set(), {}
    for quad in store:
        if quad.predicate.value == DATE:
            dates[quad.subject.value.removeprefix(site.base + "id/")] = quad.object.value
        else:
            lines.add(f"{quad.triple} .")
    assert len(list(store.quads_for_pattern(None, None, None))) == len(lines) + len(dates)
    return lines, dates


def check(site: Site, state: State, ever: set[str], extra: str = "") -> None:
    """All that must hold after each publish."""
    lines, dates = served(site)
    assert lines == expected(site, state, extra)
    things = set(by_thing("".join(f"{line}\n" for line in lines).encode(), site.base)) - {""}
    assert dates.keys() == things, "each thing has one date, and nothing else has"
    ever |= things
    with Register.read_only(site.var / "register.sqlite") as register:
        for name in ever:
            known = register.thing(*name.split("/"))
            assert known is not None, f"{name} was published and is not remembered"
            assert (known.state == "live") == (name in things)
            if known.state == "gone":
                assert name in known.description
            elif register.publications(1)[0].type == "rollback":
                assert dates[name] <= known.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
            else:
                assert dates[name] == known.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert replayed(register) == things
        if register.publications(1)[0].type != "rollback":
            check_counts(register, lines, len(dates))


def replayed(register: Register) -> set[str]:
    """The things that live for someone who followed the log from the start."""
    alive: set[str] = set()
    for change in register.changes(limit=100_000):
        name = f"{change.thing.kind}/{change.thing.key}"
        if change.type in ("create", "restore"):
            assert name not in alive, f"{change} of what is there"
            alive.add(name)
        elif change.type in ("update", "delete"):
            assert name in alive, f"{change} of what is not there"
            if change.type == "delete":
                alive.remove(name)
    return alive


def check_counts(register: Register, lines: set[str], dates: int) -> None:
    counted = Counter(line.split(" ")[1][1:-1] for line in lines)
    counted[DATE] = dates
    kept = dict(register.db.execute("SELECT name, count FROM number_of WHERE what = 'property'"))
    assert kept == dict(counted)
    kinds = dict(register.db.execute("SELECT name, count FROM number_of WHERE what = 'kind'"))
    assert kinds == dict(
        register.db.execute("SELECT kind, count(*) FROM thing WHERE state = 0 GROUP BY kind").fetchall()
    )


@contextmanager
def empty_site() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield make_site(Path(folder) / "site", COLLECTIONS)


def comparable(site: Site) -> dict[str, list[tuple[object, ...]]]:
    """The part of a register that must not depend on history."""
    queries = {
        "things": "SELECT kind, key, digest FROM thing WHERE state = 0 ORDER BY 1, 2",
        "describes": "SELECT kind, thing.key, record.key FROM describes JOIN thing ON thing.id = thing"
        " JOIN record ON record.id = record ORDER BY 1, 2, 3",
        "numbers": "SELECT * FROM number_of WHERE what NOT LIKE 'collection%' ORDER BY 1, 2",
        "left over": "SELECT key, field, count, mapped FROM left_over"
        " JOIN collection ON id = collection ORDER BY 1, 2",
        "issues": "SELECT key, rule, field, message FROM issue JOIN record ON id = record ORDER BY 1, 2",
        "set aside": "SELECT name, set_aside.position, set_aside.key, reason FROM set_aside"
        " JOIN source ON source.id = source ORDER BY 1, 2",
    }
    with Register.read_only(site.var / "register.sqlite") as register:
        return {name: register.db.execute(query).fetchall() for name, query in queries.items()}


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(STATES, min_size=2, max_size=4))
def test_small_publishes_come_to_the_same_as_one_large_one(states: list[State]) -> None:
    with empty_site() as folder:
        ever: set[str] = set()
        for state in states:
            site = fill(folder, state)
            publish(site, make=Maker())
            check(site, state, ever)
        before = comparable(site)
        publish(site, full=True, make=Maker())
        check(site, states[-1], ever)
        assert comparable(site) == before
        with empty_site() as other:
            fresh = fill(other, states[-1])
            publish(fresh, make=Maker())
            assert comparable(fresh) == before


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.lists(st.tuples(STATES, st.sampled_from(["small", "full", "mapping", "back"])), min_size=2, max_size=5)
)
def test_every_uri_answers_for_ever_whatever_happens(steps: list[tuple[State, str]]) -> None:
    with empty_site() as folder:
        ever: set[str] = set()
        extra = ""
        history: dict[int, tuple[State, str]] = {}
        for state, how in steps:
            site = fill(folder, state)
            releases = Releases(site.var).all()
            if how == "back" and len(releases) > 1:
                current = Releases(site.var).current()
                target = next(r for r in releases if current is None or r.number != current.number)
                rollback(site, target.number)
                check(site, *history[target.number][:1], ever, history[target.number][1])
                continue
            if how == "mapping":
                extra += "!"
            report = publish(site, full=how == "full", make=Maker(extra))
            if not report.note:
                history[report.release] = (state, extra)
                check(site, state, ever, extra)
