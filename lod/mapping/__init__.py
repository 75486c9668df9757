"""Record → statements, as told by mappings/: the language, its compiler, what runs, functions, drafts.

Knows records and RDF terms; knows no store, no register, no web. Enter by `load`.
"""

from lod.mapping.functions import attributions as attributions
from lod.mapping.functions import authority_records as authority_records
from lod.mapping.functions import code_lists as code_lists
from lod.mapping.functions import corporate_names as corporate_names
from lod.mapping.functions import date_ranges as date_ranges  # functions of the language register themselves
from lod.mapping.functions import dates as dates
from lod.mapping.functions import dcmi as dcmi
from lod.mapping.functions import display_forms as display_forms
from lod.mapping.functions import holdings as holdings
from lod.mapping.functions import inverted_names as inverted_names
from lod.mapping.functions import licences as licences
from lod.mapping.functions import life_dates as life_dates
from lod.mapping.functions import linking_notes as linking_notes
from lod.mapping.functions import measures as measures
from lod.mapping.functions import prefixed_identifiers as prefixed_identifiers
from lod.mapping.functions import provision as provision
from lod.mapping.functions import rdf_passthrough as rdf_passthrough
from lod.mapping.functions import role_columns as role_columns
from lod.mapping.functions import roles as roles
from lod.mapping.functions import serial_numbering as serial_numbering
from lod.mapping.functions import standard_numbers as standard_numbers
from lod.mapping.functions import subject_chains as subject_chains
from lod.mapping.functions import subjects as subjects
from lod.mapping.functions import textual_dates as textual_dates
from lod.mapping.functions import tree_values as tree_values
from lod.mapping.functions.pica import authorities as pica_authorities  # noqa: F401
from lod.mapping.functions.pica import copies as pica_copies  # noqa: F401
from lod.mapping.functions.pica import holdings as pica_holdings  # noqa: F401
from lod.mapping.functions.pica import names as pica_names  # noqa: F401
from lod.mapping.functions.pica import places as pica_maps  # noqa: F401
from lod.mapping.functions.pica import records as pica  # noqa: F401
from lod.mapping.functions.pica import subjects as pica_subjects  # noqa: F401
from lod.mapping.language.loader import default_mappings, load, version
from lod.mapping.runtime.explanation import Explained
from lod.mapping.runtime.mapper import Mapped, Mapper, Mapping
from lod.mapping.runtime.record_run import Issue

__all__ = ["Explained", "Issue", "Mapped", "Mapper", "Mapping", "default_mappings", "load", "version"]
