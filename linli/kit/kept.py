"""Kept forms: what somebody typed is never lost because a login ran out or a field was wrong.

The text is sealed and kept 24 hours for the browser, surface and address it was sent from; photos lie beside it
in quarantine, unopened. A browser may keep thirty forms an hour, an address three hundred.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from linli.kernel.cases.reports import Photo
from linli.kit import sessions
from linli.plumbing import crypto, rates
from linli.plumbing.models import KeptForm
from linli.plumbing.time import now as clock

SPAN = timedelta(hours=24)
PER_HOUR, PER_HOUR_AND_ADDRESS = 30, 300  # a browser that drops its cookie is a new one, its address is not
MOST_FILES = 9
FOLDER = "kept"
LEAVE_OUT = "leave_out"  # the field that names kept photos somebody no longer wants
_NEVER = frozenset({"csrfmiddlewaretoken", "password", "code"})


def keep(request: HttpRequest, *, path: str = "") -> bool:
    """Keep the text and photos of a refused POST; False when this browser has kept too many.

    ``path`` names the form where its parts are sent to addresses of their own; else it is where it was opened.
    """
    now = clock()
    browser = _browser(request)
    for who, most in ((browser.hex(), PER_HOUR), (sessions.address_of(request), PER_HOUR_AND_ADDRESS)):
        if not rates.allow("kept", who, most=most, per=timedelta(hours=1), now=now):
            return False
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in _NEVER}
    path = path or form_path(request)
    bound = f"plumbing_kept_form.body:{browser.hex()}:{path}"
    earlier = KeptForm.objects.filter(browser=browser, surface=settings.SURFACE, path=path).first()
    files = _still_wanted(request, earlier)
    files += _keep_files(request, most=MOST_FILES - len(files))
    KeptForm.objects.update_or_create(
        browser=browser,
        surface=settings.SURFACE,
        path=path,
        defaults={
            "body": crypto.seal(json.dumps(fields), bound=bound),
            "files": files,
            "until": now + SPAN,
        },
    )
    return True


def take(request: HttpRequest, *, path: str = "") -> tuple[QueryDict, list[Photo]]:
    """What this browser typed into this form before, and the photos; empty when nothing is kept."""
    kept = _find(request, path)
    fields = QueryDict(mutable=True)
    if kept is None:
        return fields, []
    bound = f"plumbing_kept_form.body:{bytes(kept.browser).hex()}:{kept.path}"
    for name, values in json.loads(crypto.unseal_text(bytes(kept.body), bound=bound)).items():
        fields.setlist(name, values)
    return fields, [_photo(name) for name in kept.files if _file(name).exists()]


def photo(request: HttpRequest, name: str) -> Photo | None:
    """One photo of a form this browser has not sent yet; nobody else's, and not after 24 hours."""
    rows = KeptForm.objects.filter(browser=_browser(request), surface=settings.SURFACE, until__gte=clock())
    if rows.filter(files__contains=[name]).exists() and _file(name).exists():
        return _photo(name)
    return None


def drop(request: HttpRequest, *, path: str = "") -> None:
    """Forget a kept form: it was sent at last."""
    kept = _find(request, path)
    if kept is not None:
        _remove(kept)


def forget(request: HttpRequest) -> None:
    """Forget every form of this browser on this surface: somebody else may sit down here next."""
    for kept in KeptForm.objects.filter(browser=_browser(request), surface=settings.SURFACE):
        _remove(kept)


def sweep() -> int:
    """Remove what is older than 24 hours; returns how many. Run by the worker."""
    over = list(KeptForm.objects.filter(until__lt=clock()))
    for kept in over:
        _remove(kept)
    return len(over)


def form_path(request: HttpRequest) -> str:
    """The address of the form itself: where it was opened, also when it is sent to another address."""
    return (local_path(request.headers.get("Referer", "")) if request.method == "POST" else "").split("?")[
        0
    ] or request.path


def local_path(url: str) -> str:
    """The path and query of an address of this surface; empty for any other, however a browser would bend it."""
    parts, own = urlsplit(url), urlsplit(settings.SURFACE_URL)
    if parts.netloc and parts.netloc != own.netloc:
        return ""
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    own_page = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if own_page else ""


def _find(request: HttpRequest, path: str) -> KeptForm | None:
    rows = KeptForm.objects.filter(browser=_browser(request), surface=settings.SURFACE, until__gte=clock())
    if path:
        return rows.filter(path=path).first()
    return rows.filter(path=form_path(request)).first() or rows.filter(path=request.path).first()


def _remove(kept: KeptForm) -> None:
    for name in kept.files:
        _file(name).unlink(missing_ok=True)
    kept.delete()


def _browser(request: Any) -> bytes:
    return hashlib.blake2b(request.browser.encode(), digest_size=16).digest()


def _file(name: str) -> Path:
    return settings.HOME / FOLDER / name


def _still_wanted(request: HttpRequest, earlier: KeptForm | None) -> list[str]:
    """The photos kept before that nobody has left out since; the others are taken away."""
    names = list(earlier.files) if earlier is not None else []
    left_out = set(request.POST.getlist(LEAVE_OUT))
    for name in left_out & set(names):
        _file(name).unlink(missing_ok=True)
    return [name for name in names if name not in left_out]


def _keep_files(request: HttpRequest, *, most: int) -> list[str]:
    names = []
    (settings.HOME / FOLDER).mkdir(parents=True, exist_ok=True, mode=0o700)
    for upload in request.FILES.getlist("photo")[:most]:
        if upload.size and upload.size <= settings.UPLOAD_MOST:
            name = secrets.token_hex(16)
            _file(name).write_bytes(crypto.seal(upload.read(), bound=f"kept:{name}"))
            upload.seek(0)
            names.append(name)
    return names


def _photo(name: str) -> Photo:
    return Photo(content=crypto.unseal(_file(name).read_bytes(), bound=f"kept:{name}"), name=name)
