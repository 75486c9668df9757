"""What is wrong with a site, in Dutch beside English.

Errors are raised in English, by a grammar that is small: `PLACE: found X, expected Y`, `PLACE: missing` and
the like. Each sentence has its Dutch one here; what stands at a place and what was found is kept as it is.
"""

from __future__ import annotations

import re

_EXPECTED = (
    (r"a text in (.+); (.+) is neither", r"een tekst in \1; \2 is geen van beide"),
    (r"a text, and (.+) is empty", r"een tekst, en \1 is leeg"),
    (r"a URI that starts with https:// \(http:// only for localhost\)",
     r"een URI die met https:// begint (http:// alleen voor localhost)"),
    (r"a URI that ends in \"/\", without \"\?\" and \"#\"", r'een URI die op "/" eindigt, zonder "?" en "#"'),
    (r"an absolute URI \(https://…\) without spaces", r"een volledige URI (https://…) zonder spaties"),
    (r"an absolute URI with \{id\} once", r"een volledige URI met één keer {id}"),
    (r"a URI template with (.+)", r"een URI-sjabloon met \1"),
    (r"a file, a folder, a pattern, or an address that starts with https:// or http://",
     r"een bestand, een map, een patroon, of een adres dat met https:// of http:// begint"),
    (r"a file, a folder with files or a pattern", r"een bestand, een map met bestanden of een patroon"),
    (r"a file or a pattern", r"een bestand of een patroon"),
    (r"a word without spaces", r"een woord zonder spaties"),
    (r"a day such as (\S+), or a second such as (\S+)", r"een dag zoals \1, of een seconde zoals \2"),
    (r"an e-mail address", r"een e-mailadres"),
    (r"a network such as (\S+) or (\S+)", r"een netwerk zoals \1 of \2"),
    (r"an ISIL such as (\S+)", r"een ISIL zoals \1"),
    (r"a language tag such as (.+) or (\S+)", r"een taalcode zoals \1 of \2"),
    (r"(\d+) to (\d+) letters, digits and hyphens", r"\1 tot \2 letters, cijfers en koppeltekens"),
    (r"small letters, digits and single hyphens", r"kleine letters, cijfers en losse koppeltekens"),
    (r"a valid (string|integer|boolean|number|list|dictionary|tuple).*", r"een \1"),
    (r"(.+) or (.+)", r"\1 of \2"),
    (r"greater than or equal to (.+)", r"\1 of meer"),
    (r"less than or equal to (.+)", r"\1 of minder"),
    (r"greater than (.+)", r"meer dan \1"),
    (r"an isil or id in organizations\.toml; do you mean (.+)\?",
     r"een isil of id uit organizations.toml; bedoelt u \1?"),
    (r"an isil or id in organizations\.toml", r"een isil of id uit organizations.toml"),
    (r"a table", r"een tabel"),
    (r"one or more", r"een of meer"),
    (r"it once", r"één keer"),
    (r"a register", r"een register"),
    (r"a (str|date|list)", r"een \1"),
)  # fmt: skip
_EXPECTATIONS = tuple((re.compile(pattern), dutch) for pattern, dutch in sorted(
    _EXPECTED, key=lambda row: -len(row[0])
))  # fmt: skip
"""What was expected; the longest first, for what is general is short."""

_SENTENCES = tuple((re.compile(pattern, re.DOTALL), dutch) for pattern, dutch in (
    # settings
    (r"(.+): unknown key; do you mean (.+)\?", r"\1: onbekende sleutel; bedoelt u \2?"),
    (r"(.+): unknown key; known are (.+)", r"\1: onbekende sleutel; bekend zijn \2"),
    (r"(.+): no such file; `lod init` makes a new site folder",
     r"\1: bestaat niet; `lod init` maakt een nieuwe sitemap"),
    (r"(.+): no such file", r"\1: bestaat niet"),
    (r"(.+): found bytes in this name that are no UTF-8; rename it",
     r"\1: in deze naam staan bytes die geen UTF-8 zijn; geef de map een andere naam"),
    (r"(.+): cannot be read as TOML: (.+)", r"\1: is geen leesbare TOML: \2"),
    (r"(.+): missing; or oai, or sru", r"\1: ontbreekt; of oai, of sru"),
    (r"(.+): missing: isil, or id for one without ISIL",
     r"\1: isil ontbreekt, of id voor wie geen ISIL heeft"),
    (r"(.+): missing: which sources the network is asked for",
     r"\1: ontbreekt: naar welke bronnen het netwerk wordt gevraagd"),
    (r"(.+): the (?:folder|file) is called (.+), expected (.+)", r"\1: de naam is \2, verwacht: ␟\3"),
    (r"(.+): found one table, expected \[\[organization\]\]",
     r"\1: er staat één tabel, verwacht: [[organization]]"),
    (r"(.+): expected files, or network; one of the two", r"\1: verwacht: files of network, een van de twee"),
    (r"(.+): found (.+), more than sure \((.+)\)", r"\1: er staat \2, meer dan sure (\3)"),
    (r"(.+): found a name that starts with (.+), the name of another",
     r"\1: de naam begint met \2, de naam van een andere"),
    (r"(.+): found (.+) (\d+) times, expected it once", r"\1: \2 staat er \3 keer, verwacht: één keer"),
    (r"(.+): found no file for (.+), expected (.+)", r"\1: geen bestand voor \2, verwacht: ␟\3"),
    (r"(.+): found none, expected (.+)", r"\1: er staat niets, verwacht: ␟\2"),
    # sources
    (r"(.+): cannot be opened: (.+)", r"\1: is niet te openen: \2"),
    (
        r"(.+): it is (.+), whose fields are not those of MARC21: convert it first",
        r"\1: het is \2, waarvan de velden andere zijn dan die van MARC21: zet het eerst om",
    ),
    (
        r"(.+): an? (?:ZIP|RAR|7z|tar) archive(?:, not of a workbook)?: unpack it and bring the files in it, "
        r"for it is in none of the known formats, which lod formats lists",
        r"\1: een archief: pak het uit en lever de bestanden erin aan, want het is in geen van de bekende "
        r"formaten; lod formats noemt ze",
    ),
    (
        r"(.+): (bzip2|xz): unpack it, or pack it with gzip, "
        r"for it is in none of the known formats, which lod formats lists",
        r"\1: \2: pak het uit, of pak het in met gzip, want het is in geen van de bekende formaten; "
        r"lod formats noemt ze",
    ),
    (
        r"(.+): (?:an? )?(.+): export its tables as CSV or Excel, "
        r"for it is in none of the known formats, which lod formats lists",
        r"\1: \2: exporteer de tabellen als CSV of Excel, want het is in geen van de bekende formaten; "
        r"lod formats noemt ze",
    ),
    (
        r"(.+): (.+): (.+), for it is in none of the known formats, which lod formats lists",
        r"\1: \2: \3 (in geen van de bekende formaten; lod formats noemt ze)",
    ),
    (
        r"(.+): XML with elements (.+?) (?:\(none repeats .+\) )?"
        r"\(a page: save the table in it as \.xlsx or \.csv\), "
        r"in none of the known formats, which lod formats lists",
        r"\1: XML met de elementen \2 (een pagina: bewaar de tabel erin als .xlsx of .csv), "
        r"in geen van de bekende formaten; lod formats noemt ze",
    ),
    (
        r"(.+): XML with elements (.+?) (?:\(none repeats .+\) )?"
        r"\(a workbook of Excel 2003: save it as \.xlsx\), "
        r"in none of the known formats, which lod formats lists",
        r"\1: XML met de elementen \2 (een werkmap van Excel 2003: bewaar die als .xlsx), "
        r"in geen van de bekende formaten; lod formats noemt ze",
    ),
    (
        r"(.+): XML with elements (.+) \(none repeats right below (<.+>); where a file is one record, "
        r"say that its format is xml\), in none of the known formats, which lod formats lists",
        r"\1: XML met de elementen \2 (direct onder \3 herhaalt zich er geen; is elk bestand één record, "
        r'zet dan format = "xml"), in geen van de bekende formaten; lod formats noemt ze',
    ),
    (
        r"(.+): XML with elements (.+) \(none repeats right below (<.+>)\), "
        r"in none of the known formats, which lod formats lists",
        r"\1: XML met de elementen \2 (direct onder \3 herhaalt zich er geen), "
        r"in geen van de bekende formaten; lod formats noemt ze",
    ),
    (r"(.+): XML with elements (.+), in none of the known formats, which lod formats lists",
     r"\1: XML met de elementen \2, in geen van de bekende formaten; lod formats noemt ze"),
    (r"(.+): an answer of OAI-PMH in which there are no records \((.+)\), "
     r"in none of the known formats, which lod formats lists",
     r"\1: een antwoord van OAI-PMH zonder records (\2), in geen van de bekende formaten; "
     r"lod formats noemt ze"),
    (r"(.+): begins with (.+), in none of the known formats, which lod formats lists",
     r"\1: begint met \2, in geen van de bekende formaten; lod formats noemt ze"),
    (r"(.+), in none of the known formats, which lod formats lists",
     r"\1, in geen van de bekende formaten; lod formats noemt ze"),
    (r"(.+); could be (.+): say which it is", r"\1; kan \2 zijn: zeg welk"),
    (r"no format is called (.+); known are (.+)", r"er is geen formaat \1; bekend zijn \2"),
    # mappings
    (r"(.+): missing; the program has none for (.+), and lod mapping draft writes a first one; "
     r"or pass it on as the RDF that it is: (.+)",
     r"\1: ontbreekt; het programma heeft er geen voor \2, en lod mapping draft schrijft een eerste; "
     r"of geef het door als de RDF die het is: \3"),
    (r"(.+): missing; the program has none for (.+), and lod mapping draft writes a first one",
     r"\1: ontbreekt; het programma heeft er geen voor \2, en lod mapping draft schrijft een eerste"),
    (r"no mapping named; there are (.+)", r"geen mapping genoemd; er zijn \1"),
    (r"no mapping (.+); there are (.+)", r"er is geen mapping \1; er zijn \2"),
    (r"(.+): rule (.+) stands twice in this file", r"\1: regel \2 staat twee keer in dit bestand"),
    (r"(.+): no rule (.+) to leave out; nearest: (.+)",
     r"\1: er is geen regel \2 om weg te laten; daarop lijkt: \3"),
    (r"(.+): expected names, each with a value", r"\1: verwacht: namen, elk met een waarde"),
    (r"(.+): (.+) is among the (.+) of (.+) too", r"\1: \2 staat ook bij de \3 van \4"),
    (r"(.+): found no folder of mappings there", r"\1: daar is geen map met mappings"),
    (r"(.+): is not read, expected (.+)", r"\1: wordt niet gelezen, verwacht: \2"),
    (r"(.+): rules stand in a folder (.+); expected (.+) or the like",
     r"\1: regels staan in een map met de naam van de mapping waar ze over liggen; verwacht: zoiets als \3"),
    (r"(.+): no mapping is called (.+) \(nearest: (.+)\), and a new one (.+), by (.+)",
     r"\1: geen mapping heet \2 (daarop lijkt: \3), en een nieuwe zegt in een bestand hoe hij heet: \5"),
    (r"(.+): found no mappings in it, expected folders such as (\S+) with (\S+)",
     r"\1: er staan geen mappings in, verwacht: mappen zoals \2 met \3"),
    # stories
    (r"(.+): found a name that is none, expected such as (.+)",
     r"\1: dat is geen naam van een verhaal, verwacht: zoiets als \2"),
    (r"(.+): (date|title): is missing", r"\1: \2: ontbreekt"),
    (r"(.+): no such setting; there are (.+)", r"\1: zo'n instelling is er niet; er zijn \2"),
    (r"(.+): things: expected texts such as (.+)", r"\1: things: verwacht: teksten zoals \2"),
    (r"(.+): expected settings between two lines of \+\+\+ at its start",
     r"\1: verwacht: instellingen tussen twee regels +++ aan het begin"),
    # decisions
    (r"(.+) line (\d+): verdict: found (.+), expected (.+)",
     r"\1 regel \2: verdict: er staat \3, verwacht: \4"),
    (r"(.+) line (\d+): found (.+) twice, expected two things",
     r"\1 regel \2: \3 staat er twee keer, verwacht: twee dingen"),
    (r"(.+) line (.+): (.+) and (.+) are both the same and not the same",
     r"\1 regel \2: \3 en \4 zijn zowel hetzelfde als niet hetzelfde"),
    (r"(.+): (.+) and (.+) are not the same, but others that are the same join them",
     r"\1: \2 en \3 zijn niet hetzelfde, maar andere die hetzelfde zijn verbinden ze"),
    # register
    (r"(.+): found a database of another program, expected a register",
     r"\1: is de database van een ander programma, geen register"),
    (r"(.+): found a register of version (.+), expected at most (.+): use a newer program",
     r"\1: is een register van versie \2, verwacht: hoogstens \3; gebruik een nieuwer programma"),
    (r"(.+): found a register of version (.+), expected (.+); lod publish migrates it",
     r"\1: is een register van versie \2, verwacht: \3; lod publish zet het om"),
    (r"(.+): no register is there; lod publish makes it when nothing was published yet",
     r"\1: er is hier geen register; lod publish maakt het als er nog niets gepubliceerd is"),
    (r"(.+): cannot be opened as a register: (.+)", r"\1: is niet als register te openen: \2"),
    (r"(.+): cannot be written \((.+)\)", r"\1: is niet te schrijven (\2)"),
    # releases
    (r"(.+): never completed \((.+) is missing\)", r"\1: is nooit afgemaakt (\2 ontbreekt)"),
    (r"(.+): not as it was written \(checksum differs\)",
     r"\1: is niet zoals het geschreven is (controlegetal wijkt af)"),
    (r"(.+): cannot be switched \((.+)\)", r"\1: is niet om te zetten (\2)"),
    (r"(.+): (.+) bytes, expected (.+)", r"\1: \2 bytes, verwacht: \3"),
    (r"(.+): no readable manifest \((.+)\)", r"\1: geen leesbaar manifest (\2)"),
    (r"(.+): cannot be read \((.+)\)", r"\1: is niet te lezen (\2)"),
    (r"(.+): cannot be written: (.+)", r"\1: kan niet geschreven worden: \2"),
    (
        r"(.+): points to (.+), which is not a release; lod publish mends it",
        r"\1: wijst naar \2, en dat is geen release; lod publish herstelt dat",
    ),
    (r"(.+): not a link to a release \((.+)\)", r"\1: is geen link naar een release (\2)"),
    (r"there is no release (.+); complete are: (.+)", r"er is geen release \1; compleet zijn: \2"),
    # what many say
    (r"(.+): found (.+), expected (.+)", r"\1: er staat \2, verwacht: ␟\3"),
    (r"(.+): missing", r"\1: ontbreekt"),
))  # fmt: skip
_WANTED = re.compile(r"␟(.+)\Z", re.DOTALL)
"""What was expected, which is put into Dutch by itself."""


def dutch(sentence: str) -> str:
    """A sentence of an error in Dutch; empty when none is known.

    >>> dutch("site.toml: contact: found 'x', expected an e-mail address")
    "site.toml: contact: er staat 'x', verwacht: een e-mailadres"
    """
    for pattern, told in _SENTENCES:
        if hit := pattern.fullmatch(sentence):
            return _WANTED.sub(lambda wanted: expected(wanted[1]), hit.expand(told))
    return ""


def expected(text: str) -> str:
    """What was expected, in Dutch; as it is when it is a name or a number."""
    for pattern, told in _EXPECTATIONS:
        if hit := pattern.fullmatch(text):
            return hit.expand(told)
    return text


def bilingual(error: object) -> str:
    """The sentences of an error in Dutch and English; as they are where a program said them."""
    lines = str(error).splitlines() or [""]
    return "\n".join(f"{told} / {line}" if (told := dutch(line)) else line for line in lines)
