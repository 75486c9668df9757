"""Fuzzing led by what the code does: `python -m tests.fuzzing.guided TARGET [--minutes 1] [--keep DIR]`.

TARGET is a format that can be read, or what is asked: query, search, header. Atheris (PyPI, for Linux) sees
which branches a text takes, and goes on from those that take new ones. What must hold is in
`source_properties` and `query_properties`. The first text that breaks it ends the run, and is kept in DIR,
with those that led there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.gettempdir()) / "lod-fuzzing"
SECONDS = 30
"""A text that takes longer is kept as one that hangs."""


class Found(Exception):
    """Something does not hold."""


def judge_of(target: str) -> tuple[Callable[[bytes], str], list[bytes]]:
    """What says what is wrong with a text, and texts to begin with."""
    # what is imported before Atheris watches is not watched
    from tests.fuzzing.query_properties import ASKED
    from tests.fuzzing.source_properties import judge, mapper_for
    from tests.sources.samples import SAMPLES

    if target in ASKED:
        asked, examples = ASKED[target]
        return lambda data: asked(data.decode("utf-8", "replace")), [text.encode() for text in examples]
    if target not in SAMPLES:
        sys.exit(f"{target} is none of: {', '.join([*ASKED, *SAMPLES])}")
    made = mapper_for(SAMPLES[target], target, Path(tempfile.mkdtemp()))
    return lambda data: judge(data, target, made), [SAMPLES[target]]


def main() -> None:
    """Fuzz one target until the time is over; libFuzzer ends the process, with 77 when anything was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("target")
    asked.add_argument("--minutes", type=float, default=1.0)
    asked.add_argument("--keep", type=Path, default=FOLDER)
    options = asked.parse_args()
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["lod", "webapp"]):
        judged, examples = judge_of(options.target)
    corpus = options.keep / f"corpus-{options.target}"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, example in enumerate(examples):
        (corpus / f"example-{number}").write_bytes(example)

    def once(data: bytes) -> None:
        if fault := judged(data):
            raise Found(fault)

    limits = [f"-max_total_time={60 * options.minutes:.0f}", f"-timeout={SECONDS}", "-rss_limit_mb=4096"]
    kept = f"-artifact_prefix={options.keep}/{options.target}-"
    atheris.Setup([sys.argv[0], *limits, kept, "-max_len=20000", str(corpus)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
