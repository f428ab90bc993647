"""What of a name or number may stand in a list: enough to tell two people apart, too little to reach one."""

from __future__ import annotations

import re

_PHONE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def masked_name(name: str) -> str:
    """莫** for 莫小兰: the first character; the stars do not tell how long the rest is."""
    name = name.strip()
    return f"{name[0]}**" if name else ""


def masked_phone(number: str) -> str:
    """138****6610; of shorter numbers only the last two."""
    if len(number) >= 11:
        return f"{number[:3]}****{number[-4:]}"
    return f"****{number[-2:]}" if number else ""


def masked_id_number(number: str) -> str:
    """4501********0023: place of registration and last four, no birthday."""
    return f"{number[:4]}********{number[-4:]}" if len(number) >= 15 else ("****" if number else "")


def tells_of_people(text: str) -> list[str]:
    """What a text that everybody is to read seems to tell of somebody: ``phone``, ``id_number``. A hint, no proof."""
    found = {"phone": _PHONE.search(text), "id_number": _ID_NUMBER.search(text)}
    return [what for what, match in found.items() if match]
