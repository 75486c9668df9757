"""Record → statements, as told by mappings/: the language, its compiler, what runs, functions, drafts.

Knows records and RDF terms; knows no store, no register, no web. Enter by `load`.
"""

from lod.mapping.language.load import default_mappings, load, version
from lod.mapping.running.explaining import Explained
from lod.mapping.running.mapper import Mapped, Mapper, Mapping
from lod.mapping.running.run import Issue
from lod.mapping.words import archive_dates as archive_dates  # functions of the language register themselves
from lod.mapping.words import attributions as attributions
from lod.mapping.words import bodies as bodies
from lod.mapping.words import chains as chains
from lod.mapping.words import dates as dates
from lod.mapping.words import datings as datings
from lod.mapping.words import dcmi as dcmi
from lod.mapping.words import described as described
from lod.mapping.words import filed_names as filed_names
from lod.mapping.words import holdings as holdings
from lod.mapping.words import licences as licences
from lod.mapping.words import linking_notes as linking_notes
from lod.mapping.words import lists as lists
from lod.mapping.words import lives as lives
from lod.mapping.words import measures as measures
from lod.mapping.words import numbering as numbering
from lod.mapping.words import numbers as numbers
from lod.mapping.words import prefixes as prefixes
from lod.mapping.words import provision as provision
from lod.mapping.words import readable as readable
from lod.mapping.words import references as references
from lod.mapping.words import role_columns as role_columns
from lod.mapping.words import roles as roles
from lod.mapping.words import subjects as subjects
from lod.mapping.words import through as through
from lod.mapping.words.pica import authorities as pica_authorities  # noqa: F401
from lod.mapping.words.pica import copies as pica_copies  # noqa: F401
from lod.mapping.words.pica import holdings as pica_holdings  # noqa: F401
from lod.mapping.words.pica import maps as pica_maps  # noqa: F401
from lod.mapping.words.pica import names as pica_names  # noqa: F401
from lod.mapping.words.pica import records as pica  # noqa: F401
from lod.mapping.words.pica import subjects as pica_subjects  # noqa: F401

__all__ = ["Explained", "Issue", "Mapped", "Mapper", "Mapping", "default_mappings", "load", "version"]
