"""Every error this project raises on purpose.

LodError
├── SiteError            site.toml, collection.toml or organisations: file, key, what was expected
├── SourceError          a file that cannot be opened or whose format cannot be told
├── MappingError         a mapping that must not run: file, line, rule, what was expected
├── VocabularyError      a term or code that is not in a listed vocabulary
├── RegisterError        the register cannot be opened, or is of another version
│   └── Locked           another process is publishing; says which
├── InboxError           what others tell cannot be kept: the inbox is full, or cannot be written to
├── ReleaseError         a release that is missing, incomplete or corrupt
└── QueryError           a SPARQL query that is not answered
    ├── QueryRefused     never allowed here: update, SERVICE
    ├── QuerySyntax      does not parse: line, column, hint
    └── QueryLimit       over a limit of time, memory, size, depth or number; names it
"""


class LodError(Exception):
    """Base of every error this project raises on purpose; its text is meant for a person."""


class SiteError(LodError):
    """A setting is missing or wrong; the text names file and key, and what was expected."""


class SourceError(LodError):
    """A source cannot be read at all: missing, unreadable, or of a format nobody can tell."""


class MappingError(LodError):
    """A mapping is refused at load; the text names file, line and rule."""


class VocabularyError(LodError):
    """A term or code is not in the vocabulary it is said to be from."""


class RegisterError(LodError):
    """The register cannot be opened or is of another version."""


class Locked(RegisterError):
    """Another process is publishing this site; the text names it."""


class ReleaseError(LodError):
    """A release is missing, incomplete or corrupt."""


class InboxError(LodError):
    """What others tell cannot be kept."""


class QueryError(LodError):
    """A SPARQL query is not answered."""


class QueryRefused(QueryError):
    """The query asks for what is never allowed here."""


class QuerySyntax(QueryError):
    """The query does not parse."""

    def __init__(self, message: str, line: int = 0, column: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        """Both from 1; 0 when the place is not known."""
        self.hint = hint
        """What may help, in one sentence."""


class QueryLimit(QueryError):
    """The query went over a limit of time, memory, size, depth or number of queries."""

    def __init__(self, message: str, limit: str) -> None:
        super().__init__(message)
        self.limit = limit
        """Name of the limit: "seconds", "memory_mb", "result_mb", "concurrent", "query_kb", "depth" …"""
