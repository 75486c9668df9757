"""Rooms whose modules are imported when something of them is asked for."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from types import ModuleType

import pytest

import lod.publish
import lod.sources.harvest

ROOMS = (lod.publish, lod.sources.harvest)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.__name__))
def test_a_door_gives_what_its_room_promises(room: ModuleType) -> None:
    modules = {found.name for found in pkgutil.iter_modules(room.__path__)}
    for name in room.__all__:
        assert name not in modules, f"importing the module {name} would take the name from what it gives"
        assert not isinstance(getattr(room, name), ModuleType)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.__name__))
def test_what_no_module_gives_is_not_there(room: ModuleType) -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        room.nothing  # noqa: B018 - it is asked for to see what comes


PUBLISHING = ["httpx2", "oaipmh_scythe", "SPARQLWrapper", "rdflib", "flask", "jinja2", "pymarc", "lxml.etree"]
PUBLISHING += ["urllib.request", "multiprocessing", "lod.sources.harvest.runs", "lod.store.sandbox.service"]


@pytest.mark.parametrize(
    ("program", "spared"),
    [
        ("lod.cli.sites, lod.publish.pipeline", PUBLISHING),
        ("webapp.app", ["numpy", "lod.dataset.dumps.writer", "lod.dataset.dumps.parquet_tables"]),
        ("webapp.serve; [__import__(name) for name in webapp.serve.SHARED]", ["prometheus_client"]),
        ("lod.store.sandbox.supervisor", ["lod.site", "pydantic", "numpy", "lxml.etree"]),
    ],
    ids=["a publish of what is on this machine", "pages", "what web processes share", "queries"],
)
def test_who_does_one_thing_imports_nothing_for_another(program: str, spared: list[str]) -> None:
    told = f"import sys, {program}; print([name for name in {spared} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
