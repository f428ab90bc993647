"""From an entry back to the YAML of a file. What is written is read again first, so it always means the same.

Comments and the layout of the file an entry came from are not kept: the catalogue never held them. The order of
keys is, as it means something in a flow.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from linli.plumbing.packs.errors import PacksRefused, Problem
from linli.plumbing.packs.text import decode
from linli.plumbing.packs.yaml_lines import parse, scalar

_TAGS = {bool: "bool", int: "int", float: "float", type(None): "null"}
_WIDTH = 110


class _Writer(yaml.SafeDumper):
    """Writes a word plain exactly where our reader takes it for what it is: it reads YAML 1.2, PyYAML 1.1."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        if kind is not yaml.ScalarNode or not implicit[0]:
            resolved: str = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
            return resolved
        return "tag:yaml.org,2002:" + _TAGS.get(type(scalar(value)), "str")

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)  # a list stands deeper than its key, as in the files people write


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _float(writer: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    plain = repr(number)
    short = plain if scalar(plain) == number else f"{number:.17e}"
    return writer.represent_scalar("tag:yaml.org,2002:float", short)


_Writer.add_representer(str, _text)
_Writer.add_representer(float, _float)


def write(kind: str, body: Mapping[str, Any], *, base: str = "") -> str:
    """The text of a file that holds this one entry; ``base`` says which version it was made from.

    Raises :class:`PacksRefused` for what no file can hold, such as a number of twenty digits.
    """
    entry = {**body, "base": base} if base else body
    document: dict[str, Any] = json.loads(json.dumps({kind: [entry]}))  # as it is kept: lists, and no tuples
    # Spoiled characters are refused in a file but not in a form: then every character is written by its number.
    for unicode in (True, False):
        text = _dump(document, unicode=unicode)
        if _reads_as(text, document):
            return text
    where = f"{kind}.{body.get('code', '')}"
    raise PacksRefused([Problem("", 0, where, _("%(where)s holds a number or text that no pack file can hold"))])


def _dump(document: Mapping[str, Any], *, unicode: bool) -> str:
    text: str = yaml.dump(
        document, Dumper=_Writer, sort_keys=False, allow_unicode=unicode, width=_WIDTH, default_flow_style=None
    )
    return text


def _reads_as(text: str, document: Mapping[str, Any]) -> bool:
    try:
        return _same(parse(decode(text.encode(), ""), "").value, document)
    except (PacksRefused, UnicodeEncodeError):
        return False


def _same(one: Any, other: Any) -> bool:
    """Equal, with the keys in the same order, and 1 is neither 1.0 nor true."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
