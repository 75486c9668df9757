"""MARC21 in the XML that OAI-PMH had first (oai_marc), which the X-server of Aleph gives still.

``<varfield id="245" i1="1" i2="0"><subfield label="a">`` is what MARCXML calls
``<datafield tag="245" ind1="1" ind2="0"><subfield code="a">``; a ``fixfield`` is
a control field or the leader.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element  # elements are made of others; parsing is in xml_files.tree

from lod.sources.xml_files.tree import local_name

NAMES = {"fixfield", "varfield"}
_QUOTED = 2  # marks around a text


def renamed(record: Element) -> Element:
    """The record as MARCXML; one without a leader gets what its attributes say.

    >>> from xml.etree.ElementTree import fromstring
    >>> inner = '<varfield id="20" i1=" "><subfield label="a"/></varfield>'
    >>> made = renamed(fromstring(f'<oai_marc type="a">{inner}</oai_marc>'))
    >>> made[0].text, made[1].attrib, made[1][0].attrib
    ('00000na  a22000007  4500', {'tag': '020', 'ind1': ' ', 'ind2': ' '}, {'code': 'a'})
    """
    made = Element("record")
    for element in record:
        name, number = local_name(element.tag), element.get("id", element.get("tag", ""))
        if name == "varfield":
            made.append(_data_field(element, number.zfill(3)))
        elif name == "fixfield":
            own = Element("leader" if number == "LDR" else "controlfield", {"tag": number.zfill(3)})
            own.text = _unquoted(element.text or "")
            made.append(own)
        else:
            made.append(element)
    if all(element.tag != "leader" for element in made):
        made.insert(0, Element("leader"))
        status, kind, level, full, form = (
            (record.get(name) or blank)[0]
            for name, blank in (
                ("status", "n"),
                ("type", " "),
                ("level", " "),
                ("encLvl", "7"),
                ("catForm", " "),
            )
        )
        made[0].text = f"00000{status}{kind}{level} a2200000{full}{form} 4500"
    return made


def _data_field(element: Element, tag: str) -> Element:
    made = Element("datafield", {"tag": tag, "ind1": element.get("i1", " "), "ind2": element.get("i2", " ")})
    made.text = element.text
    for inner in element:
        own = Element("subfield", {"code": inner.get("label", "")})
        own.text = "".join(inner.itertext())
        made.append(own)
    return made


def _unquoted(text: str) -> str:
    """A value without the quotation marks that the schema of 2001 asked for around control fields."""
    return text[1:-1] if len(text) >= _QUOTED and text[0] == text[-1] == '"' else text
