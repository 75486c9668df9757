"""EAC-CPF as it comes: both versions, alone, collected and harvested."""

import pytest

from lod import sources
from lod.errors import SourceError
from lod.record import Deleted, Record, Unreadable
from tests.sources.marc_builder import only_record, read_bytes

ONE = """<eac-cpf xmlns="urn:isbn:1-931666-33-4"><control><recordId>65</recordId></control>
<cpfDescription><identity><entityId>E</entityId></identity></cpfDescription></eac-cpf>"""
TWO = """<eac xmlns="https://archivists.org/ns/eac/v2"><control><recordId>66</recordId></control></eac>"""


@pytest.mark.parametrize(("text", "ident"), [(ONE, "65"), (TWO, "66")])
def test_both_versions_are_told_by_content(text: str, ident: str) -> None:
    assert sources.guess(text.encode()).name == "eac"
    assert only_record(text, "eac").id == ident


def test_an_element_eac_of_something_else_is_no_record_of_ours() -> None:
    with pytest.raises(SourceError, match="in none of the known formats"):
        sources.guess(b"<eac><x/></eac>")


def test_without_a_number_of_its_own_it_has_that_of_the_entity_or_of_the_harvest() -> None:
    without = ONE.replace("<control><recordId>65</recordId></control>", "")
    assert only_record(without, "eac").id == "E"
    bare = "<eac-cpf><cpfDescription>Abwehr</cpfDescription></eac-cpf>"
    text = (
        f"<o><record><header><identifier>oai:1</identifier></header><metadata>{bare}</metadata></record></o>"
    )
    assert only_record(text, "eac").id == "oai:1"


def test_records_in_a_wrapper_are_read_one_by_one_and_a_broken_one_harms_no_other() -> None:
    first, broken, last = read_bytes(f"<all>{ONE}<eac-cpf><a></b></eac-cpf>{ONE}</all>".encode(), "eac")
    assert isinstance(first, Record)
    assert isinstance(broken, Unreadable)
    assert isinstance(last, Record)


def test_a_deleted_record_is_gone() -> None:
    text = (
        "<OAI-PMH><record><header status='deleted'><identifier>oai:9</identifier></header></record></OAI-PMH>"
    )
    (gone,) = read_bytes(text.encode(), "eac")
    assert gone == Deleted("test", 1, "oai:9")
