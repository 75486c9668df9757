"""Results as tables and feeds: what a record says stays text in the programs that open them."""

import csv
import io

import pytest
from lxml import etree

from lod.search.searcher import Hit
from webapp.views import exports, feeds

HOSTILE = ["=HYPERLINK(1)", "+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1"]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_cell_of_a_table_is_a_formula(title: str) -> None:
    card = {"titles": {"nl": title}, "makers": [("", title)], "subjects": [("", title)], "types": [title]}
    written = "".join(exports._rows([Hit("https://data.example.org/id/work/x", card)]))
    _, row = csv.reader(io.StringIO(written, newline=""))
    assert [cell for cell in row if cell.lstrip("'") == title] == [f"'{title}"] * 4


@pytest.mark.parametrize("form", [feeds.ATOM, feeds.RSS])
def test_what_a_record_says_stays_text_in_a_feed(form: feeds.Form) -> None:
    said = "]]></title><script>alert(1)</script>\x00\x0b&lol;"
    entry = feeds.Entry("https://data.example.org/id/work/x", said, said, "2026-11-28T10:00:00Z", said)
    made = form.write(feeds.Feed("https://a.example/f", said, "https://a.example/", "nl", [entry], said))
    tree = etree.fromstring(made)
    assert not [node for node in tree.iter() if str(node.tag).rpartition("}")[2] == "script"]
    assert "<script>alert(1)</script>&lol;" in "".join(tree.itertext())
