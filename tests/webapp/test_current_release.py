"""What is served after a switch, and what becomes of what was served before."""

from __future__ import annotations

import gc
import time
import weakref
from pathlib import Path

import pytest
from pyoxigraph import Store

from lod.search.searcher import SearchRequest
from tests.webapp.sample_release import BASE, Following, Opened, write_index
from webapp import current_release
from webapp.current_release import CurrentRelease


def test_what_was_served_before_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_release, "LET_GO_AFTER", 0.01)
    store = Store()
    write_index(tmp_path, store)
    following = Following(Opened(store, tmp_path))
    served = CurrentRelease(following, BASE)
    gc.disable()  # circles that are found by chance prove nothing
    try:
        before = served()
        assert before.searcher is not None
        before.searcher.search(SearchRequest("zee"))
        old = [weakref.ref(before), weakref.ref(before.searcher), weakref.ref(before.reader)]
        following.opened = Opened(store, tmp_path, 13)
        assert served().number == 13
        del before
        until = time.monotonic() + 60
        while any(one() for one in old) and time.monotonic() < until:
            time.sleep(0.02)
        assert not any(one() for one in old)
    finally:
        gc.enable()
