"""Where a site keeps its register when that is not the file in var: the address of a PostgreSQL database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMA = "register"
"""The schema when the address names none."""
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_TLS = ("", "disable", "require", "verify-full")
_KNOWN = ("host", "schema", "sslmode", "sslrootcert")
EXPECTED = "postgresql://USER@HOST/DATABASE"


@dataclass(frozen=True, slots=True)
class Address:
    """A schema in a PostgreSQL database; no password: that stands in LOD_REGISTER_PASSWORD."""

    user: str
    host: str
    """Name of a machine, or the folder of a local socket."""
    port: int
    database: str
    schema: str = SCHEMA
    tls: str = ""
    """disable, require or verify-full; empty: encrypted where the server can."""
    authorities: str = ""
    """File with the certificates that verify-full trusts, in place of those of the system."""

    def __str__(self) -> str:
        """As it may stand in site.toml."""
        local = self.host.startswith("/")
        port = "" if self.port == 5432 else f":{self.port}"
        query = [f"schema={self.schema}"] if self.schema != SCHEMA else []
        query += [f"host={self.host}"] if local else []
        query += [f"sslmode={self.tls}"] if self.tls else []
        query += [f"sslrootcert={self.authorities}"] if self.authorities else []
        host = "" if local else f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{self.user}@{host}{port}/{self.database}" + (
            "?" + "&".join(query) if query else ""
        )


def address(text: str) -> Address:
    """Read an address; ValueError says what was expected.

    >>> found = address("postgresql://lod@db.example/collections")
    >>> found.user, found.host, found.port, found.database, found.schema
    ('lod', 'db.example', 5432, 'collections', 'register')
    >>> str(address("postgresql://lod@/lod?host=/run/postgresql&schema=museum&sslmode=disable"))
    'postgresql://lod@/lod?schema=museum&host=/run/postgresql&sslmode=disable'
    """
    import getpass  # only who names an address waits for it

    try:
        parts = urlsplit(text)
        port = parts.port or 5432
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise ValueError(EXPECTED) from None
    if parts.scheme not in ("postgresql", "postgres") or not parts.path[1:] or "/" in parts.path[1:]:
        raise ValueError(EXPECTED)
    if parts.password is not None:
        raise ValueError("the password in the environment, as LOD_REGISTER_PASSWORD")
    query = dict(given)
    if query.keys() - {*_KNOWN} or len(query) < len(given):
        raise ValueError(f"{', '.join(_KNOWN)} behind the ?, each once")
    found = Address(
        unquote(parts.username or "") or getpass.getuser(),
        query.get("host") or parts.hostname or "localhost",
        port,
        unquote(parts.path[1:]),
        query.get("schema", SCHEMA),
        query.get("sslmode", ""),
        query.get("sslrootcert", ""),
    )
    if not _NAME.fullmatch(found.schema) or found.schema.startswith("pg_"):
        raise ValueError("a schema of a-z, 0-9 and _ that does not begin with pg_")
    if found.tls not in _TLS:
        raise ValueError(f"sslmode={', '.join(_TLS[1:])}")
    if found.authorities and not Path(found.authorities).is_file():
        raise ValueError("a file for sslrootcert")
    return found


def checked(text: str) -> str:
    """An address that can be read, or nothing."""
    if text:
        address(text)
    return text
