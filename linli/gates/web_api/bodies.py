"""Reading what a program sends: JSON as it stands, or a form with the JSON in one part and photos in the others."""

from __future__ import annotations

import base64
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema

from linli.gates.web_api.problems import NotReadable, Refused
from linli.gates.web_api.shapes import PhotoIn
from linli.kernel.cases.reports import Photo
from linli.kit import room_left
from linli.plumbing import idempotency

Body = TypeVar("Body", bound=Schema)

JSON, FORM = "application/json", "multipart/form-data"
JSON_PART, PHOTO_PART = "json", "photo"
REFERENCE = "#/components/schemas/{model}"
MOST_PHOTOS = 9


def read(request: HttpRequest, shape: type[Body]) -> Body:
    """The body in its declared shape. Only JSON: no page of another site can send that by itself."""
    if request.content_type == JSON:
        return shape.model_validate_json(request.body or b"{}")
    if request.content_type == FORM:
        return shape.model_validate_json(request.POST.get(JSON_PART) or "{}")
    raise NotReadable


def photos(request: HttpRequest, inline: list[PhotoIn]) -> tuple[Photo, ...]:
    """The photos of a body: files of the form, and those written into the JSON in base64."""
    if full := room_left.sentence_for(request):
        raise Refused(full, field="photos")
    sent = [_uploaded(upload) for upload in request.FILES.getlist(PHOTO_PART)]
    sent += [_inline(photo) for photo in inline]
    if len(sent) > MOST_PHOTOS:
        raise Refused(_("Nine photos fit. Leave some out."), field="photos")
    return tuple(sent)


def _uploaded(upload: UploadedFile[bytes]) -> Photo:
    if (upload.size or 0) > settings.UPLOAD_MOST:
        raise Refused(
            _("“%(name)s” is larger than 20 MB. Send a smaller photo.") % {"name": upload.name}, field="photos"
        )
    return Photo(content=upload.read(), name=upload.name or "")


def _inline(photo: PhotoIn) -> Photo:
    try:
        return Photo(content=base64.b64decode(photo.content, validate=True), name=photo.name)
    except ValueError as broken:  # signs that are no base64, or none of its alphabet
        raise Refused(_("A photo in JSON is written in base64."), field="photos") from broken


def digest(request: HttpRequest, body: Schema, sent: tuple[Photo, ...]) -> bytes:
    """What was sent, so that the same key with another content is refused."""
    pictures = [idempotency.digest_of(photo.content) for photo in sent]
    said = body.model_dump_json(exclude={"photos"}).encode()
    return idempotency.digest_of(b"\x1f".join([request.path.encode(), said, *pictures]))


def described(shape: type[Schema], *, photos: bool) -> dict[str, Any]:
    """The OpenAPI description of a body; its shape stands among the components."""
    schema = {"$ref": REFERENCE.format(model=shape.__name__)}
    content: dict[str, Any] = {JSON: {"schema": schema}}
    if photos:
        files = {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": MOST_PHOTOS}
        parts = {JSON_PART: schema, PHOTO_PART: files}
        content[FORM] = {"schema": {"type": "object", "properties": parts, "required": [JSON_PART]}}
    return {"requestBody": {"required": True, "content": content}}
