"""Record → statements, as told by mappings/: the mapping language, its compiler, its functions.

Knows records and RDF terms; knows no store, no register, no web. Enter by `load`.
"""

from lod.mapping import archive_dates as archive_dates  # functions of the language register themselves
from lod.mapping import attributions as attributions
from lod.mapping import bodies as bodies
from lod.mapping import chains as chains
from lod.mapping import dates as dates
from lod.mapping import datings as datings
from lod.mapping import dcmi as dcmi
from lod.mapping import described as described
from lod.mapping import filed_names as filed_names
from lod.mapping import holdings as holdings
from lod.mapping import licences as licences
from lod.mapping import linking_notes as linking_notes
from lod.mapping import lists as lists
from lod.mapping import lives as lives
from lod.mapping import measures as measures
from lod.mapping import numbering as numbering
from lod.mapping import numbers as numbers
from lod.mapping import pica as pica
from lod.mapping import pica_authorities as pica_authorities
from lod.mapping import pica_copies as pica_copies
from lod.mapping import pica_holdings as pica_holdings
from lod.mapping import pica_maps as pica_maps
from lod.mapping import pica_names as pica_names
from lod.mapping import pica_subjects as pica_subjects
from lod.mapping import prefixes as prefixes
from lod.mapping import provision as provision
from lod.mapping import readable as readable
from lod.mapping import references as references
from lod.mapping import role_columns as role_columns
from lod.mapping import roles as roles
from lod.mapping import subjects as subjects
from lod.mapping import through as through
from lod.mapping.explaining import Explained
from lod.mapping.load import default_mappings, load, version
from lod.mapping.mapper import Mapped, Mapper, Mapping
from lod.mapping.run import Issue

__all__ = ["Explained", "Issue", "Mapped", "Mapper", "Mapping", "default_mappings", "load", "version"]
