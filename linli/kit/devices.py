"""What kind of device came in, in few words: enough to tell one's own phone from somebody else's computer, no more."""

from __future__ import annotations

# The first that is found names it; what calls itself by several names stands before the names it borrows.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("HuaweiBrowser", "Huawei"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def named(agent: str) -> str:
    """``Chrome Windows`` for what a browser says of itself; empty where it says nothing we know."""
    return " ".join(filter(None, (_first(agent, BROWSERS), _first(agent, SYSTEMS))))


def _first(agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((words for sign, words in known if sign in agent), "")
