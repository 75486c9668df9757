"""Remarks as letters to the owners of records: by mail, or as a table."""

from __future__ import annotations

import csv
import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from io import StringIO
from urllib.parse import quote, urlsplit

from lod import environment
from lod.csv_cells import cell
from lod.errors import InboxError
from lod.inbox.box import Box, Remark
from lod.inbox.notification import plain_title
from lod.site import Site

SECONDS = 30
TRIES = 10
"""So often sending a remark is tried; then it waits for a person."""

Send = Callable[[EmailMessage], None]


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of one remark."""

    number: int
    to: str
    fault: str = ""


def address_of(site: Site, owner: str) -> str:
    """Where remarks on the records of an organisation go: its contact, or the site's."""
    one = site.organization(owner)
    return (one.contact if one else None) or site.contact


def subject(title: str) -> str:
    """What a letter about a thing is called, in one line."""
    return f"Opmerking / remark: {plain_title(title)[:150]}"


def body(one: Remark) -> str:
    """The text of a letter."""
    record = f"record: {one.record}\ncollectie / collection: {one.collection}\n" if one.record else ""
    writer = f"\nvan / from: {one.email}\n" if one.email else ""
    return f"{one.iri}\n{record}\n{one.text}\n{writer}"


def mailto(to: str, iri: str, title: str, record: str, collection: str) -> str:
    """An address that opens a letter in the visitor's own program.

    >>> mailto("a@b.example", "https://x.example/id/work/1", "Max", "1", "boeken")[:58]
    'mailto:a@b.example?subject=Opmerking%20%2F%20remark%3A%20M'
    """
    text = body(Remark(iri, title, collection, record, "", "", ""))
    return (
        f"mailto:{quote(to, safe='@')}?subject={quote(subject(title), safe='')}&body={quote(text, safe='')}"
    )


def letter(site: Site, one: Remark) -> EmailMessage:
    """The letter; header fields hold one line each, whatever was typed (RFC 5322 § 2.2)."""
    made = EmailMessage()
    made["From"] = site.mail.sender or site.contact
    made["To"] = address_of(site, one.owner)
    made["Subject"] = subject(one.title)
    if one.email:
        made["Reply-To"] = one.email
    made["Message-ID"] = make_msgid(f"remark-{one.number}", urlsplit(site.base).hostname or "localhost")
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(body(one))
    return made


def send_all(site: Site, box: Box, send: Send | None = None) -> Iterator[Posted]:
    """Send what was not sent yet; what fails stays, and is tried again the next time."""
    if not site.mail.host and send is None:
        raise InboxError("site.toml: mail.host: missing; remarks are read by `lod inbox remarks`")
    for one in box.remarks():
        if one.sent or one.tries >= TRIES:
            continue
        fault = ""
        try:
            (send or _by_smtp(site))(letter(site, one))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            fault = f"{type(error).__name__}: {error}"[:300]
        box.sent(one.number, fault)
        yield Posted(one.number, address_of(site, one.owner), fault)


def _by_smtp(site: Site) -> Send:
    """Sends by the server that the settings name, over a connection nobody listens to unless they say so."""
    mail = site.mail
    password = environment.read().mail_password

    def send(message: EmailMessage) -> None:
        context = ssl.create_default_context()
        if mail.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
        with server:
            if mail.security == "starttls":
                server.starttls(context=context)
            if mail.user:
                server.login(mail.user, password)
            server.send_message(message)

    return send


def as_csv(remarks: Iterable[Remark]) -> str:
    """Remarks as a table; what a spreadsheet would take for a formula is marked as text."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ("number", "time", "owner", "collection", "record", "iri", "title", "text", "email", "sent")
    )
    for one in remarks:
        row = (one.number, one.time, one.owner, one.collection, one.record, one.iri, one.title, one.text)
        writer.writerow([cell(str(value)) for value in (*row, one.email, one.sent)])
    return out.getvalue()
