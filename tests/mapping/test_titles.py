"""Every record has a title, and says that it has none only when it has none."""

import pytest

from lod.mapping import default_mappings, load
from lod.mapping.rule_examples import record_of
from lod.rdf.namespaces import expand

MAPPING = load(default_mappings("marc21"))
NONE = '"[zonder titel]"@nl'


def titles(text: str) -> dict[str, set[str]]:
    """Main titles and names of the work and the edition."""
    statements = MAPPING.mapper("http://x.org/", collection="een").map(record_of(f"001 1\n{text}")).statements
    found: dict[str, set[str]] = {}
    for line in statements.splitlines():
        subject, property, value = line.split(" ", 2)
        whose = subject.removeprefix("<http://x.org/id/").partition("/")[0]
        ours = subject.partition("#")[0].strip("<>").endswith("/een-1") and subject.endswith(
            ("1>", "#title>")
        )
        if ours and property in (f"<{expand('bf:mainTitle')}>", f"<{expand('schema:name')}>"):
            found.setdefault(whose, set()).add(value.removesuffix(" ."))
    return found


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("245 00 $been winterverhaal", "een winterverhaal"),
        ("245 00 $a$been winterverhaal", "een winterverhaal"),
        ("245 00 $kBrieven", "Brieven"),
        ("245 00 $nDeel 2", "Deel 2"),
        ("245 00 $6880-01$a\n880 00 $6245-01/(N$aЗаглавие", "Заглавие"),
        ("880 00 $6245-00/(N$aЗаглавие", "Заглавие"),
        ("245 00 $cX\n222 #0 $aDe Gids", "De Gids"),
        ("240 00 $aMax Havelaar", "Max Havelaar"),
    ],
)
def test_what_there_is_of_a_title_is_the_title(fields: str, said: str) -> None:
    found = titles(fields)
    assert set(found) == {"work", "instance"}
    assert {value.partition("@")[0].strip('"') for values in found.values() for value in values} == {said}


@pytest.mark.parametrize("fields", ["100 1# $aX", "245 00 $cX", "245 00 $a /", "245 00 $6880-01$a"])
def test_a_record_without_any_title_says_so(fields: str) -> None:
    assert titles(fields) == {"work": {NONE}, "instance": {NONE}}
