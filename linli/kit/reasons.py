"""Why a clock stands still, in the words of the catalogue."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language

from linli.kernel.cases import catalogue


def reason_words(code: str, now: datetime) -> str:
    """What the catalogue calls a reason."""
    known = next((one for one in catalogue.pause_reasons(at=now) if one.code == code), None)
    return known.label.text(get_language() or "zh-hans") if known else code
