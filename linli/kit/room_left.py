"""Room for photos: what is sent is kept as it came until the worker has drawn it anew, and a disk is soon full.

An address may fill so much of it within an hour, all addresses together so much, and a reserve stays free whoever
fills the rest. Where there is no room the photos of a form are not taken off the line at all; its words are, and the
form says what to do.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from linli.kit import sessions
from linli.plumbing import rates
from linli.plumbing.time import now as clock

HOUR = timedelta(hours=1)
MB, GB = 1024, 1024 * 1024  # in kB, as the buckets count
SMALL = 64  # kB; a form of words is never counted
OF_AN_ADDRESS = {"public": 1 * GB, "desk": 8 * GB}  # a whole street office sits behind one address
OF_ALL = 20 * GB
RESERVE = 1024 * MB  # kB of the disk that stay free for the database and its log


class Room:
    """Counts what forms with files announce, before anything of them is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        size = int(announced) // 1024 if announced.isdigit() else 0
        if size > SMALL and request.content_type == "multipart/form-data" and not _is_room(request, size):
            request.no_room = True  # type: ignore[attr-defined]
            request.upload_handlers = [NotTaken(request)]
        return self.get_response(request)


class NotTaken(FileUploadHandler):
    """Files go by unread; the words of the form are kept."""

    def new_file(self, *_args: Any, **_more: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's signature
        return None

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002  Django's signature
        return None


def sentence_for(request: Any) -> str:
    """What the form says where its photos were not taken; empty where they were."""
    if not getattr(request, "no_room", False):
        return ""
    return _(
        "There is no room for photos just now. Your words are kept: send them without photos, or again in an hour."
    )


def _is_room(request: HttpRequest, size: int) -> bool:
    if shutil.disk_usage(settings.HOME).free // 1024 - size < RESERVE:
        return False
    now, most = clock(), OF_AN_ADDRESS.get(settings.SURFACE, OF_ALL)
    own = rates.allow("photo kB", sessions.address_of(request), most=most, per=HOUR, now=now, count=size)
    return own and rates.allow("photo kB", "all", most=OF_ALL, per=HOUR, now=now, count=size)
