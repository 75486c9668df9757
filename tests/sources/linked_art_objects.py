"""Objects, people, places and sets of Linked Art, in the shapes in which several institutions give them."""

from __future__ import annotations

from typing import Any

_AAT = "http://vocab.getty.edu/aat/"
CONTEXT = "https://linked.art/ns/v1/linked-art.json"
Node = dict[str, Any]


def term(number: str, label: str = "", **more: Any) -> Node:
    return {"id": _AAT + number, "type": "Type", **({"_label": label} if label else {}), **more}


NL, EN = ([{"id": f"{_AAT}{number}", "type": "Language"}] for number in ("300388256", "300388277"))


def name(content: str, language: list[Node] | None = None, preferred: bool = True) -> Node:
    made: Node = {"type": "Name", "content": content}
    return (
        made
        | ({"language": language} if language else {})
        | ({"classified_as": [term("300404670")]} if preferred else {})
    )


def statement(number: str, content: str, language: list[Node] | None = None) -> Node:
    kinds = [term(number), term("300418049", "Brief Text")]
    made: Node = {"type": "LinguisticObject", "content": content, "classified_as": kinds}
    return made | ({"language": language} if language else {})


def notation(dutch: str, english: str) -> list[Node]:
    return [{"@language": "nl", "@value": dutch}, {"@language": "en", "@value": english}]


def span(first: str, last: str, *names: Node) -> Node:
    return {
        "type": "TimeSpan",
        "identified_by": [*names],
        "begin_of_the_begin": f"{first}T00:00:00Z",
        "end_of_the_end": f"{last}T23:59:59Z",
    }


def at(url: str) -> list[Node]:
    return [{"id": url, "type": "DigitalObject"}]


def _document(kind: str, ident: str, **more: Any) -> Node:
    return {"@context": CONTEXT, "id": ident, "type": kind, **more}


_ID = "https://id.rijksmuseum.nl/"
_PAINTER = {"id": f"{_ID}2215", "type": "Type", "notation": notation("schilder", "painter")}
RIJKS = _document(
    "HumanMadeObject",
    f"{_ID}200107928",
    classified_as=[
        {
            "id": f"{_ID}22011",
            "notation": notation("schilderij", "painting"),
            "equivalent": [term("300033618")],
        }
    ],
    identified_by=[
        name("Officieren en andere schutters van wijk II", NL, preferred=False),
        name("De Nachtwacht", NL),
        name("The Night Watch", EN),
        {"type": "Identifier", "content": "SK-C-5", "classified_as": [term("300312355")]},
    ],
    referred_to_by=[
        statement("300435429", "olieverf op doek", NL),
        statement("300435429", "oil on canvas", EN),
        statement("300435430", "hoogte 379,5 cm × breedte 453,5 cm", NL),
        statement("300026687", "Bruikleen van de gemeente Amsterdam", NL),
        statement("300048722", "Een schutterij.", NL),
    ],
    produced_by={
        "type": "Production",
        "referred_to_by": [statement("300435416", "Rembrandt van Rijn", NL)],
        "timespan": span("1642-01-01", "1642-12-31", name("1642", NL), name("1642", EN)),
        "part": [
            {
                "type": "Production",
                "technique": [_PAINTER],
                "carried_out_by": [
                    {"id": f"{_ID}2103429", "type": "Person", "notation": notation("Rembrandt", "Rembrandt")}
                ],
                "took_place_at": [
                    {"id": f"{_ID}23013", "type": "Place", "notation": notation("Amsterdam", "Amsterdam")}
                ],
            }
        ],
    },
    made_of=[
        {"id": f"{_ID}2204", "notation": notation("olieverf", "oil paint"), "equivalent": [term("300015050")]}
    ],
    dimension=[
        {
            "type": "Dimension",
            "value": "379.5",
            "unit": {"id": f"{_AAT}300379098", "type": "MeasurementUnit"},
            "classified_as": [term("300055644")],
        }
    ],
    current_location={"id": f"{_ID}22", "type": "Place", "_label": "HG-2.31"},
    member_of=[{"id": f"{_ID}260214", "type": "Set", "_label": "schilderijen"}],
    subject_of=[
        {
            "type": "LinguisticObject",
            "digitally_carried_by": [
                {
                    "type": "DigitalObject",
                    "format": "text/html",
                    "access_point": at("https://rm.example/SK-C-5"),
                }
            ],
        }
    ],
    shows=[
        {
            "id": f"{_ID}202107928",
            "type": "VisualItem",
            "represents": [{"id": f"{_ID}21031", "type": "Person", "_label": "Frans Banninck Cocq"}],
            "represents_instance_of_type": [{"id": "https://iconclass.org/45B3", "_label": "schutterij"}],
            "subject_to": [
                {
                    "type": "Right",
                    "classified_as": [{"id": "https://creativecommons.org/publicdomain/mark/1.0/"}],
                }
            ],
            "digitally_shown_by": [
                {"type": "DigitalObject", "access_point": at("https://iiif.example/a.jpg")}
            ],
        }
    ],
)
PRINT = _document(
    "HumanMadeObject",
    f"{_ID}200111",
    identified_by=[name("Landschap", NL)],
    produced_by={
        "type": "Production",
        "timespan": span("1650-01-01", "1660-12-31", name("ca. 1650 - 1660", NL)),
        "part": [
            {
                "type": "Production",
                "assigned_by": [
                    {
                        "type": "AttributeAssignment",
                        "assigned_property": "carried_out_by",
                        "classified_as": [
                            term("300404269", notation=notation("toegeschreven aan", "attributed to"))
                        ],
                        "assigned": [{"id": f"{_ID}21099", "type": "Person", "_label": "Jan van Goyen"}],
                    }
                ],
            },
            {
                "type": "Production",
                "assigned_by": [
                    {
                        "type": "AttributeAssignment",
                        "assigned_property": "carried_out_by",
                        "motivated_by": [{"type": "InformationObject", "_label": "gesigneerd"}],
                        "assigned": [{"id": f"{_ID}21098", "type": "Person", "_label": "Anthonie Waterloo"}],
                    }
                ],
            },
        ],
    },
)
GETTY = _document(
    "HumanMadeObject",
    "https://data.getty.example/object/5be2",
    _label="Jeanne (Spring)",
    classified_as=[
        term("300033618", "Painting", classified_as=[term("300435443", "Type of Work")]),
        term("300133025", "Works of Art"),
    ],
    identified_by=[name("Jeanne (Spring)", EN), {"type": "Identifier", "content": "2014.62"}],
    referred_to_by=[
        statement("300435416", "A young woman in profile.", EN),
        statement("300435438", "Antonin Proust", EN),
        statement("300028705", "Manet 1881"),
    ],
    produced_by={
        "type": "Production",
        "carried_out_by": [{"type": "Person", "_label": "Édouard Manet (French, 1832 - 1883)"}],
        "timespan": span("1881-01-01", "1881-12-31", name("1881")),
    },
    current_owner=[
        {"id": "http://vocab.getty.edu/ulan/500115988", "type": "Group", "_label": "Getty Museum"}
    ],
    subject_to=[
        {
            "type": "Right",
            "identified_by": [name("No Copyright - United States")],
            "classified_as": [{"id": "https://rightsstatements.org/vocab/NoC-US/1.0/"}],
        }
    ],
    representation=[
        {
            "type": "VisualItem",
            "digitally_shown_by": [
                {
                    "type": "DigitalObject",
                    "digitally_available_via": [
                        {
                            "type": "DigitalService",
                            "access_point": at("https://media.example/iiif/8094/info.json"),
                        }
                    ],
                }
            ],
        }
    ],
    subject_of=[
        {
            "id": "https://media.example/iiif/db37",
            "type": "DigitalObject",
            "conforms_to": [{"id": "http://iiif.io/api/presentation/"}],
        },
        {
            "id": "https://www.getty.example/103QTZ",
            "type": "DigitalObject",
            "classified_as": [term("300264578")],
        },
    ],
)
YALE = _document(
    "HumanMadeObject",
    "https://lux.example/data/object/fc78",
    _label="Bust of a Man",
    classified_as=[
        {"id": "https://lux.example/concept/1", "_label": "Sculpture", "equivalent": [term("300047090")]}
    ],
    produced_by={
        "type": "Production",
        "carried_out_by": [
            {
                "type": "Group",
                "_label": "Studio of Francis Harwood",
                "classified_as": [term("300404275")],
                "formed_by": {
                    "type": "Formation",
                    "influenced_by": [
                        {
                            "id": "http://vocab.getty.edu/ulan/500015886",
                            "type": "Person",
                            "_label": "Francis Harwood",
                        }
                    ],
                },
            }
        ],
        "timespan": span("-0099-01-01", "-0001-12-31", name("1st century BCE", EN)),
    },
    dimension=[
        {
            "type": "Dimension",
            "value": 70,
            "unit": {"id": f"{_AAT}300379098", "_label": "centimeters"},
            "classified_as": [term("300055644", "Height")],
        }
    ],
)
VAN_GOGH = _document(
    "HumanMadeObject",
    "http://vangoghmuseum.example/data/artwork/s0416M1990",
    identified_by=[
        name("View of the Sea", EN),
        name("Zeezicht", NL),
        {"type": "Identifier", "content": "F4"},
    ],
    classified_as=[term("300177435", "paintings")],
    produced_by={
        "type": "Production",
        "carried_out_by": [
            {"id": "https://data.rkd.nl/artists/32439", "type": "Actor", "_label": "Gogh, Vincent van"}
        ],
        "technique": [term("300054216", "painting")],
        "timespan": [
            {
                "type": "TimeSpan",
                "end_of_the_end": "1882-08-21T00:00:00",
                "begin_of_the_begin": "1882-08-21T23:59:59",
                "identified_by": [name("Probably on August 21 1882", EN)],
            }
        ],
    },
    representation=[{"id": "https://iiif.example/s0416/full/full/0/default.jpg", "type": "VisualItem"}],
)
PERSON = _document(
    "Person",
    f"{_ID}2103429",
    identified_by=[name("Rembrandt", NL), name("Rijn, Rembrandt van", preferred=False)],
    born={"type": "Birth", "timespan": span("1606-07-15", "1606-07-15")},
    classified_as=[
        term("300189559", "male", classified_as=[term("300055147", "gender")]),
        term("300025136", "schilder", classified_as=[term("300263369")]),
    ],
)
GROUP = _document("Group", "http://vocab.getty.edu/ulan/500275558", _label="Van Gogh Museum")
PLACE = _document(
    "Place", f"{_ID}23013", identified_by=[name("Amsterdam", NL)], defined_by="POINT(4.8951 52.3702)"
)
SET = _document("Set", f"{_ID}260214", identified_by=[name("schilderijen", NL)])
OBJECTS: dict[str, Node] = {
    "rijks": RIJKS,
    "print": PRINT,
    "getty": GETTY,
    "yale": YALE,
    "van-gogh": VAN_GOGH,
    "person": PERSON,
    "group": GROUP,
    "place": PLACE,
    "set": SET,
}
