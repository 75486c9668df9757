"""The group of all commands, and the outer door: errors become messages here."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from lod import __version__
from lod.errors import LodError


class Lod(click.Group):
    """A group whose commands end with a message, never with a traceback, when we know what is wrong."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a known error is told on stderr with exit code 2."""
        try:
            return super().invoke(context)
        except LodError as error:
            click.echo(f"lod: {error}", err=True)
            context.exit(2)
        except BrokenPipeError:
            # Whoever read our output has seen enough (`lod map … | head`).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(0)


@click.group("lod", cls=Lod, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lod")
def main() -> None:
    """Collection records as linked open data: map them, publish them, serve them."""
