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


def test_a_publish_of_what_is_on_this_machine_imports_nothing_that_asks_another() -> None:
    names = ["httpx2", "oaipmh_scythe", "SPARQLWrapper", "rdflib", "flask", "jinja2", "pymarc", "lxml.etree"]
    names += ["urllib.request", "multiprocessing", "lod.sources.harvest.runs", "lod.store.sandbox.service"]
    told = f"import sys, lod.cli.sites, lod.publish.pipeline; print([n for n in {names} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_who_serves_pages_imports_nothing_that_only_makes_downloads() -> None:
    names = ["numpy", "lod.dataset.dumps.making", "lod.dataset.dumps.columnar"]
    told = f"import sys, webapp.app; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
