"""Writes docs/commands.md from the command line's own help: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from lod import cli

HERE = Path(__file__).resolve().parent

HEAD = """# Commands

Written by `make docs` from the commands themselves. Results go to stdout, messages about a run to stderr.
Exit code 0: all went well; 1: done, but something is not as it should be; 2: not done, a message says why.

Your shell completes commands and options after `eval "$(_LOD_COMPLETE=bash_source lod)"` in `~/.bashrc`, or
`eval "$(_LOD_COMPLETE=zsh_source lod)"` in `~/.zshrc`; for fish,
`_LOD_COMPLETE=fish_source lod > ~/.config/fish/completions/lod.fish`.
"""


def command_line() -> click.Group:
    """The command `lod`."""
    return next(
        value for value in vars(cli).values() if isinstance(value, click.Group) and value.name == "lod"
    )


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """The command and everything below it, with full names."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for part in sorted(command.list_commands(context)):
            if found := command.get_command(context, part):
                yield from commands(found, f"{name} {part}")


def page() -> str:
    """The whole of docs/commands.md."""
    parts = [HEAD]
    settings = command_line().context_settings
    for name, command in commands(command_line(), "lod"):
        context = click.Context(command, info_name=name, terminal_width=100, **settings)
        parts.append(f"## {name}\n\n```text\n{command.get_help(context).strip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (HERE / "commands.md").write_text(page(), "utf-8")
