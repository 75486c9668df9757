"""What the environment may say; the only reader of `os.environ`.

=========================  ===========================================================================
``LOD_VAR``                folder of the register and the releases, in place of ``var`` in the site folder
``LOD_PROCESSES``          worker processes of ``lod publish``, in place of one for each processor
``LOD_TOKEN``              password of the page on which links are accepted; without it there is no such page
``LOD_MAIL_PASSWORD``      password of ``mail.user``
``LOD_REGISTER_PASSWORD``  password of the user in ``register`` in site.toml
``LOD_STORE_USER``         how we are known to the SPARQL server of ``store`` in site.toml
``LOD_STORE_PASSWORD``     the password that goes with it
=========================  ===========================================================================
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lod.errors import SiteError

NAMES = (
    "LOD_VAR",
    "LOD_PROCESSES",
    "LOD_TOKEN",
    "LOD_MAIL_PASSWORD",
    "LOD_REGISTER_PASSWORD",
    "LOD_STORE_USER",
    "LOD_STORE_PASSWORD",
)
SHORTEST = 16
"""A token that can be guessed is none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process."""

    var: Path | None = None
    processes: int = 0
    token: str = field(default="", repr=False)
    mail_password: str = field(default="", repr=False)
    register_password: str = field(default="", repr=False)
    store_user: str = field(default="", repr=False)
    store_password: str = field(default="", repr=False)

    @property
    def workers(self) -> int:
        """How many worker processes: what was asked for, or one for each processor we may use."""
        return self.processes or len(os.sched_getaffinity(0))


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment gives.

    >>> read({"LOD_VAR": "/srv/lod", "LOD_PROCESSES": "4"})
    Settings(var=PosixPath('/srv/lod'), processes=4)
    """
    given = os.environ if environ is None else environ
    return Settings(
        var=_path(given.get("LOD_VAR")),
        processes=_number("LOD_PROCESSES", given.get("LOD_PROCESSES")),
        token=_token(given.get("LOD_TOKEN", "")),
        mail_password=given.get("LOD_MAIL_PASSWORD", ""),
        register_password=given.get("LOD_REGISTER_PASSWORD", ""),
        store_user=given.get("LOD_STORE_USER", ""),
        store_password=given.get("LOD_STORE_PASSWORD", ""),
    )


def begin_in_utf8() -> None:
    """Begin this program anew where Python would read names of files as something else than UTF-8.

    The stores are written in Rust, for which a name is UTF-8 whatever the locale says: under `LC_ALL=C` with
    Python's own remedies turned off, or one of Latin-1, each would look for another file.
    """
    if sys.getfilesystemencoding() != "utf-8":
        words = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execve(sys.executable, words, {**os.environ, "PYTHONUTF8": "1"})  # noqa: S606 - our own words


def count_in(folder: Path) -> None:
    """Tell the library that counts for Prometheus where the processes of one server count together."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _token(text: str) -> str:
    if text and len(text) < SHORTEST:
        raise SiteError(f"LOD_TOKEN: found {len(text)} characters, expected {SHORTEST} or more")
    return text


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _number(name: str, text: str | None) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1024:
        raise SiteError(f"{name}: found {text!r}, expected a whole number from 1 to 1024")
    return int(text)
