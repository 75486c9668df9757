"""Names of LIDO as its schema spells them: museums write `LegalBodyName` and `appelationValue` too."""

from __future__ import annotations

from functools import lru_cache

_ALL = """
actor actorID actorInRole administrativeMetadata appellationValue applicationProfile
attributionQualifierActor category classification classificationWrap conceptID creditLine culture
date descriptiveMetadata descriptiveNoteID descriptiveNoteValue displayActor displayActorInRole
displayDate displayEdition displayEvent displayMaterialsTech displayObject displayObjectMeasurements
displayPlace displayRelatedWork displayRepository displayState displayStateEditionWrap
displaySubject earliestDate event eventActor eventDate eventDescriptionSet eventID
eventMaterialsTech eventMethod eventName eventObjectMeasurements eventPlace eventSet eventType
eventWrap extentActor extentMaterialsTech extentMeasurements extentSubject formatMeasurements
genderActor gml inscriptionDescription inscriptionTranscription inscriptions inscriptionsWrap
latestDate legalBodyID legalBodyName legalBodyWeblink lido lidoRecID lidoWrap linkResource
materialsTech measurementType measurementUnit measurementValue measurementsSet nameActorSet
namePlaceSet nationalityActor object objectClassificationWrap objectDescriptionSet
objectDescriptionWrap objectID objectIdentificationWrap objectMaterialsTechSet
objectMaterialsTechWrap objectMeasurements objectMeasurementsSet objectMeasurementsWrap objectNote
objectPublishedID objectRelationWrap objectWebResource objectWorkType objectWorkTypeWrap partOfPlace
periodName place placeClassification placeID qualifierMeasurements recordID recordInfoID
recordInfoLink recordInfoSet recordMetadataDate recordRights recordSource recordType recordWrap
relatedEvent relatedEventRelType relatedEventSet relatedWork relatedWorkRelType relatedWorkSet
relatedWorksWrap repositoryLocation repositoryName repositorySet repositoryWrap resourceDateTaken
resourceDescription resourceID resourceMeasurementsSet resourcePerspective resourceRelType
resourceRepresentation resourceSet resourceSource resourceType resourceWrap rightsDate rightsHolder
rightsResource rightsType rightsWorkSet rightsWorkWrap roleActor roleInEvent scaleMeasurements
shapeMeasurements sourceAppellation sourceDescriptiveNote sourceMaterialsTech sourceStateEdition
subject subjectActor subjectConcept subjectDate subjectEvent subjectObject subjectPlace subjectSet
subjectWrap term termMaterialsTech thingPresent titleSet titleWrap vitalDatesActor workID
"""
NAMES = frozenset(_ALL.split())
_LEAST = 12  # letters of a name that is known with one left out: shorter ones may be other words

_KNOWN = {name.lower(): name for name in NAMES}


def _one_short() -> dict[str, str]:
    """Names with one letter left out, where that is the beginning of no doubt."""
    found: dict[str, set[str]] = {}
    for low, name in _KNOWN.items():
        if len(low) >= _LEAST:
            for at in range(len(low)):
                found.setdefault(low[:at] + low[at + 1 :], set()).add(name)
    return {short: names.pop() for short, names in found.items() if len(names) == 1 and short not in _KNOWN}


_SHORT = _one_short()


@lru_cache(maxsize=4096)
def lido_name(name: str) -> str:
    """The name of LIDO that is meant; another one as it is.

    >>> lido_name("LegalBodyName"), lido_name("appelationValue"), lido_name("prefLabel"), lido_name("Concept")
    ('legalBodyName', 'appellationValue', 'prefLabel', 'Concept')
    """
    low = name.lower()
    return _KNOWN.get(low) or _SHORT.get(low) or name
