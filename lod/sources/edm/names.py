"""Names of EDM as its documentation spells them: people write `providedCHO` and `dc:Title` too."""

from __future__ import annotations

from functools import lru_cache

_CLASSES = (
    "ProvidedCHO Aggregation WebResource Proxy Agent Place TimeSpan Concept Event PhysicalThing "
    "EuropeanaAggregation"
)
_PROPERTIES = (
    "contributor coverage creator date description format identifier language publisher relation rights "
    "source subject title type alternative conformsTo created extent hasFormat hasPart hasVersion "
    "isFormatOf isPartOf isReferencedBy isReplacedBy isRequiredBy issued isVersionOf medium provenance "
    "references replaces requires spatial tableOfContents temporal currentLocation hasMet hasType "
    "incorporates isDerivativeOf isNextInSequence isRelatedTo isRepresentationOf isSimilarTo "
    "isSuccessorOf realizes sameAs rightsHolder aggregatedCHO dataProvider hasView isShownAt isShownBy "
    "object provider intermediateProvider ugc europeanaProxy proxyFor proxyIn prefLabel altLabel "
    "hiddenLabel note notation broader narrower related exactMatch closeMatch broadMatch narrowMatch "
    "relatedMatch inScheme begin end biographicalInformation dateOfBirth dateOfDeath dateOfEstablishment "
    "dateOfTermination gender placeOfBirth placeOfDeath professionOrOccupation lat long alt"
)
"""Of the object, the aggregation, proxies and pictures; of who and what these name."""
CLASSES = frozenset(_CLASSES.split())
_CLASS = {name.lower(): name for name in CLASSES}
_PROPERTY = {name.lower(): name for name in _PROPERTIES.split()}

NODE = (
    rb"(?!RDF[\s/>])[A-Z][^\s<>/:]{0,99}|(?i:" + b"|".join(sorted(name.encode() for name in _CLASS)) + rb")"
)
"""A pattern for names of nodes: of any class, told from properties by its capital; EDM's own anyhow."""


@lru_cache(maxsize=4096)
def class_name(name: str) -> str:
    """The class of EDM that is meant; another one as it is.

    >>> class_name("providedCho"), class_name("Horse")
    ('ProvidedCHO', 'Horse')
    """
    return _CLASS.get(name.lower(), name)


@lru_cache(maxsize=4096)
def property_name(name: str) -> str:
    """The property of EDM that is meant; another one as it is.

    >>> property_name("Title"), property_name("isshownby"), property_name("colour")
    ('title', 'isShownBy', 'colour')
    """
    return _PROPERTY.get(name.lower(), name)
