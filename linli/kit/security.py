"""Headers of every answer (a content policy without exceptions, no way to be framed), tokens, the size of a request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)


def content_policy() -> str:
    """The content policy of every answer; pages may also listen to the live process, where there is one."""
    return "; ".join((*POLICY, f"connect-src 'self' {settings.LIVE_URL}".rstrip()))


class Headers:
    """Adds the headers. Outermost, so that static files and refusals carry them too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = content_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Content-Security-Policy"] = self.policy
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "same-origin"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=()"
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        if settings.SURFACE_URL.startswith("https://"):
            response["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response


class Tokens(CsrfViewMiddleware):
    """The tokens of forms, with a cookie that is sent when it is new and not with every page that holds a form.

    Sent anew each time, a page that is fetched beside a login (a list that asks by the clock, the shells of the service
    worker) and comes back after it would put the old cookie in the place of the new one, and the next form be refused.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        held = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
        if request.META.get("CSRF_COOKIE_NEEDS_UPDATE") and request.META["CSRF_COOKIE"] == held:
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
            patch_vary_headers(response, ("Cookie",))
        return super().process_response(request, response)


class Size:
    """Refuses what no form of the house can send before anything of it is read: uploads would fill the disk.

    The gates for programs say so themselves, in the form they were asked in.
    """

    OTHERS = ("/api/", "/open311/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        is_large = announced.isdigit() and int(announced) > settings.REQUEST_MOST
        if not request.path.startswith(self.OTHERS):
            if is_large:
                raise RequestDataTooBig
            if "\x00" in request.path_info:  # no text holds it, and the database takes none that does
                raise Http404
        return self.get_response(request)
