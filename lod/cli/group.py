"""The group of all commands, and the outer door: errors become messages here."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from lod import __version__
from lod.environment import begin_in_utf8
from lod.errors import LodError
from lod.lazy_imports import imported

ROOMS = {
    "authorities": ("authorities",),
    "harvests": ("harvest",),
    "inbox": ("inbox",),
    "mappings": ("explain", "formats", "map", "mapping"),
    "operations": ("backup", "doctor", "move-register", "replicate", "restore"),
    "sites": ("check", "export", "init", "publish", "register", "rollback", "serve", "status"),
}
"""Module of this room → the commands in it, so that a command imports what it needs and no more."""


class Lod(click.Group):
    """A group whose commands end with a message, never with a traceback, when we know what is wrong."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run what is typed, or `args`."""
        if args is None:
            begin_in_utf8()
        return super().main(args, *rest, **named)

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(name for names in ROOMS.values() for name in names)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """A command, imported when it is first asked for."""
        module = next((module for module, names in ROOMS.items() if name in names), None)
        if module is not None and name not in self.commands:
            imported(f"lod.cli.{module}")
        return self.commands.get(name)

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a known error is told on stderr with exit code 2."""
        try:
            return super().invoke(context)
        except LodError as error:
            from lod.cli.progress import say  # only now: most commands end without an error

            say(f"lod: {error}")
            context.exit(2)
        except BrokenPipeError:
            # Whoever read our output has seen enough (`lod map … | head`).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(0)
        except OSError as error:
            if error.strerror is None:  # not of the system: a mistake of ours
                raise
            from lod.cli.progress import say

            say(f"lod: {f'{error.filename}: ' if error.filename else ''}{error.strerror}")
            context.exit(2)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; the nearest are named when there is none."""
        try:
            return super().resolve_command(context, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], self.list_commands(context))
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {' or '.join(near)}?", context) from error


@click.group("lod", cls=Lod, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lod")
def main() -> None:
    """Collection records as linked open data: map them, publish them, serve them."""
