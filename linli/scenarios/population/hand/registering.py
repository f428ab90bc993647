"""Where somebody is registered, as people say it: a place of the city, or a division of the country, or its code."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from linli.engines import regions
from linli.kernel.places.models import DIVISIONS, Place
from linli.scenarios.population.visits.entry import NotTaken

FIELD, CHOSEN = "registered_in", "registered_code"
MOST = 8
_CODE = re.compile(r"\d{6}(?:\d{3}|\d{6})?", re.ASCII)


def code_of(typed: str, chosen: str = "") -> str:
    """The code of what was chosen from the list, or typed; empty where nothing was.

    Raises ``NotTaken`` where it is nothing known, or may be several: then the form offers them.
    """
    if _CODE.fullmatch(chosen):
        return chosen
    text = typed.strip()
    if not text or _CODE.fullmatch(text):
        return text
    own = _of_the_city(text)
    found = own or [(one.code, one.label) for one in regions.read(text)]
    if len(found) == 1:
        return found[0][0]
    if found:
        raise NotTaken(_("There are several of this name. Choose one, or write the province before it."), FIELD)
    raise NotTaken(
        _("No division is called like this. Write province, city and county, such as 湖南省长沙市天心区, or the code."),
        FIELD,
    )


def choices(typed: str) -> list[tuple[str, str]]:
    """What may be meant, as (code, words): divisions of the city first. At most one statement."""
    text = typed.strip()[:40]
    if not text:
        return []
    found = _of_the_city(text)
    for one in regions.find(text, MOST):
        if one.code not in dict(found):
            found.append((one.code, label(one)))
    return found[:MOST]


def label(one: regions.Region) -> str:
    """湖南省长沙市宁乡县（到2016年）."""
    return _("%(name)s (until %(year)s)") % {"name": one.label, "year": one.until} if one.until else one.label


def said(code: str) -> str:
    """A code in the words of the country's list, with the code where the list does not have it."""
    found = regions.named(code)
    return found.label if found is not None else code


def _of_the_city(text: str) -> list[tuple[str, str]]:
    """Divisions of this city whose name ends what was typed, the longest name first. One statement.

    With a province or a city before it, it must be this one.
    """
    tails = [text[start:] for start in range(len(text) - 1)]
    held = Place.objects.filter(level__in=DIVISIONS, until__isnull=True, name__in=tails, code__regex=r"^\d{6,12}$")
    rows = sorted(held.values_list("code", "name"), key=lambda row: (-len(row[1]), row[0]))
    rows = [row for row in rows if len(row[1]) == len(rows[0][1]) and _CODE.fullmatch(row[0])]
    if rows and rows[0][1] != text:
        above = [one.code[:4] for one in regions.read(text)]
        rows = [row for row in rows if row[0][:4] in above]
    return rows
