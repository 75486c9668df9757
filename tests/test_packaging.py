"""The wheel, the lock files and the shipped folders: what a user gets who has no checkout."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pymarc
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with only the wheel's files in it, away from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    done = subprocess.run([*command, str(folder), str(wheel)], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def python(installed: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh Python that sees the wheel and our libraries, and not the checkout."""
    libraries = sysconfig.get_path("purelib")
    start = f"import sys; sys.path[:0] = [{str(installed)!r}]; sys.path += [{libraries!r}]\n"
    command = [sys.executable, "-I", "-S", "-c", start + code, *arguments]
    return subprocess.run(command, cwd=installed.parent, capture_output=True, text=True)


def lod(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command `lod` of the wheel."""
    return python(installed, "sys.argv[0] = 'lod'\nfrom lod.cli import main\nsys.exit(main())", *arguments)


def test_the_wheel_is_used_and_not_the_checkout(installed: Path) -> None:
    done = python(installed, "import lod; print(lod.__file__)")
    assert done.stdout.strip() == str(installed / "lod" / "__init__.py"), done.stderr


def test_the_wheel_has_the_editor_and_the_typefaces_that_were_fetched(installed: Path) -> None:
    fetched = ROOT / "webapp" / "static" / "vendor"
    if not fetched.is_dir():
        pytest.skip("the editor and the typefaces could not be fetched (.ci/frontend.py)")
    names = {path.relative_to(fetched) for path in fetched.rglob("*") if path.is_file()}
    vendor = installed / "webapp" / "static" / "vendor"
    assert names == {path.relative_to(vendor) for path in vendor.rglob("*") if path.is_file()}


def test_the_files_fetched_are_of_packages_that_are_locked() -> None:
    files = runpy.run_path(str(ROOT / ".ci" / "frontend.py"))["FILES"]
    lock = json.loads((ROOT / "webapp" / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    for name in files:
        package = lock["node_modules/" + "/".join(name.split("/")[:2])]
        assert package["integrity"].startswith("sha512-"), name


def test_the_wheel_gives_the_command_lod(installed: Path) -> None:
    (points,) = installed.glob("*.dist-info/entry_points.txt")
    assert "lod = lod.cli:main" in points.read_text("utf-8")


def test_the_wheel_says_its_version(installed: Path) -> None:
    done = lod(installed, "--version")
    version = re.search(r'__version__ = "(.*)"', (ROOT / "lod/__init__.py").read_text("utf-8"))
    assert version
    assert version[1] in done.stdout, done.stderr


def test_the_wheel_maps_a_record(installed: Path, tmp_path: Path) -> None:
    record = pymarc.Record(fields=[pymarc.Field("001", data="demo")])
    title = [pymarc.Subfield("a", "Max Havelaar /"), pymarc.Subfield("c", "Multatuli.")]
    record.add_field(pymarc.Field("245", pymarc.Indicators("1", "0"), title))
    (tmp_path / "one.mrc").write_bytes(record.as_marc())
    done = lod(installed, "map", str(tmp_path / "one.mrc"))
    assert done.returncode == 0, done.stderr
    assert "Max Havelaar" in done.stdout


def test_the_wheel_reads_its_demo_site(installed: Path) -> None:
    load = "print(Site.load(folder('data') / 'demo').base)"
    done = python(installed, f"from lod.package_data import folder\nfrom lod.site import Site\n{load}")
    assert done.stdout.strip() == "https://data.voorbeeldstad.example/", done.stderr


@pytest.mark.parametrize("folder", ["mappings", "vocabularies", "data/demo", "data/new-site"])
def test_the_wheel_carries_every_shipped_file(installed: Path, folder: str) -> None:
    here = ours(ROOT / folder)
    there = {
        p.relative_to(installed / "lod/_shipped") for p in (installed / "lod/_shipped" / folder).rglob("*")
    }
    assert here, f"{folder} is empty"
    assert not here - there


@pytest.mark.parametrize("part", ["templates", "static", "translations"])
def test_the_wheel_carries_what_pages_are_made_of(installed: Path, part: str) -> None:
    here = ours(ROOT / "webapp" / part)
    assert here
    assert not {p for p in here if not (installed / p).is_file()}


def test_the_wheel_carries_the_queries(installed: Path) -> None:
    here = {p.relative_to(ROOT) for p in (ROOT / "lod").rglob("*.rq")}
    assert not {p for p in here if not (installed / p).is_file()}


def test_a_published_demo_stays_out_of_the_wheel(installed: Path) -> None:
    assert not [p for p in (installed / "lod/_shipped").rglob("*") if "var" in p.relative_to(installed).parts]


def ours(folder: Path) -> set[Path]:
    """The files of a folder of the checkout, without those that git ignores."""
    files = {path.relative_to(ROOT) for path in folder.rglob("*") if path.is_file()}
    asked = "\n".join(map(str, files))
    told = subprocess.run(
        ["git", "check-ignore", "--stdin"], cwd=ROOT, input=asked, capture_output=True, text=True
    )
    assert told.returncode in (0, 1), told.stderr
    return files - {Path(line) for line in told.stdout.splitlines()}


def locked(name: str) -> dict[str, str]:
    """Library → version in a lock file."""
    pairs = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(library): version for library, version in pairs}


def wanted(name: str) -> list[Requirement]:
    """What pyproject.toml asks for, for running or for developing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = [project["dependencies"]]
    if name == "requirements-dev.lock":
        lists.append(project["optional-dependencies"]["dev"])
    return [Requirement(text) for one in lists for text in one]


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_file_has_what_pyproject_asks_for(name: str) -> None:
    have = locked(name)
    for requirement in wanted(name):
        version = have.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is in pyproject.toml and not in {name}: run make lock"
        assert requirement.specifier.contains(version), (
            f"{requirement} but {name} has {version}: run make lock"
        )


def test_running_and_testing_use_the_same_versions() -> None:
    run, test = (locked(name) for name in LOCKS)
    assert not {library for library, version in run.items() if test.get(library) != version}


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_version_has_digests_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert "://" not in text
    assert "--index-url" not in text


@pytest.mark.parametrize("extra", [False, True])
def test_every_dependency_has_its_reason_beside_it(extra: bool) -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    start = lines.index("dev = [" if extra else "dependencies = [")
    rows = lines[start + 1 : lines.index("]", start)]
    assert not [row for row in rows if "#" not in row]


def test_worker_processes_may_import_the_command_of_a_checkout(tmp_path: Path) -> None:
    """They run the script that started them under another name; it must not publish again."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "lod"
    environment = runpy.run_path(str(ROOT / ".ci" / "environment.py"), run_name="environment")
    command.write_text(environment["COMMAND"].format(python=sys.executable), "utf-8")
    found = runpy.run_path(str(command), run_name="__mp_main__")
    assert found["main"].__module__.startswith("lod.cli")
