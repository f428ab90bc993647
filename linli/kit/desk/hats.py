"""My own page at the desk: the posts I may put on, the language, the way out."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.people.queries import HeldPost
from linli.kit import refusals, sessions
from linli.kit.desk import frame, tokens
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import policy, scope


@page(OPEN)
def me(request: Request) -> HttpResponse:
    """Who I am here and what else I may be."""
    if not request.hat.account:
        return refusals.not_allowed(request)
    posts = people.posts_of(request.hat.account, at=request.now)
    held = [(_mark(post), post, post.id == request.hat.post) for post in posts]
    kept = [(name, words) for name, words, may in _kept() if policy.may(request.hat, may)]
    context = {"posts": held, "kept": kept}
    return frame.draw(request, "desk/me.html", context, here="me")


def _kept() -> list[tuple[str, str, str]]:
    """What whoever keeps the city's house looks after besides matters: route, words, action."""
    return [
        ("logins", _("Logins of staff"), "login.keep"),
        ("units", _("Units and posts"), "post.add"),
        ("api_keys", _("API keys"), "key.make"),
        ("webhooks", _("Web hooks"), "webhook.keep"),
        ("unread", _("Not readable"), "unread.settle"),
    ]


@page(OPEN, methods=("POST",))
def hat(request: Request) -> HttpResponse:
    """Put on another post of the same account."""
    if not request.hat.account:
        return refusals.not_allowed(request)
    given = request.POST.get("post", "")
    with scope.reading(request.hat, now=request.now):
        posts = people.posts_of(request.hat.account, at=request.now)
    wanted = next((post for post in posts if constant_time_compare(_mark(post), given)), None)
    if wanted is not None:
        sessions.wear(request, wanted.id)
    return HttpResponseRedirect(reverse("inbox" if wanted else "me"), status=303)


def _mark(post: HeldPost) -> str:
    return tokens.mark("post", post.id)
