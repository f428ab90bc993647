"""What happens to one matter of the demo: the report, and deed after deed with the moment of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from linli.engines import worktime
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions.following import OUTCOMES
from linli.kernel.cases.models import Lamp
from linli.kernel.cases.packs import SampleReport
from linli.kernel.cases.reports import Report
from linli.main.demo.pictures import PICTURES
from linli.main.demo.timing import age_with, at_work, awake

RATE = "rate"
BEGUN = "begun"  # reported, and nobody has done anything yet
STEP_OF = {
    "place": "placed",
    "verify": "confirmed_on_site",
    "accept": "accept",
    "handle": "handled",
    "answer": "answer",
}
AFTERWARDS = {"confirm": (), "review": (2,), "closed": (5,), "reopened": (1,), "closed_late": (2, 5)}
SAID = {
    "confirmed_on_site": "到现场看过，情况属实。",
    "contacted": "打过电话，说好了上门的时间。",
    "hand_over": "看了图纸，这里不归我们管，请接着办。",
    "send_back": "居民说没好，请再去一次，做完拍照。",
    "not_found": "到现场看过两次，没有看到所说的情况，拍了照片。",
}
REFUSED = {  # what is answered where nothing could be done, and what that rests on
    "declined": ("到现场看过，这件事现在办不了，依据写在下面。", "这一片已经列入今年的改造计划，改造前不再单独施工。"),
    "not_ours": ("到现场看过，这件事不归我们管，该找谁写在下面。", "归产权单位管，联系方式贴在现场的牌子上。"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody does to a case: an action of its flow, or ``rate`` with a grade.

    ``picture`` is the subject of the photo it comes with, ``to_role`` whose desk it is handed to, ``basis`` what an
    answer rests on that nothing could be done.
    """

    verb: str
    at: datetime
    text: str = ""
    picture: str = ""
    grade: int = 0
    outcome: str = ""
    basis: str = ""
    place: int | None = None
    to_role: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One matter from report to where it stands. ``resident`` is the number of the neighbour who logged in for it.

    ``open`` plans are read at the present moment, so that their lamps are right at once; finished ones happen in
    their own time.
    """

    key: str
    report: Report
    deeds: tuple[Deed, ...]
    resident: int | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """What every plan is made with: the city's clock, its texts, and the moment it is read at."""

    now: datetime
    calendar: worktime.Calendar
    samples: dict[str, list[SampleReport]] = field(default_factory=dict)


def path_of(item: str, *, placed: bool, at: datetime) -> list[str]:
    """The steps a matter of this item goes through up to its answer."""
    matter = catalogue.matter(item, at=at)
    return [step for step in STEP_OF if step in matter.flow and not matter.passes_over(step, placed=placed)]


def verbs_to(target: str, path: Sequence[str], dice: Random) -> list[tuple[str, int]]:
    """The deeds that lead to a step or to an end, each with its grade where it is a rating."""
    if target == BEGUN:
        return []
    if target in path:
        verbs = [(STEP_OF[step], 0) for step in path[: path.index(target)]]
    else:
        verbs = [(STEP_OF[step], 0) for step in path]
    for grade in AFTERWARDS.get(target, ()):
        verbs.append((RATE, grade if grade < 5 else dice.choice((5, 5, 5, 4, 4, 3))))
        if target == "reopened" or (target == "closed_late" and grade < 5):
            verbs.append(("send_back", 0))
        if target == "closed_late" and grade < 5:
            verbs += [("handled", 0), ("answer", 0)]
    if target == "handle" and dice.random() < 0.3:
        verbs.append(("contacted", 0))
    return verbs


def deeds_of(
    verbs: Sequence[tuple[str, int]], *, item: str, sample: SampleReport, last: datetime, setting: Setting, dice: Random
) -> tuple[list[Deed], datetime]:
    """Deeds with their moments, counted back from the last one; and the moment of the report before them."""
    moment, deeds = last, []
    for verb, grade in reversed(verbs):
        hours = awake if verb == RATE else at_work
        moment = hours(moment, calendar=setting.calendar)
        deeds.append(_deed(verb, grade, moment, item, sample, dice))
        moment -= timedelta(minutes=_gap(verb, dice))
    if verbs:
        moment = awake(moment, calendar=setting.calendar)
    return deeds[::-1], moment


def _gap(verb: str, dice: Random) -> float:
    """Minutes between a deed and the one before it."""
    if verb == RATE:
        return dice.uniform(90, 2400)
    if verb in ("handled", "answer"):
        return dice.uniform(40, 1500)
    return dice.uniform(12, 240)


def _deed(verb: str, grade: int, at: datetime, item: str, sample: SampleReport, dice: Random) -> Deed:
    words = {"handled": sample.done, "answer": sample.answer, "confirmed_on_site": sample.found}
    outcome = dice.choices(OUTCOMES, (80, 12, 5, 3))[0] if verb == "answer" else ""
    refused, basis = REFUSED.get(outcome, ("", ""))
    return Deed(
        verb=verb,
        at=at,
        text=refused or words.get(verb) or SAID.get(verb, ""),
        picture=PICTURES.get(item, "road") if verb in ("handled", "not_found") else "",
        grade=grade,
        outcome=outcome,
        basis=basis,
        to_role="clerk" if verb == "hand_over" else "",
    )


def last_moment(
    target: str, lamp: Lamp, item: str, *, setting: Setting, dice: Random, ago: Callable[[Random], timedelta]
) -> datetime:
    """When the last thing happened: for an open step so that its lamp stands as wanted, else some time ago."""
    matter = catalogue.matter(item, at=setting.now)
    step = {"reopened": "handle"}.get(target, target)
    found = next((one for one in matter.flow.steps if one.name == step and not one.is_wait), None)
    if found is None or not found.limit:
        return setting.now - ago(dice)
    age = age_with(lamp, str(found.limit), calendar=setting.calendar, now=setting.now, dice=dice)
    return setting.now - age - timedelta(seconds=30)
