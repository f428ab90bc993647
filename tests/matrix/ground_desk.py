"""What a clerk keeps and what the desk of a community has: calls, phrases, views, lists of work, letters."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

from linli.gates.unread import actions as unread
from linli.gates.unread.models import Unread
from linli.gates.webhooks import actions as webhooks
from linli.gates.webhooks.models import Hook
from linli.kernel.cases.actions import calling
from linli.kernel.cases.models_calls import Call
from linli.kernel.desks import actions as desks
from linli.kernel.desks.models import Batch, OwnView
from linli.kernel.imports import actions as imports
from linli.kernel.indicators import actions as indicators
from linli.kit.desk import tokens
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.pointers import pointer
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from linli.scenarios.population.visits import rounds
from tests.before_walls import as_superuser
from tests.matrix.town import Side, Town


def desk(town: Town, side: Side) -> None:
    """What a clerk keeps and what the desk of the community has: calls, phrases, views, lists of work, letters."""
    world, now = town.world, clock()
    at, clerk = world.community(side.community), world.hat("clerk", side.community)
    _calls(town, side, clerk)
    _kept(town, side, clerk)
    said = town.token()
    url = f"https://{said.lower()}.example.cn/"
    names = ["case.opened"]
    webhooks.subscribe(scope_id=at, names=names, url=url, by=world.hat("supervisor"), now=now)
    as_superuser()
    hook = Hook.objects.latest("id")
    town.add("hook", side.name, hook.id, {"mark": tokens.mark("webhook", hook.id)}, said.lower())
    said = town.token()
    unread.keep(source="mail", raw=said.encode(), sender=said, reason="-", scope_id=at, by=scope.VISITOR, now=now)
    as_superuser()
    letter = Unread.objects.latest("id")
    town.add("unread", side.name, letter.id, {"mark": tokens.mark("unread", letter.id)}, said)
    said = town.token()
    new = rounds.NewRound(at, said, day_of(now))
    held = rounds.begin(rows=[new], today=day_of(now), by=world.hat("grid_worker", side.community), now=now)[0]
    town.add("round", side.name, held, {"mark": pointer("round", held)}, said)
    list_of_people(town, side.name, at)
    unit = world.bodies[side.unit]
    town.add("unit", side.name, unit, {"mark": tokens.mark("unit", unit)})
    case = town.of("case", side.name + "_closed")
    asked = indicators.exclude(
        case_id=case.key, kind="unreasonable", reason=town.token(), by=world.hat("supervisor"), now=now
    )
    town.add("exclusion", side.name, asked.id, {"mark": tokens.mark("exclusion", asked.id)}, asked.reason)


def _calls(town: Town, side: Side, clerk: Hat) -> None:
    for ended in (False, True):
        said = town.token()
        code = calling.ring(phone=town.phone(), rang=clock(), take=True, by=clerk, now=clock())
        if ended:
            calling.end(code=code, result="informed", note=said, by=clerk, now=clock())
        as_superuser()
        call = Call.objects.get(code=code)
        town.add("call", side.name + "_over" * ended, call.id, {"code": code}, said if ended else "", ended=ended)


def _kept(town: Town, side: Side, clerk: Hat) -> None:
    now, said = clock(), town.token()
    root = desks.keep_phrase(name=said, text="{title}已经修好。", uses=["answer"], by=clerk, now=now)
    town.add("phrase", side.name, root, {"mark": tokens.mark("phrase", root)}, said)
    said = town.token()
    code = desks.keep_view(name=said, conditions={"view": "mine"}, by=clerk, now=now)
    number, title = town.of("case", side.name).words["number"], town.token()
    batch = desks.begin_batch(
        action="accept", given={"label": title, "back": "/"}, rows=[(number, title, "0" * 32)], by=clerk, now=now
    )
    as_superuser()
    town.add("own_view", side.name, OwnView.objects.get(code=code).id, {"code": code}, said)
    town.add("batch", side.name, Batch.objects.get(code=batch).id, {"code": batch}, title)


def list_of_people(town: Town, side: str, at: int) -> None:
    """A list of people that was handed in for a division and stopped before its columns were explained."""
    said, robot = f"{town.token()}.csv", scope.robot((at,))
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        print(f"姓名,住址,与房屋关系\n{said},桃源路36号院2栋2单元301,租户", file=file, flush=True)
        sender = imports.Sender(at)
        one = imports.open_import(kind="people", path=Path(file.name), name=said, sender=sender, by=robot, clock=clock)
    town.add("import", side, one.id, {"at": pointer("import", one.id)}, said)
