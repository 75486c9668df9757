"""RDF that is passed on: a resource becomes a thing of ours, described in the words of listed vocabularies.

Nothing is trusted blindly. Our thing has a URI of ours, made from the IRI that the source uses; a property
or class that no vocabulary of ours lists is left over and counted; a literal that is no value of its datatype
is a text; a blank node becomes a part; a link to a resource of the same source goes to our thing for it.
"""

from __future__ import annotations

from functools import lru_cache

from lod.mapping.functions.authority_identifiers import authority
from lod.mapping.language.function_registry import function
from lod.mapping.runtime import trees
from lod.mapping.runtime.hooks import hook
from lod.mapping.runtime.record_run import NAMERS, Run
from lod.rdf import literals, namespaces
from lod.record import Field

_KINDS = {
    kind: frozenset(listed.split())
    for kind, listed in {
        "agent": "schema:Person schema:Organization foaf:Agent foaf:Person foaf:Organization bf:Agent "
        "bf:Person bf:Organization bf:Family bf:Meeting bf:Jurisdiction gndo:DifferentiatedPerson "
        "gndo:CorporateBody madsrdf:PersonalName madsrdf:FamilyName madsrdf:CorporateName "
        "madsrdf:ConferenceName",
        "place": "schema:Place bf:Place gndo:PlaceOrGeographicName madsrdf:Geographic "
        "madsrdf:HierarchicalGeographic",
        "genre": "bf:GenreForm madsrdf:GenreForm",
        "work": "bf:Work bf:Hub madsrdf:NameTitle madsrdf:Title",
        "instance": "bf:Instance schema:Book",
        "item": "bf:Item",
        "subject": "skos:Concept schema:DefinedTerm bf:Topic bf:Temporal skos:ConceptScheme skos:Collection "
        "madsrdf:Topic madsrdf:Temporal madsrdf:ComplexSubject",
    }.items()
}
"""Kinds by the classes that tell them. What is a concept besides is of the other kind: a name in a list."""
_DEEPEST = 8
"""Parts in parts: what is deeper is left over."""


def kind_of(classes: list[str]) -> str:
    """The kind of thing that a resource of these classes is; an object when they do not tell.

    >>> kind_of(["skos:Concept", "schema:Person"]), kind_of(["schema:Painting"]), kind_of(["schema:City"])
    ('agent', 'object', 'place')
    """
    above = {
        namespaces.compact(iri)
        for name in classes
        if namespaces.known(name)
        for iri in namespaces.superclasses(name)
    }
    for known in ({*classes}, above):
        for kind, listed in _KINDS.items():
            if not listed.isdisjoint(known):
                return kind
    return "object"


@function("resource_key", "text", "text")
def resource_key(iri: str) -> str:
    """The key of what an IRI names: by the authority file that it is in, else by the IRI.

    >>> resource_key("https://vocab.getty.edu/aat/300015636"), resource_key("urn:uuid:1")
    ('=aat-300015636', 'urn:uuid:1')
    """
    found = authority(iri)
    return found.key if found else iri.strip() if ":" in iri else ""


@lru_cache(100_000)
def _address(kind: str, iri: str) -> tuple[str, str]:
    return kind, resource_key(iri)


def _resource(run: Run) -> str:
    """The thing that a record in RDF describes."""
    classes = [field.text for field in run.fields if field.tag == "rdf:type"]
    kind = kind_of(classes)
    iri = next((field.text for field in run.fields if field.tag == "@id"), "")
    return run.mint(*_address(kind, iri)) if iri else run.own(kind)


NAMERS["resource"] = _resource


@hook("through")
def through(
    run: Run,
    field: Field | None,
    read: Field,
    subfields: dict[str, list[str]],
    own: dict[str, list[str]],
    language: str,
) -> None:
    """Say of the resource what its record says, in the words of vocabularies that we list."""
    subject = run.things["resource"]
    made: dict[str, None] = {}
    _tell(run, subject, run.fields, "", made, 0)
    run.lines.append("".join(made))


def _tell(run: Run, subject: str, fields: list[Field], lead: str, made: dict[str, None], depth: int) -> None:
    for field in fields:
        path = lead + field.tag
        if field.tag == "rdf:type":
            if namespaces.is_class(field.text):
                _say(made, subject, field.tag, f"<{namespaces.expand(field.text)}>")
                run.told.add(path)
            continue
        if field.tag.startswith("@") or not namespaces.is_property(field.tag):
            continue
        if field.fields and depth < _DEEPEST:
            part = f"{subject}{'-' if depth else '#'}{field.tag.partition(':')[2]}-{run.digest(field)}"
            _say(made, subject, field.tag, f"<{part}>")
            _tell(run, part, field.fields, f"{path}/", made, depth + 1)
        for code, value in field.subfields:
            if term := _term(run, field, code, value):
                _say(made, subject, field.tag, term)
                run.told.add(f"{path}/{code}" if code else path)
                run.told.update(f"{path}/{one}" for one in trees.QUALIFIERS)


def _term(run: Run, field: Field, code: str, value: str) -> str:
    """The object of a statement; empty for what only says how to take another."""
    if code == "@id":
        iri = literals.iri(value)
        return f"<{iri}>" if iri else ""
    if code == "@here":
        return f"<{run.mint(*_address(kind_of(field.first('@type').split()), value))}>"
    if code:
        return ""
    datatype = field.first("@datatype")
    if datatype and namespaces.known(datatype):
        return literals.typed(value, namespaces.expand(datatype))
    return literals.literal(value, field.first("@lang"))


def _say(made: dict[str, None], subject: str, name: str, term: str) -> None:
    made[f"<{subject}> <{namespaces.expand(name)}> {term} .\n"] = None
