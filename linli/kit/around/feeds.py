"""What is public as feeds for readers and as a map for search engines: RSS 2.0, robots.txt, sitemap.xml.

Addresses are the public surface's own, never the request's host. Every cache may keep them for five minutes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from linli.kernel.cases import catalogue
from linli.kernel.publications import queries as publications
from linli.kernel.publications.models import PublicFace
from linli.kernel.publications.queries import MOST, Asked
from linli.kit import words
from linli.kit.around import asking, showing
from linli.kit.counter import here
from linli.kit.routes import OPEN, Request, page

IN_A_FEED = 50
FIVE_MINUTES = "public, max-age=300"


@page(OPEN)
def feed(request: Request) -> HttpResponse:
    """The newest public matters, by the same filters as the list: of a community, of a group, of both."""
    filters = asking.read(request.GET.dict(), now=request.now)
    faces = publications.listed(asking.asked(filters, now=request.now), limit=IN_A_FEED)
    titles = showing.titles_of(request.now)
    parts = [dict(asking.groups(request.now)).get(filters.given.get("group", ""), "")]
    parts.append(asking.community_name(filters.given.get("community", "")))
    about = "，".join(part for part in parts if part) or _city(request)
    made = _feed(_("Matters around: %(about)s") % {"about": about}, filters.address(reverse("around")), request)
    for face in faces:
        _add(
            made, face, titles.get(face.item, face.title), showing.state_words(face), stamp=face.state, at=face.changed
        )
    return _sent(request, made.writeString("utf-8"), Rss201rev2Feed.content_type)


@page(OPEN)
def matter_feed(request: Request, code: str) -> HttpResponse:
    """How one public matter goes on."""
    face = publications.one(code)
    title = showing.titles_of(request.now).get(face.item, face.title)
    made = _feed(f"{title} · {face.where}", reverse("public_matter", args=(face.code,)), request)
    for turn in reversed(publications.history_of([face]).get(face.case_id, [])):
        _add(made, face, title, showing.turn_words(turn), stamp=f"{turn.state}-{int(turn.at.timestamp())}", at=turn.at)
    _add(made, face, title, _("Reported"), stamp="open", at=face.opened)
    return _sent(request, made.writeString("utf-8"), Rss201rev2Feed.content_type)


@page(OPEN)
def robots(request: Request) -> HttpResponse:
    """Search engines may read what is public, and nothing that needs a code, a login or a form."""
    lines = [
        "User-agent: *",
        "Allow: /around",
        "Allow: /static/",
        "Disallow: /",
        f"Sitemap: {_absolute(reverse('sitemap'))}",
    ]
    return _sent(request, "\n".join([*lines, ""]), "text/plain; charset=utf-8")


@page(OPEN)
def sitemap(request: Request) -> HttpResponse:
    """The list and the newest thousand public matters."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}))
    _place(xml, reverse("around"), "")
    for face in publications.listed(Asked(), limit=MOST):
        _place(xml, reverse("public_matter", args=(face.code,)), words.local(face.changed).date().isoformat())
    xml.endElement("urlset")
    xml.endDocument()
    return _sent(request, out.getvalue(), "application/xml; charset=utf-8")


def _place(xml: SimplerXMLGenerator, path: str, changed: str) -> None:
    xml.startElement("url", AttributesImpl({}))
    xml.addQuickElement("loc", _absolute(path))
    if changed:
        xml.addQuickElement("lastmod", changed)
    xml.endElement("url")


def _feed(title: str, path: str, request: Request) -> Rss201rev2Feed:
    return Rss201rev2Feed(
        title=title,
        link=_absolute(path),
        description=_("What residents reported and what became of it. Nothing about who reported it."),
        language=here.language(),
        feed_url=_absolute(request.get_full_path()),
    )


def _add(made: Rss201rev2Feed, face: PublicFace, title: str, said: str, *, stamp: str, at: datetime) -> None:
    words = [said, face.answer] if stamp.startswith(("answered", "closed")) else [said]
    link = _absolute(reverse("public_matter", args=(face.code,)))
    made.add_item(
        title=" · ".join(part for part in (title, face.where) if part),
        link=link,
        description="\n".join(part for part in words if part),
        pubdate=at,
        unique_id=f"{link}#{stamp}",
        unique_id_is_permalink=False,
    )


def _city(request: Request) -> str:
    return catalogue.city(at=request.now).label.text(here.language())


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def _sent(request: Request, text: str, kind: str) -> HttpResponse:
    """The answer, or nothing where the reader has it already. It sets no cookie, so any cache may keep it."""
    body = text.encode()
    headers = {"Cache-Control": FIVE_MINUTES, "ETag": f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'}
    known: Sequence[str] = request.headers.get("If-None-Match", "").split(", ")
    fresh = headers["ETag"] not in known
    answer = HttpResponse(body if fresh else b"", content_type=kind, status=200 if fresh else 304, headers=headers)
    answer.sets_browser = False  # type: ignore[attr-defined]
    return answer
