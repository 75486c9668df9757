"""Every file of a folder of records as one site: read, mapped, published. `benchmarks/every_file.py FOLDER`.

The folder has a list of its files, FILES.tsv, with the number of records in each. Files of one folder and
format are one collection, mapped by the mappings of its format or by a drafted one. Printed is, for each
file: expected, read, mapped, set aside, and why. `--table docs/formats-table.md` writes a page of it; why the
numbers of a file differ stands in why_counts_differ.tsv, where somebody looked into the file.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from lod import sources
from lod.errors import LodError, MappingError, SourceError
from lod.mapping import Mapper, default_mappings, load
from lod.mapping.drafting.draft import draft
from lod.record import Deleted, Record, Unreadable
from lod.sources.streams import open_blocks

LEFT_OUT = "large/"
WHY = Path(__file__).with_name("why_counts_differ.tsv")
ABOUT = """# Every file, read and mapped

Read by the readers, mapped by the mappings of each format, and published as one site in one run:
`python benchmarks/every_file.py FOLDER --publish --table docs/formats-table.md`, {day}. {files} files of the
list, `large/` left out; {statements:,} statements. Expected is what the list of the folder says.
"""
TABLES = ("csv", "excel", "xml")
WRITTEN = {"museum-json": "tate-schema", "museum-tate-json-json": "tate-schema"}
"""Collections with a mapping that somebody wrote, among the tests of mappings."""
BASE = "https://data.example.org/"
COLLECTION = """owner = "example-library"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
sources = ["records/*"]
format = "{format}"
mappings = {mappings}
language = "{language}"

[name]
nl = "{name}"
en = "{name}"

[description]
nl = "{name}"
en = "{name}"
"""


@dataclass
class File:
    """A file, what the list says of it, and what became of it."""

    path: str
    expected: str
    called: str
    format: str = ""
    why: Counter[str] = field(default_factory=Counter)
    read: int = 0
    mapped: int = 0
    gone: int = 0
    set_aside: int = 0
    statements: int = 0

    @property
    def differs(self) -> bool:
        """Whether it is not as the list says, or some of it is not mapped."""
        return self.expected != str(self.read) or self.read != self.mapped

    @property
    def reasons(self) -> str:
        """What the reader says of what it set aside; and why its number is not the expected one."""
        said = [f"{reason} ({times})" if times > 1 else reason for reason, times in self.why.most_common(3)]
        return "; ".join([*said, looked_up(self.path)] if self.expected != str(self.read) else said).strip(
            "; "
        )

    @property
    def collection(self) -> str:
        """The collection it belongs to."""
        parts = [*Path(self.path).parts[:-1], self.format]
        if self.format in TABLES:  # no two have the same columns
            parts.append(Path(self.path).name)
        return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")


@cache
def _looked_up() -> dict[str, str]:
    with WHY.open(encoding="utf-8") as file:
        return {row["path"]: row["why"] for row in csv.DictReader(file, delimiter="\t")}


def looked_up(path: str) -> str:
    """Why the number of records is not the expected one: the longest beginning of the path that is known."""
    return max(
        ((start, why) for start, why in _looked_up().items() if path.startswith(start)),
        default=("", ""),
        key=lambda found: len(found[0]),
    )[1]


def listed(folder: Path) -> Iterator[File]:
    """The files of the list that are no performance sets."""
    with (folder / "FILES.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not row["path"].startswith(LEFT_OUT):
                yield File(row["path"], row["records"], row["format"])


def told(folder: Path, files: list[File]) -> None:
    """Say of each file what format its content shows; or why none does."""
    for file in files:
        try:
            file.format = sources.guess(open_blocks(folder / file.path).head(), file.path).name
        except SourceError as fault:
            file.why[str(fault).split(": ", 1)[-1].split(", in none")[0][:70] + ": in no known format"] += 1


def drafted(folder: Path, files: list[File], site: Path) -> tuple[str, ...]:
    """Names of the mappings for a collection; a draft is made when its format comes without."""
    format = files[0].format
    if names := default_mappings(format):
        return names
    if written := WRITTEN.get(files[0].collection):
        return (written,)
    name = f"{files[0].collection}-schema"
    records = (r for f in files for r in sources.read(folder / f.path, format) if isinstance(r, Record))
    place = site / "mappings" / name
    place.mkdir(parents=True)
    (place / "draft.yaml").write_text(draft(name, format, records), encoding="utf-8")
    return (name,)


def count(path: Path, file: File, mapper: Mapper) -> None:
    """Read and map a file."""
    for outcome in sources.read(path, file.format):
        file.read += 1
        if isinstance(outcome, Unreadable):
            file.set_aside += 1
            file.why[re.sub(r"[0-9]+|<[^>]*>|“[^”]*”", "…", outcome.reason)[:80]] += 1
        elif isinstance(outcome, Deleted):
            file.gone += 1
            file.why["deleted, says the source"] += 1
        else:
            try:
                made = mapper.map(outcome)
            except MappingError as fault:
                file.set_aside += 1
                file.why[str(fault)[-80:]] += 1
                continue
            file.mapped += 1
            file.statements += made.statements.count("\n")


def prepare(folder: Path, site: Path, files: list[File]) -> Iterator[list[File]]:
    """A site with these files in collections; each collection when it has been read and mapped."""
    shutil.copytree(Path(__file__).parents[1] / "data" / "new-site", site)
    shutil.rmtree(site / "collections")
    shutil.copytree(Path(__file__).parents[1] / "tests" / "mapping" / "tate", site / "mappings")
    settings = (site / "site.toml").read_text(encoding="utf-8")
    settings = re.sub(r"set_aside_max = \S+", "set_aside_max = 1.0", settings)
    (site / "site.toml").write_text(settings, encoding="utf-8")
    groups: dict[str, list[File]] = {}
    for file in files:
        if file.format:
            groups.setdefault(file.collection, []).append(file)
    for key, members in groups.items():
        place = site / "collections" / key
        (place / "records").mkdir(parents=True)
        names = drafted(folder, members, site)
        language = "nl" if "nl" in key.split("-") or "rce" in members[0].path else "en"
        text = COLLECTION.format(
            format=members[0].format, mappings=list(names), name=key.replace("-", " "), language=language
        ).replace("'", '"')
        mapper = load(names, site / "mappings").mapper(BASE, key, language=language)
        for file in members:
            target = place / "records" / file.path.replace("/", "_")
            shutil.copy(folder / file.path, target)
            target.chmod(0o644)
            count(target, file, mapper)
        (place / "collection.toml").write_text(text, encoding="utf-8")
        left = mapper.left_over.total()
        share = left / max(1, left + mapper.mapped + mapper.ignored)
        print(f"# {key}: {len(members)} files, mapped by {', '.join(names)}; left over {share:.1%}")
        yield members


def main() -> None:
    """Print the table; publish when asked to."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--publish", action="store_true", help="publish the site too")
    asked.add_argument("--site", type=Path, help="where the site is made, and left; else it is not kept")
    asked.add_argument("--only", default=[""], nargs="+", help="paths that begin so")
    asked.add_argument("--table", type=Path, help="write the page of the documentation here")
    options = asked.parse_args()
    files = [file for file in listed(options.folder) if file.path.startswith(tuple(options.only))]
    told(options.folder, files)
    with tempfile.TemporaryDirectory() as temporary:
        site = options.site or Path(temporary) / "site"
        for members in prepare(options.folder, site, files):
            _print(members)
        _print([file for file in files if not file.format])
        if options.table:
            statements = sum(file.statements for file in files)
            about = ABOUT.format(day=date.today().isoformat(), files=len(files), statements=statements)
            options.table.write_text("\n".join([about, *table(files), ""]), encoding="utf-8")
        if options.publish:
            command = [sys.executable, "-c", "from lod.cli import main; main()", "publish", str(site)]
            sys.exit(subprocess.run(command, check=False).returncode)


def _print(files: list[File]) -> None:
    for file in files:
        differs = " !" if file.expected not in ("0", str(file.read)) else ""
        row = (file.path, file.format or "-", file.expected + differs, file.read, file.mapped, file.set_aside)
        print("\t".join(map(str, (*row, file.statements, file.reasons))))


HEAD = "| {} | format | {}expected | read | mapped | set aside | why |\n|---|---|{}---:|---:|---:|---:|---|"


def table(files: list[File]) -> list[str]:
    """A row for each folder and format; one for each file that is not as expected; one for each other."""
    groups: dict[tuple[str, str], list[File]] = {}
    for file in files:
        groups.setdefault((file.path.partition("/")[0], file.format or "-"), []).append(file)
    rows = ["## By folder and format", "", HEAD.format("folder", "files | ", "---:|")]
    for (folder, format), members in groups.items():
        why = dict.fromkeys(looked_up(each.path) for each in members if each.expected != str(each.read))
        rows.append(_row(f"{folder} | {format} | {len(members)}", members, "; ".join(filter(None, why))))
    rows.append(_row(f"**all** | | {len(files)}", files, ""))
    rows += [
        "",
        "## Files that differ",
        "",
        "Every file that is not read as the list expects, or not mapped in whole.",
        "",
    ]
    rows += [HEAD.format("file", "", "")]
    rows += [
        _row(f"{file.path} | {file.format or '-'}", [file], file.reasons) for file in files if file.differs
    ]
    rows += ["", "## All other files", "", "As many records as the list says, all of them mapped.", ""]
    rows += ["| file | format | records |", "|---|---|---:|"]
    rows += [f"| {file.path} | {file.format} | {file.read:,} |" for file in files if not file.differs]
    return rows


def _row(start: str, files: list[File], why: str) -> str:
    expected = sum(int(file.expected) for file in files)
    counts = (
        expected,
        *(sum(getattr(file, name) for file in files) for name in ("read", "mapped", "set_aside")),
    )
    told = why.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
    return f"| {start} | " + " | ".join(f"{count:,}" for count in counts) + f" | {told} |"


if __name__ == "__main__":
    try:
        main()
    except LodError as error:
        sys.exit(str(error))
