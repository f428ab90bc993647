"""The simulator: an act every few seconds by somebody of the demo, through the pages, for as long as it runs.

It outlives everything: a city that is starting again is waited for, a page it does not understand is left.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from linli.main import founding
from linli.main.demo import ADDRESSES, note, phoning, walking
from linli.main.demo.browsing import Away, Browser
from linli.main.demo.logins import Login
from linli.main.demo.players import Player, Stage
from linli.main.terminal import _
from linli.plumbing.packs import Piece
from linli.plumbing.time import now as clock

PACE = (3.0, 7.0)  # seconds between two acts
PATIENCE = 3.0  # seconds before a city that did not answer is asked again
CATCHING_UP = 0.5  # of the first acts: patrols send what their phones kept, and life goes on beside them
HOTLINE = "banchunyan"  # answers the telephone and calls back
WATCHED = {"clerk": 54}  # matters left on a desk that a printed login looks at
NOBODY = Login("public", "visitor", "", "", "")
PLAYED = ("taoyuanbei", "tiantao")
Say = Callable[[str], None]
T = TypeVar("T")


def run(home: Path, *, say: Say, pace: tuple[float, float] = PACE, acts: int = 0) -> int:
    """Until SIGTERM or SIGINT, or after so many acts; how many were done."""
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    dice = Random()  # noqa: S311  the demo may go differently each time
    cast = Cast(home, dice)
    done = tried = 0
    while not stop.is_set() and (not acts or tried < acts):
        tried += 1
        try:
            line = cast.act()
        except Away:
            stop.wait(PATIENCE)
            continue
        except Exception as problem:  # a page nobody thought of must not end the demo
            say(f"{type(problem).__name__}: {problem}")
            line = ""
        if line:
            done += 1
            say(line)
        stop.wait(dice.uniform(*pace))
    return done


class Cast:
    """Everybody with a login, each with a browser of their own that stays signed in."""

    def __init__(self, home: Path, dice: Random) -> None:
        self._home, self._dice = home, dice
        self._public, self._desk = (os.environ.get(*default) or default[1] for default in ADDRESSES)
        self._stage = stage(dice)
        self._players: dict[str, Player] = {}
        self._phones: list[Player] | None = None

    def act(self) -> str:
        """One act of somebody; a line that tells it, empty when there was nothing to do."""
        if self._phones is None:
            self._phones = self._walkers()
        if self._phones and self._dice.random() < CATCHING_UP:
            return self._catch_up(self._phones.pop())
        chance = self._dice.random()
        if chance < 0.14:
            return self._report()
        if chance < 0.24:
            return self._walk()
        if chance < 0.34:
            return self._phone()
        if chance < 0.46:
            player = self._someone("public")
            grade = player.rate() if player else ""
            return (
                _("%(name)s rated %(grade)s") % {"name": player.login.name, "grade": grade} if player and grade else ""
            )
        player = self._someone("desk")
        verb = player.work() if player else ""
        return _("%(name)s did %(verb)s") % {"name": player.login.name, "verb": verb} if player and verb else ""

    def _report(self) -> str:
        player = self._someone("public")
        if player is None or self._dice.random() < 0.3:
            player = Player(NOBODY, Browser(self._public), self._stage)
        number = player.report()
        name = player.login.name or _("somebody")
        return _("%(name)s reported %(number)s") % {"name": name, "number": number} if number else ""

    def _walkers(self) -> list[Player]:
        """Every grid worker with a login nobody else plays, in any order."""
        found = [one for one in self._everybody("desk") if one.role == "grid_worker" and not one.shown]
        self._dice.shuffle(found)
        return [self._player(one) for one in found]

    def _catch_up(self, player: Player) -> str:
        sent = walking.catch_up(player, now=clock())
        return _("%(name)s sent %(count)s visits of a patrol") % {"name": player.login.name, "count": sent}

    def _walk(self) -> str:
        walkers = self._walkers()
        did = walking.walk(walkers[0]) if walkers else ""
        return _("%(name)s on patrol: %(did)s") % {"name": walkers[0].login.name, "did": did} if did else ""

    def _phone(self) -> str:
        """The hotline: a call comes in, or somebody is called back."""
        desk = [one for one in self._everybody("desk") if one.role == "clerk" and one.login == HOTLINE]
        if not desk:
            return ""
        player = self._player(desk[0])
        did = phoning.call_back(player) or phoning.ring(player)
        return _("%(name)s on the telephone: %(did)s") % {"name": player.login.name, "did": did} if did else ""

    def _everybody(self, surface: str) -> list[Login]:
        return [one for one in note.read(self._home).logins if one.surface == surface]

    def _someone(self, surface: str) -> Player | None:
        """Somebody of a surface. Whoever is printed for visitors to play is left to them at the desk."""
        everybody = self._everybody(surface)
        cast = [one for one in everybody if surface == "public" or not (one.shown or one.login == HOTLINE)]
        return self._player(self._dice.choice(cast)) if cast else None

    def _player(self, login: Login) -> Player:
        surface, everybody = login.surface, self._everybody(login.surface)
        if login.login not in self._players:
            base = self._public if surface == "public" else self._desk
            is_watched = any(one.shown and (one.role, one.unit) == (login.role, login.unit) for one in everybody)
            keep = WATCHED.get(login.role, 4) if is_watched else 1
            self._players[login.login] = Player(login, Browser(base), self._stage, keep)
        return self._players[login.login]


def stage(dice: Random) -> Stage:
    """What the packs say of the city: texts, names of matters, addresses where colleagues play."""
    from linli.kernel.cases.packs import City, Item, SampleReport
    from linli.main.demo.packs import Compound
    from linli.plumbing import packs
    from linli.plumbing.manifests import SCENARIOS

    pieces, _problems = packs.gather(sorted(SCENARIOS.glob("*/packs/**/*.yaml")), founding.city_folder())
    labels = {one.code: one.label.zh for one in _of(pieces, Item)}
    samples: dict[str, list[SampleReport]] = {}
    for one in _of(pieces, SampleReport):
        samples.setdefault(one.item, []).append(one)
    zone = next((one.zone for one in _of(pieces, City)), "Asia/Shanghai")
    compounds = [one for one in _of(pieces, Compound) if one.inside in PLAYED]
    addresses = [f"{one.name}{number}栋" for one in compounds for number in range(1, one.buildings + 1)]
    return Stage(samples, labels, addresses, dice, ZoneInfo(zone))


def _of(pieces: Iterable[Piece], shape: type[T]) -> Iterator[T]:
    for piece in pieces:
        if isinstance(piece.value, shape):
            yield piece.value
