"""The command `lod`, run in this process."""

from __future__ import annotations

from click.testing import CliRunner, Result

from lod.cli import main


def run(*words: object) -> Result:
    """What a command says and how it ends."""
    return CliRunner().invoke(main, [*map(str, words)])
