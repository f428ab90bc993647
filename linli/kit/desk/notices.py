"""What waits for the holder of a post: late tasks, matters opened again. Reading the page marks them read."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from linli.kernel.notices import actions, queries
from linli.kit import kept, words
from linli.kit.desk import frame
from linli.kit.routes import Request, page

MOST = 100


@page("case.act", methods=("GET", "POST"))
def notices(request: Request) -> HttpResponse:
    """The unread messages, newest first; sent back, they are read."""
    if request.method == "POST":
        actions.read_all(by=request.hat, now=request.now)
        return HttpResponseRedirect(reverse("notices"), status=303)
    if request.GET.get("part") == "bell":
        return render(request, "desk/bell.html", {**frame.around(request), "here": ""})
    waiting = queries.unread(request.hat, limit=MOST)
    shown = [
        {"at": words.moment(one.at, request.now), "text": one.text, "href": kept.local_path(one.link) or ""}
        for one in waiting
    ]
    return frame.draw(request, "desk/notices.html", {"shown": shown}, here="notices")
