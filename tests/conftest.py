"""Fixtures are tiny and built in the test; real records are in ../shared, named after their dirt."""

import gc
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import psutil
import pytest
from hypothesis import HealthCheck, settings
from jinja2 import Environment

from lod.mapping.language import yaml_loader
from lod.mapping.language.rules import RuleFile
from tests.postgres import Cluster, cluster

# A shared machine has no steady clock: how long an example takes, or to make it, says nothing about the code.
# `make test` takes the same examples each time, so that a change is judged by what it changed;
# `make fuzz` draws new ones.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("house", UNTIMED, derandomize=True, max_examples=50)
settings.register_profile("fuzz", UNTIMED, print_blob=True, max_examples=300)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

# Dozens of processes are started here, and each would compile the program anew where PYTHONDONTWRITEBYTECODE
# is set, as containers like to have it: that was half of what starting `lod` cost.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


MEMORY = Path("/dev/shm")


def holds(folder: Path, room: int = 2 << 30) -> bool:
    """Whether all files of a run can be here: it has the room, and programs can be started from it."""
    try:
        system = os.statvfs(folder)
    except OSError:
        return False
    programs = not system.f_flag & os.ST_NOEXEC
    return os.access(folder, os.W_OK) and programs and system.f_bavail * system.f_frsize > room


def own_folder() -> str:
    """A new folder for the files of this run, in memory if it can be; those of runs that are over go."""
    parent = MEMORY if "TMPDIR" not in os.environ and holds(MEMORY) else Path(tempfile.gettempdir())
    for folder in parent.glob("lod-tests-*-*"):
        if not psutil.pid_exists(int(folder.name.split("-")[2])):
            shutil.rmtree(folder, ignore_errors=True)
    made = tempfile.mkdtemp(prefix=f"lod-tests-{os.getpid()}-", dir=parent)
    Path(made).chmod(0o755)  # PostgreSQL runs as somebody else
    return made


# Publishing waits until its files are safe on the disk, as it must, and a run publishes a thousand times:
# most of its time was that. Here they are as safe in memory. TMPDIR decides otherwise.
OWN = "" if "PYTEST_XDIST_WORKER" in os.environ else own_folder()  # workers share that of their run
if OWN:
    os.environ["TMPDIR"] = tempfile.tempdir = OWN


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """The files of a run in which a test failed stay until the next run."""
    session.config.stash[FAILED] = exitstatus == pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing is left of the others, whoever wrote it."""
    # Pytest looks for circles five times now, and the interpreter again: all is told after two.
    gc.collect()
    gc.collect()
    gc.freeze()
    if OWN and not config.stash.get(FAILED, False):
        shutil.rmtree(OWN, ignore_errors=True)


FAILED = pytest.StashKey[bool]()


# Looking for circles among the millions of values of a whole suite after every 700 new ones wastes time.
gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Tests and their modules stay until the end: no search for circles goes through them again.

    There is one whenever a test asks for it, and five when a process ends. What is garbage by now stays
    too: to find it would take as long as one of those searches.
    """
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Each process of `-n 2` takes a half, then from the other's: what a module needs is made once."""
    if config.getoption("numprocesses", default=None) and config.getoption("dist") == "no":
        config.option.dist = "worksteal"


COMPILED: dict[tuple[object, ...], CodeType] = {}


def compiled_once() -> None:
    """Templates are compiled once for each language in a process: a server has one application.

    A run makes some hundreds of them, and each compiled anew what its pages are made of.
    """
    compiled = Environment.compile

    def compile(self: Environment, source: Any, name: Any = None, filename: Any = None, *rest: Any) -> Any:
        """The code of what a template is when its fixed texts are in place; filters differ by language."""
        words = getattr(self.globals.get("_"), "__self__", None)
        if words is None or not isinstance(source, str):
            return compiled(self, source, name, filename, *rest)
        key = (self.preprocess(source, name, filename), name, filename, words.language, rest)
        if key not in COMPILED:
            COMPILED[key] = compiled(self, source, name, filename, *rest)
        return COMPILED[key]

    Environment.compile = compile  # type: ignore[method-assign]


compiled_once()


def read_once() -> None:
    """A file of mapping rules is parsed once in a process, as long as it says the same.

    A server and a publish load each mapping once; a run has loaded them alone, together and under overlays,
    and parsed each of some sixty files fifteen times for it.
    """
    loading = importlib.import_module(
        "lod.mapping.language.loader"
    )  # the function has the name of its module
    parse, read = yaml_loader.read, loading._read
    trees: dict[tuple[Path, bytes], yaml_loader.Block] = {}
    files: dict[tuple[object, ...], RuleFile] = {}

    def parsed(path: Path) -> yaml_loader.Block:
        key = (path, path.read_bytes() if path.is_file() else b"")
        if key not in trees:
            trees[key] = parse(path)
        return trees[key]

    def rules(path: Path, tree: yaml_loader.Block, shapes: dict[str, yaml_loader.Block]) -> RuleFile:
        key = (path, id(tree), *((name, id(shape)) for name, shape in shapes.items()))  # none of them goes
        if key not in files:
            files[key] = read(path, tree, shapes)
        return files[key]

    yaml_loader.read = parsed
    loading._read = rules


read_once()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server for the run, started when the first test asks for it."""
    with cluster() as server:
        yield server


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records beside the checkout; skips where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real records (../shared) is not beside this checkout")
    return SHARED
