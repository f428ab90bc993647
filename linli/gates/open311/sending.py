"""Reading what a program sends: a form in UTF-8, with photos as files where it is multipart.

Nothing is guessed. A form whose bytes are not UTF-8 is refused, unless it names the Chinese encoding it is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.gates.open311.entry import readable
from linli.gates.open311.problems import Refused
from linli.kernel.cases.reports import Photo
from linli.kit import room_left

PLAIN, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
CHINESE = frozenset({"gbk", "gb2312", "gb18030", "x-gbk", "cp936"})
UNICODE = frozenset({"", "utf-8", "utf8"})
BOM = b"\xef\xbb\xbf"
MOST_FIELDS, MOST_PHOTOS = 300, 9
ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,80})\](?:\[\d*\])?")


@dataclass(slots=True)
class Sent:
    """The fields of a form, the last value of each; answers to a service's questions; photos."""

    fields: dict[str, str] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)
    photos: tuple[Photo, ...] = ()

    def get(self, name: str) -> str:
        """A field without blank edges; empty where it was not sent."""
        return self.fields.get(name, "").strip()


def read(request: HttpRequest) -> Sent:
    """The form as it was sent, or a sentence about how to send it."""
    sent = Sent()
    if request.content_type == MULTIPART:
        pairs = [(name, value) for name, values in request.POST.lists() for value in values]
        sent.photos = _photos(request)
    elif request.content_type == PLAIN:
        pairs = _decoded(request)
    else:
        raise Refused(_("Send a form: application/x-www-form-urlencoded in UTF-8, or multipart/form-data with photos."))
    for name, value in pairs:
        readable(name, value)
        _put(sent, name.strip("\ufeff \t\r\n"), value.strip("\ufeff"))
    return sent


def _put(sent: Sent, name: str, value: str) -> None:
    asked = ATTRIBUTE.fullmatch(name)
    if asked is not None:
        sent.answers.setdefault(asked[1], []).append(value.strip())
    elif name in ("media_url", "media_url[]"):
        sent.media += [value.strip()] if value.strip() else []
    else:
        sent.fields[name] = value


def _decoded(request: HttpRequest) -> list[tuple[str, str]]:
    charset = (request.content_params or {}).get("charset", "").strip("\"' ").lower()
    encoding = "gb18030" if charset in CHINESE else "utf-8"
    if charset not in CHINESE | UNICODE:
        raise Refused(_("The encoding “%(charset)s” is not read here. Send UTF-8.") % {"charset": charset[:40]})
    try:
        body = request.body.removeprefix(BOM).decode("latin-1")  # byte for byte, so that nothing is lost yet
        raw = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="latin-1")
        return [tuple(part.encode("latin-1").decode(encoding) for part in pair) for pair in raw]  # type: ignore[misc]
    except UnicodeDecodeError:
        sentence = _("The form is not in UTF-8, so nothing was taken. Send it in UTF-8, or name its charset (GBK).")
        raise Refused(sentence) from None
    except ValueError:
        raise Refused(_("This form has more than 300 fields. Send those of the service only.")) from None


def _photos(request: HttpRequest) -> tuple[Photo, ...]:
    """Every file of the form, whatever its field is called: programs call it media, photo or file."""
    if full := room_left.sentence_for(request):
        raise Refused(full, code=413)
    uploads: list[UploadedFile[Any]] = [one for _name, files in request.FILES.lists() for one in files]
    if len(uploads) > MOST_PHOTOS:
        raise Refused(_("Nine photos fit. Leave some out."))
    for upload in uploads:
        if (upload.size or 0) > settings.UPLOAD_MOST:
            sentence = _("“%(name)s” is larger than 20 MB. Send a smaller photo.")
            raise Refused(sentence % {"name": upload.name}, code=413)
    return tuple(Photo(content=upload.read(), name=upload.name or "") for upload in uploads if upload.size)
