"""Records of other machines: OAI-PMH, SRU, files by their address; kept so that publishing needs no network.

In: a collection. Out: what the harvest changed, and what is kept, to be read like any other file. A harvest
that fails takes nothing away.
"""

from typing import TYPE_CHECKING

from lod.lazy_imports import lazy_attributes

if TYPE_CHECKING:
    from lod.sources.harvest.collection import Outcome, harvest
    from lod.sources.harvest.harvested_source import HarvestedSource, harvested_sources, lock_folder
    from lod.sources.harvest.http_client import Fetcher
    from lod.sources.harvest.runs import HarvestOptions

__all__ = [
    "Fetcher",
    "HarvestOptions",
    "HarvestedSource",
    "Outcome",
    "harvest",
    "harvested_sources",
    "lock_folder",
]

__getattr__ = lazy_attributes(
    __name__,
    {
        "collection": ("Outcome", "harvest"),
        "http_client": ("Fetcher",),
        "harvested_source": ("HarvestedSource", "harvested_sources", "lock_folder"),
        "runs": ("HarvestOptions",),
    },
)
