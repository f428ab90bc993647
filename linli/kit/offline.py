"""What a browser needs to go on without a network: the service worker, the manifest of the app, the page it shows then,
the page of what waits to be sent, and the one question it asks before sending: who is here, and what time is it.

None of these pages holds anything about anybody, because a browser keeps them.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kit import who
from linli.kit.once import way
from linli.kit.routes import OPEN, Request, page

SHELLS = {"patrol": "patrol_shell", "report": "report_blank"}  # a page, and the same page with nothing in it
KEEPS = ("report", "visit_sync")  # forms that are kept whole when the network breaks under them
FILES = ("base.css", "base.js", "outbox.js", "icons.svg", "icon.svg")
ON_PATROL = ("patrol.js", "map.css", "maplibre-gl-worker.mjs")
SIZES = (192, 512)


@page(OPEN)
def worker(request: Request) -> HttpResponse:  # noqa: ARG001  the same for everybody
    """The service worker of this surface, at the root so that it may answer for every page."""
    body, version = _script()
    shells = {way(name): way(blank) for name, blank in SHELLS.items() if way(name) and way(blank)}
    told = {
        "version": version,
        "shells": shells,
        "pages": [reverse("offline"), reverse("waiting")],
        "files": [static(f"dist/{name}") for name in _files()],
        "keeps": [way(name) for name in KEEPS if way(name)],
    }
    script = f"self.LINLI = {json.dumps(told)};\n{body}"
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


def _files() -> list[str]:
    """What is fetched at once; maps only where somebody patrols, elsewhere they are kept as they are used."""
    if not way("patrol"):
        return list(FILES)
    chunks = sorted(path.name for path in (settings.STATIC_ROOT / "dist").glob("chunk-*.js"))
    return [*FILES, *ON_PATROL, *chunks]


@lru_cache(maxsize=1)
def _script() -> tuple[str, str]:
    """The built script, and the mark of everything built with it: a new one is a new version."""
    folder = settings.STATIC_ROOT / "dist"
    return (folder / "sw.js").read_text(encoding="utf-8"), (folder / ".built").read_text()[:16]


@page(OPEN)
def manifest(request: Request) -> HttpResponse:  # noqa: ARG001  the same for everybody
    """The app as a phone installs it, if its owner wants to: never offered by a page."""
    name = _("Linli") if settings.SURFACE == "public" else _("Linli desk")
    icons: list[dict[str, Any]] = [{"src": static("dist/icon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    for purpose, file in (("any", "icon"), ("maskable", "icon-full")):
        icons += [
            {"src": static(f"dist/{file}-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png", "purpose": purpose}
            for n in SIZES
        ]
    told = {
        "id": "/",
        "name": name,
        "short_name": name,
        "lang": "zh-CN",
        "start_url": way("patrol") if settings.SURFACE == "desk" else "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#FAF8F3",
        "theme_color": "#FAF8F3",
        "icons": icons,
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json")


@page(OPEN)
def offline(request: Request) -> HttpResponse:
    """There is no network, and this page was not taken along."""
    return render(request, "offline.html", {"is_shell": True})


@page(OPEN)
def waiting(request: Request) -> HttpResponse:
    """What this browser has not sent yet. The list is drawn by the browser: the city does not know it."""
    return render(request, "waiting.html", {"is_shell": True})


@page(OPEN)
def now(request: Request) -> HttpResponse:
    """Whose session this is, the token its forms need, and the time: asked before anything kept is sent."""
    told = {"who": who.mark_of(request.hat), "csrf": get_token(request), "now": request.now.isoformat()}
    return JsonResponse(told)
