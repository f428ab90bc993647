"""Whether a plain value fits a shape, and if not, every place where it does not.

msgspec decides; this walks down only when it said no, to find the lines and the nearest right keys.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.plumbing.packs.errors import Problem, Spot, Text, nearest, unknown_key

_PATH = re.compile(r" - at `[^`]*`$")
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<got>[^`]+)`")
_NAMES: dict[str, Text] = {
    "int": _("a whole number"),
    "float": _("a number"),
    "str": _("text"),
    "bool": _("true or false"),
    "array": _("a list"),
    "object": _("keys with values"),
    "null": _("nothing"),
    "date": _("a date like 2026-01-31"),
}


def convert(value: Any, shape: Any) -> Any:
    """The typed value; ``msgspec.ValidationError`` when it does not fit."""
    return msgspec.convert(value, shape, strict=True, str_keys=True)


def fit(value: Any, shape: Any, spot: Spot) -> list[Problem]:
    """Everything about ``value`` that does not fit ``shape``; empty when it fits."""
    try:
        convert(value, shape)
    except msgspec.ValidationError as error:
        return _inside(value, shape, spot) or [_sentence(error, value, shape, spot)]
    return []


def _inside(value: Any, shape: Any, spot: Spot) -> list[Problem]:
    """The problems further down, where the value and the shape are of one make."""
    for candidate in _makes(shape):
        if isinstance(value, dict) and _is_struct(candidate):
            return _struct(value, candidate, spot)
        if isinstance(value, dict) and get_origin(candidate) in (dict, Mapping):
            return _mapping(value, candidate, spot)
        if isinstance(value, list) and get_origin(candidate) in (list, tuple, frozenset, set):
            inner = get_args(candidate)[0]
            return [found for i, item in enumerate(value) for found in fit(item, inner, spot.child(i))]
    return []


def _struct(value: dict[str, Any], shape: Any, spot: Spot) -> list[Problem]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    unknown = [key for key in value if key not in fields]
    meant = {nearest(key, fields) for key in unknown}
    found = [unknown_key(spot, key, fields) for key in unknown]
    for name, field in fields.items():
        if name in value:
            found += fit(value[name], field.type, spot.child(name))
        elif field.required and name not in meant:
            found.append(spot.problem(_('%(where)s has no key "%(key)s", which it needs'), key=name))
    return found


def _mapping(value: dict[str, Any], shape: Any, spot: Spot) -> list[Problem]:
    keys, inner = get_args(shape)
    found: list[Problem] = []
    for key, item in value.items():
        try:
            convert({key: None}, dict[keys, Any])  # type: ignore[valid-type]
        except msgspec.ValidationError:
            allowed = _allowed(keys)
            message = _('%(where)s: "%(key)s" cannot be a key here')
            found += [unknown_key(spot, key, allowed)] if allowed else [spot.child(key).problem(message, key=key)]
        found += fit(item, inner, spot.child(key))
    return found


def _sentence(error: msgspec.ValidationError, value: Any, shape: Any, spot: Spot) -> Problem:
    """What msgspec found, in words for the person who wrote the file."""
    if isinstance(error.__cause__, ValueError):
        return spot.problem(_("%(where)s: %(reason)s"), reason=_(str(error.__cause__)))
    for attempt in (_not_a_choice, _not_a_date, _not_as_described, _wrong_make):
        problem = attempt(error, value, shape, spot)
        if problem:
            return problem
    reason = _PATH.sub("", str(error))
    return spot.problem(_("%(where)s does not fit: %(reason)s"), reason=reason)


def _not_a_choice(_error: Exception, value: Any, shape: Any, spot: Spot) -> Problem | None:
    allowed = _allowed(shape)
    if not allowed or not isinstance(value, str):
        return None
    near = nearest(value, allowed)
    message = _('%(where)s cannot be "%(value)s"')
    if not near:
        message = _('%(where)s cannot be "%(value)s"; it is one of: %(known)s')
    return spot.problem(message, value=value, near=near, known=", ".join(allowed))


def _not_a_date(_error: Exception, value: Any, shape: Any, spot: Spot) -> Problem | None:
    if date in _makes(shape) and isinstance(value, str):
        return spot.problem(_('%(where)s: "%(value)s" is not a date like 2026-01-31'), value=value)
    return None


def _not_as_described(_error: Exception, value: Any, shape: Any, spot: Spot) -> Problem | None:
    described = [meta.description for meta in getattr(shape, "__metadata__", ()) if getattr(meta, "description", None)]
    if described and isinstance(value, str):
        wanted = _(described[0])
        return spot.problem(_('%(where)s cannot be "%(value)s"; it should be %(wanted)s'), value=value, wanted=wanted)
    return None


def _wrong_make(error: Exception, value: Any, _shape: Any, spot: Spot) -> Problem | None:
    match = _EXPECTED.search(str(error))
    if not match:
        return None
    wanted = _or([_NAMES.get(name, name) for name in match["wanted"].split(" | ")])
    if value is None:
        return spot.problem(_("%(where)s is empty; it should be %(wanted)s"), wanted=wanted)
    got = _NAMES.get(match["got"], match["got"])
    return spot.problem(_("%(where)s should be %(wanted)s, not %(got)s"), wanted=wanted, got=got)


class _or:  # noqa: N801  reads as the word it is: joined only when the sentence is made, in its language
    def __init__(self, names: list[Text]) -> None:
        self.names = names

    def __str__(self) -> str:
        return str(_(" or ")).join(str(name) for name in self.names)


def _makes(shape: Any) -> list[Any]:
    """What a value may be: the members of a union, without their annotations."""
    if get_origin(shape) is Annotated:
        return _makes(get_args(shape)[0])
    if get_origin(shape) in (Union, types.UnionType):
        return [make for member in get_args(shape) for make in _makes(member)]
    return [shape]


def _allowed(shape: Any) -> list[str]:
    """The words a closed choice allows; empty for anything else."""
    return [word for make in _makes(shape) if get_origin(make) is Literal for word in get_args(make)]


def _is_struct(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, msgspec.Struct)
