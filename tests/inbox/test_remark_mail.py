"""Remarks as letters: to whom, with what, and what is kept when they cannot be sent."""

from __future__ import annotations

import csv
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner

from lod.cli import main
from lod.errors import InboxError
from lod.inbox.box import Box, LinkClaim, Remark
from lod.inbox.remark_mail import TRIES, letter, send_all
from lod.rdf.iris import Thing
from lod.site import Site
from tests.webapp.sample_release import FIXTURE

OWNER = "NL-0100000001"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("LOD_VAR", str(tmp_path))
    found = Site.load(FIXTURE / "site")
    assert found.var == tmp_path
    return found


def remark(**more: str) -> Remark:
    given = {"iri": "https://x.example/id/work/1", "title": "Max", "collection": "boeken", "record": "001"}
    return Remark(**{**given, "owner": OWNER, "text": "Fout.", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["title", "record", "text", "collection"])
def test_nothing_that_is_typed_adds_a_header(site: Site, field: str) -> None:
    made = letter(site, remark(**{field: "x\r\nBcc: all@evil.example\r\n\r\nhello"}))
    again = message_from_bytes(bytes(made), policy=default)
    assert again["Bcc"] is None
    assert again["To"] == site.organization(OWNER).contact or site.contact  # type: ignore[union-attr]
    assert "\n" not in str(again["Subject"])


def test_a_letter_says_which_record_of_which_collection(site: Site) -> None:
    made = letter(site, remark(email="lezer@voorbeeld.example"))
    assert made["Reply-To"] == "lezer@voorbeeld.example"
    assert all(
        part in made.get_content() for part in ("https://x.example/id/work/1", "001", "boeken", "Fout.")
    )


def test_what_cannot_be_sent_stays_and_is_tried_again(site: Site) -> None:
    sent: list[EmailMessage] = []

    def failing(message: EmailMessage) -> None:
        raise OSError("no server")

    with Box(site.var) as box:
        box.remark(remark(), 10)
        assert [one.fault for one in send_all(site, box, failing)] == ["OSError: no server"]
        assert [one.fault for one in send_all(site, box, sent.append)] == [""]
        assert not list(send_all(site, box, sent.append)), "once is enough"
        assert len(sent) == 1
        box.remark(remark(text="Nog iets."), 10)
        for _ in range(TRIES + 3):
            list(send_all(site, box, failing))
        assert [one.tries for one in box.remarks()] == [2, TRIES]


def test_without_a_server_nothing_is_sent_and_it_is_said(site: Site) -> None:
    with Box(site.var) as box, pytest.raises(InboxError, match=r"mail\.host"):
        list(send_all(site, box))


class _Post(socketserver.StreamRequestHandler):
    """As much SMTP as a letter needs (RFC 5321)."""

    def handle(self) -> None:
        self.wfile.write(b"220 mail.example\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (one := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(one)
                self.server.letters.append(b"".join(lines))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")
            if line.upper().startswith(b"QUIT"):
                return


@pytest.fixture
def post() -> Iterator[socketserver.TCPServer]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Post)
    server.letters = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_letter_goes_by_smtp(site: Site, post: socketserver.TCPServer) -> None:
    mail = replace(site.mail, host="127.0.0.1", port=post.server_address[1], security="none")
    with Box(site.var) as box:
        box.remark(remark(title="Café"), 10)
        assert [one.fault for one in send_all(replace(site, mail=mail), box)] == [""]
        safe = replace(mail, security="starttls")
        box.remark(remark(), 10)
        (refused,) = send_all(replace(site, mail=safe), box)
    (made,) = post.letters  # type: ignore[attr-defined]
    assert "Café" in message_from_bytes(made, policy=default)["Subject"]
    assert "STARTTLS" in refused.fault, "nothing is sent in the open when it was to be safe"


def run(*words: str) -> str:
    done = CliRunner().invoke(main, [*words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_form_that_is_sent_twice_is_one_remark(site: Site) -> None:
    with Box(site.var) as box:
        first = box.remark(remark(), 1)
        assert box.remark(remark(), 1) == first
        assert len([*box.remarks()]) == 1
        assert box.remark(remark(email="a@b.example"), 2) != first


def test_remarks_are_listed_exported_and_forgotten(site: Site) -> None:
    folder = str(site.folder)
    with Box(site.var) as box:
        box.remark(remark(text='=HYPERLINK("https://evil.example")'), 10)
        box.remark(remark(owner="NL-Other"), 10)
        with pytest.raises(InboxError):
            box.remark(remark(), 2)
    assert "001" in run("inbox", "remarks", folder)
    rows = list(csv.DictReader(run("inbox", "remarks", folder, "--csv", "--owner", OWNER).splitlines()))
    assert [row["record"] for row in rows] == ["001"]
    assert rows[0]["text"].startswith("'=")
    assert "forgotten" in run("inbox", "done", folder, "1", "2")
    assert run("inbox", "remarks", folder) == ""
    with Box(site.var) as box:
        box.remark(remark(), 10)
        box._db.execute("UPDATE remark SET time = '2020-01-01T00:00:00Z'")
    assert run("inbox", "remarks", folder) == "", "what is older than the settings say is gone"


def test_links_are_listed_and_decided_about(site: Site) -> None:
    folder = str(site.folder)
    with Box(site.var) as box:
        box.add(LinkClaim(Thing("work", "x"), "https://museum.example/1", "about", "One"), 10)
    assert "https://museum.example/1" in run("inbox", "list", folder)
    assert "not looked at" in run("inbox", "look", folder)
    for word, state in (("accept", "accepted"), ("withdraw", "withdrawn"), ("refuse", "refused")):
        run("inbox", word, folder, "1")
        with Box(site.var) as box:
            assert box.links()[0].state == state
    assert CliRunner().invoke(main, ["inbox", "accept", folder, "7"]).exit_code == 1


def test_of_a_site_that_was_never_published_it_is_told_that_nobody_can_have_told_anything(
    tmp_path: Path,
) -> None:
    with pytest.raises(InboxError, match="nothing was published yet"):
        Box(tmp_path / "var")
