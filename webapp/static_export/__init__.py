"""The published site as files, for a host that runs no program: `lod export --static`.

Every file is what the application itself answers, asked through WSGI; nothing is rendered in a second way.
What only a program can do (search in the index, SPARQL, reconciliation) is left out or becomes a file too.
"""

from webapp.static_export.export import Exported, export

__all__ = ["Exported", "export"]
