"""Forms for people: that a page of theirs is about something here, and what is wrong in a description."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from lod.errors import InboxError
from lod.inbox import remark_mail
from lod.inbox.box import Box, LinkClaim, Relation, Remark
from lod.inbox.link_verification import source_of
from lod.inbox.notification import plain_title
from lod.rdf.iris import Thing
from webapp.context import Context, page, request_context
from webapp.current_release import Served
from webapp.feedback.form_checks import FormToken, Owner, form_token, is_genuine, owners, thing_asked
from webapp.http.negotiation import thing_at
from webapp.languages import N_, Wording
from webapp.pages.things.headings import heading

LONGEST_TEXT = 5_000
_EMAIL = re.compile(r"[^@\s<>\",;:\\()\[\]]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+\Z")
UNFIT = 422
"""The status of a form that comes back with what is wrong in it."""
_LATE = N_(
    "This form was open too long, or was sent too fast. What you filled in is still there: send it again."
)
_FULL = N_("No more can be taken at the moment. Please try again in some days.")


@dataclass(frozen=True, slots=True)
class TellPage:
    """A form about a thing."""

    action: str
    thing: str
    title: str
    language: str
    proof: FormToken
    given: dict[str, str]
    """What was filled in before."""
    faults: dict[str, str]
    """Name of a field → what is wrong with it; "" for the whole."""
    owners: tuple[Owner, ...] = ()
    mail: str = ""
    """A letter in the visitor's own program, when the site sends none."""
    days: int = 0


@dataclass(frozen=True, slots=True)
class ToldPage:
    """That it was received."""

    text: str
    thing: str
    title: str
    language: str


def blueprint() -> Blueprint:
    """Both forms."""
    made = Blueprint("forms", __name__)
    made.add_url_rule("/tell/link/<kind>/<key>", view_func=link, methods=["GET", "POST"])
    made.add_url_rule("/tell/error/<kind>/<key>", view_func=error, methods=["GET", "POST"])
    return made


@dataclass(frozen=True, slots=True)
class _Desk:
    """One request for a form."""

    found: Context
    served: Served
    wording: Wording
    thing: Thing
    box: Box

    @property
    def path(self) -> str:
        return request.path

    def title(self) -> tuple[str, str]:
        """What the thing is called, and in which language."""
        document = self.served.reader.document(self.thing)
        if document is None:
            raise NotFound
        head = heading(self.found.page_inputs(self.served, self.wording).facts(document))
        return head.full, head.title.lang

    def show(self, template: str, title: str, faults: dict[str, str], **more: object) -> Response:
        """The form, with what was filled in and what is wrong with it."""
        name, language = self.title()
        given = {key: value for key, value in request.form.items() if key not in ("made", "proof")}
        made = TellPage(
            self.path,
            self.found.urls.document(self.thing),
            name,
            language,
            form_token(self.box, self.path),
            given,
            {key: self.wording.text(value) for key, value in faults.items()},
            **more,  # type: ignore[arg-type]  # fields of the page
        )
        return self._page(template, made, title, UNFIT if faults else 200)

    def thank(self, text: str) -> Response:
        """That it was received."""
        name, language = self.title()
        made = ToldPage(self.wording.text(text), self.found.urls.document(self.thing), name, language)
        return self._page("told.html", made, N_("Thank you"), 200)

    def _page(self, template: str, made: object, title: str, status: int) -> Response:
        said = self.wording.text(title)
        if status == UNFIT:  # who hears the page read begins with its title
            said = f"{self.wording.text(N_('Not sent'))}: {said}"
        frame = self.found.framer(self.wording).frame(said, self.path, index=False)
        response = page(template, made, frame, status)
        response.headers["Cache-Control"] = "no-store"
        return response


def link(kind: str, key: str) -> Response:
    """The form on which somebody tells of a page that is about a thing, or mentions it."""
    found, served, wording = request_context()
    if not found.site.inbox.links:
        raise NotFound
    thing = thing_asked(found, served, kind, key)
    with Box(found.site.var) as box:
        desk = _Desk(found, served, wording, thing, box)
        title = N_("Tell us about a page that links here")
        if request.method == "GET":
            return desk.show("tell_link.html", title, {})
        genuine = is_genuine(box, desk.path)
        told, faults = _told(found, thing)
        if not genuine:
            faults[""] = _LATE
        if faults or told is None:
            return desk.show("tell_link.html", title, faults)
        if not request.form.get("homepage"):  # a field that people do not see: who fills it in is no person
            try:
                box.add(told, found.site.inbox.waiting_max)
            except InboxError:
                return desk.show("tell_link.html", title, {"": _FULL})
        return desk.thank(N_("We have noted it. Somebody looks at it before it stands on the page."))


def _told(found: Context, thing: Thing) -> tuple[LinkClaim | None, dict[str, str]]:
    """What the form tells, or what is wrong with it."""
    faults = {}
    source = source_of(request.form.get("address", "").strip())
    if not source:
        faults["address"] = N_("Give the address of the page, beginning with https:// or http://")
    elif source.startswith(found.urls.base) or thing_at(found.urls.base, source):
        faults["address"] = N_("This is a page of our own.")
    title = plain_title(request.form.get("title", ""))
    if not title:
        faults["title"] = N_("Say what the page is called.")
    relation: Relation = "about" if request.form.get("relation") == "about" else "mentions"
    language = request.form.get("language", "")
    tag = language if language in found.site.languages else ""
    return (None if faults else LinkClaim(thing, source, relation, title, tag, via="form")), faults


def error(kind: str, key: str) -> Response:
    """The form on which a visitor says what is wrong in a description; it reaches who owns the record."""
    found, served, wording = request_context()
    if not found.site.inbox.remarks:
        raise NotFound
    thing = thing_asked(found, served, kind, key)
    with Box(found.site.var) as box:
        desk = _Desk(found, served, wording, thing, box)
        who = owners(found, thing, wording)
        chosen = next((one for one in who if one.key == request.form.get("owner")), who[0])
        faults: dict[str, str] = {}
        if request.method == "POST":
            genuine = is_genuine(box, desk.path)
            remark, faults = _remark(found, desk, chosen)
            if not genuine:
                faults[""] = _LATE
            if remark and not faults and _was_kept(box, remark, found.site.inbox.waiting_max):
                return desk.thank(N_("Your remark goes to who keeps this description."))
            faults = faults or {"": _FULL}
        iri, (name, _) = thing.iri(found.urls.base), desk.title()
        mail = (
            ""
            if found.site.mail.host
            else remark_mail.mailto(chosen.contact, iri, name, chosen.record, chosen.collection)
        )
        days = found.site.inbox.remark_days
        title = N_("Report an error or suggest something")
        return desk.show("tell_error.html", title, faults, owners=who, mail=mail, days=days)


def _remark(found: Context, desk: _Desk, owner: Owner) -> tuple[Remark | None, dict[str, str]]:
    faults = {}
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    if not text:
        faults["text"] = N_("Say what is wrong, or what could be better.")
    if len(text) > LONGEST_TEXT:
        faults["text"] = N_("This is too long; keep it under 5,000 characters.")
    email = request.form.get("email", "").strip()
    if email and not (email.isascii() and _EMAIL.match(email)):
        faults["email"] = N_("This is no e-mail address. You may leave it out.")
    if faults:
        return None, faults
    iri, (name, _) = desk.thing.iri(found.urls.base), desk.title()
    clean = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
    return Remark(iri, name, owner.collection, owner.record, owner.key, clean, email), {}


def _was_kept(box: Box, remark: Remark, most: int) -> bool:
    if request.form.get("homepage"):  # as above: no person fills it in
        return True
    try:
        box.remark(remark, most)
    except InboxError:
        return False
    return True
