"""What others may tell a site, and how it is passed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import AfterValidator, Strict

from lod.site.harvests import Table
from lod.site.value_parsers import email

Whole = Annotated[int, Strict()]


@dataclass(frozen=True)
class Inbox(Table):
    """Links to our things, and remarks on records."""

    links: bool = True
    """Whether others may tell that they link to something here; a person decides what is published."""
    remarks: bool = True
    """Whether visitors may report errors."""
    fetch_hosts: tuple[str, ...] = ()
    """Hosts whose pages `lod inbox look` may fetch; `*` for any outside private networks."""
    waiting_max: Annotated[Whole, Ge(1), Le(1_000_000)] = 2000
    """So many links, and so many remarks, may wait; what comes after is refused."""
    remark_days: Annotated[Whole, Ge(1), Le(3660)] = 365
    """After so many days a remark is forgotten, handled or not."""
    letters_per_minute: Annotated[Whole, Ge(1)] = 10
    """So much one client may tell, in each web worker."""


@dataclass(frozen=True)
class Mail(Table):
    """The server that remarks are sent by."""

    host: str = ""
    """None: remarks are read by `lod inbox remarks`, and pages offer a letter of the visitor's own."""
    port: Annotated[Whole, Ge(1), Le(65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    """The password is LOD_MAIL_PASSWORD of the environment."""
    sender: Annotated[str, AfterValidator(email)] | None = None
    """Address that mail is from; the site's contact when not given."""


INBOX, MAIL = Inbox(), Mail()
"""Of a site that says nothing about them."""
