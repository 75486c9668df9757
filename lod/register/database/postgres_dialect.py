"""The register's SQL as PostgreSQL wants it: parameters by number, and the few words that differ.

What both understand is written so that both do (ON CONFLICT, RETURNING, CASE); here is what is left.
"""

from __future__ import annotations

import re
from functools import cache

_WORDS = (
    (re.compile(r"\bstaging\."), "pg_temp."),
    (re.compile(r"\bmain\."), ""),
    # a reserved word
    (re.compile(r"\boffset\b"), '"offset"'),
    # 0 and 1 are numbers here, as they are in the values that Python gives
    (
        re.compile(r"\b(WHERE|AND) (live|current)(?=\s*(?:$|[);]|AND\b|ORDER\b|GROUP\b|UNION\b))"),
        r"\1 \2 <> 0",
    ),
    (
        re.compile(r"SELECT value FROM json_each\(\?\)"),
        "SELECT value::bigint FROM json_array_elements_text(?::json)",
    ),
    # one state of everything, as a reader of SQLite has it
    (re.compile(r"^BEGIN\b.*"), "BEGIN ISOLATION LEVEL REPEATABLE READ"),
)
_DEFINITION = (
    (re.compile(r"--[^\n]*"), ""),
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
    (re.compile(r"\bBLOB\b"), "BYTEA"),
    # the order of bytes, whatever language the server speaks: URIs, logs and downloads are in this order
    (re.compile(r"\bTEXT\b"), 'TEXT COLLATE "C"'),
    (re.compile(r"\)\s*STRICT(, WITHOUT ROWID)?"), ")"),
)
_PARAMETER = re.compile(r"'(?:[^']|'')*'|\?|(?<!:):[a-z_]+")

FUNCTIONS = """
CREATE FUNCTION instr(text, text) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT strpos($1, $2)';
CREATE FUNCTION strftime(text, bigint, text) RETURNS text IMMUTABLE LANGUAGE sql AS
    'SELECT to_char(to_timestamp($2) AT TIME ZONE ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS"Z"'')';
"""
"""Functions of SQLite that the register uses: strftime in the one form in which it does."""


@cache
def translated(sql: str) -> tuple[str, tuple[str, ...]]:
    """A statement for PostgreSQL, and the name of each of its parameters: its place, if it has none.

    >>> translated("SELECT id FROM record WHERE collection = ? AND live")
    ('SELECT id FROM record WHERE collection = $1 AND live <> 0', ('0',))
    >>> translated("UPDATE main.thing SET state = :live, changed = :now WHERE state <> :live")
    ('UPDATE thing SET state = $1, changed = $2 WHERE state <> $1', ('live', 'now'))
    """
    if sql.lstrip().startswith("CREATE"):
        for word, other in _DEFINITION:
            sql = word.sub(other, sql)
    for word, other in _WORDS:
        sql = word.sub(other, sql)
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith("'"):
            return text
        name = text[1:] or str(len(names))
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _PARAMETER.sub(numbered, sql), tuple(names)


def definitions(text: str) -> str:
    """Many definitions of tables at once.

    >>> definitions("CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT) STRICT, WITHOUT ROWID;").strip()
    'CREATE TABLE a (id BIGINT PRIMARY KEY, name TEXT COLLATE "C");'
    """
    plain = re.sub(r"--[^\n]*", "", text)
    return ";\n".join(translated(one.strip())[0] for one in plain.split(";") if one.strip()) + ";"


ESCAPE = "\U0010ffff"


def escaped(text: str) -> str:
    """A text without the sign 0, which PostgreSQL keeps in none.

    >>> plain(escaped("a\\0b")) == "a\\0b" and "\\0" not in escaped("a\\0b")
    True
    """
    if "\0" in text or ESCAPE in text:
        return text.replace(ESCAPE, ESCAPE + "1").replace("\0", ESCAPE + "0")
    return text


def plain(text: str) -> str:
    """The text that was escaped."""
    return text.replace(ESCAPE + "0", "\0").replace(ESCAPE + "1", ESCAPE) if ESCAPE in text else text
