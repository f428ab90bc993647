"""Everybody who asks: signed in once through the door of their surface, and what they are by the records themselves.

Which divisions a post works in and whose matters somebody stands behind is read off the rows here, without the
database's own functions that make a hat, so that a hat that reaches too far is found too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from linli.kernel.people import actions as people
from linli.kernel.people.models import Account, Post, Subject
from linli.kernel.places.models import Area, Place
from linli.kit.desk import tokens
from linli.main.demo.ground import INGEST
from linli.plumbing.models import RateBucket
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests import factors
from tests.before_walls import Identity, as_superuser
from tests.matrix.actor import Actor
from tests.matrix.town import SIDES, Town
from tests.surfaces import surface
from tests.world import PASSWORD, Quick, World

DIVISIONS = ("city", "district", "street", "community")
HERE = "桃源北社区"


# Name for the report, role, community or division of the post, login where several hold the same.
POSTS = (
    ("clerk", "clerk", "taoyuanbei"),
    ("clerk of another community", "clerk", "tiantao"),
    ("clerk of another street", "clerk", "xinghu"),
    ("clerk of the hotline", "clerk", "nanning"),
    ("grid worker", "grid_worker", "taoyuanbei"),
    ("property staff", "property_staff", "taoyuanbei"),
    ("street clerk", "street_clerk", "zhongshan"),
    ("street clerk of the district", "street_clerk", "qingxiu"),
    ("street lead", "street_lead", "zhongshan"),
    ("street lead of another street", "street_lead", "xinzhu"),
    ("coordinator", "coordinator", "zhongshan"),
    ("coordinator of the city", "coordinator", "nanning"),
    ("enforcement staff", "enforcement_staff", "zhongshan"),
    ("emergency staff", "emergency_staff", "zhongshan"),
    ("public order staff", "public_order_staff", "zhongshan"),
    ("data officer of another street", "data_officer", "xinzhu"),
    ("data officer of the district", "data_officer", "qingxiu"),
    ("data officer of the city", "data_officer", "nanning"),
    ("supervisor", "supervisor", "nanning"),
    ("catalogue editor", "catalogue_editor", "nanning"),
    ("catalogue publisher", "catalogue_publisher", "nanning"),
    ("auditor", "auditor", "nanning"),
    ("system administrator", "system_administrator", "nanning"),
    ("security administrator", "security_administrator", "nanning"),
)


def everybody(town: Town) -> dict[str, list[Actor]]:
    """The actors of both surfaces, signed in."""
    return {"public": list(_public(town)), "desk": list(_desk(town))}


def quick_hashes() -> override_settings:
    """New passwords, and those nobody has, are hashed with little work; those of the world are read as they are."""
    names = [f"{one.__module__}.{one.__qualname__}" for one in (Quick, Argon2PasswordHasher)]
    return override_settings(PASSWORD_HASHERS=names)


# -- the desk


def _desk(town: Town) -> Iterator[Actor]:
    world = town.world
    with surface("desk"):
        yield _nobody("nobody at the desk", "desk", "nobody")
        for name, role, place in POSTS:
            yield _staff(world, name, role, world.places[place])
        yield _ended(world)
        resident = world.resident()
        yield _stranger(town, resident)


def _staff(world: World, name: str, role: str, place: int) -> Actor:
    as_superuser()
    post = Post.objects.filter(role=role, place_id=place, until=None).order_by("id").first()
    assert post is not None, f"nobody is {role} at {place}"
    held = list(Post.objects.filter(account_id=post.account_id, until=None).order_by("id"))
    client = _entered(login=world.logins[post.account_id], password=PASSWORD)
    if held[0].id != post.id:
        client.post("/login/post", {"post": tokens.mark("post", post.id)})
    identity = Identity(_scopes(post), (), post.account_id, post.organisation_id, role)
    return _actor(name, "desk", role, identity, client, place)


def _scopes(post: Post) -> tuple[int, ...]:
    """The division of the post with everything below it, and those its areas lie in."""
    as_superuser()
    found, below = {post.place_id}, [post.place_id]
    while below:
        rows = Place.objects.filter(parent_id__in=below, level__in=DIVISIONS).values_list("id", flat=True)
        below = list(rows)
        found |= set(below)
    found |= set(Area.objects.filter(id__in=post.areas).values_list("scope_id", flat=True))
    return tuple(sorted(found))


def _ended(world: World) -> Actor:
    """A clerk of the same community who was signed in when the post ended."""
    as_superuser()
    first = Post.objects.filter(role="clerk", place_id=world.community(HERE), until=None).order_by("id").first()
    post = Post.objects.filter(role="clerk", place_id=world.community(HERE), until=None).order_by("id").last()
    assert first is not None
    assert post is not None
    assert first.id != post.id
    client = _entered(login=world.logins[post.account_id], password=PASSWORD)
    people.end_post(post_id=post.id, by=world.hat("supervisor"), now=clock())
    return _actor("whose post has ended", "desk", "nobody", Identity(role="nobody"), client)


def _stranger(town: Town, resident: Hat) -> Actor:
    """A resident who brings the cookie of the public surface to the desk."""
    with surface("public"):
        client = _entered(phone=town.world.residents[0].phone, password=PASSWORD)
    made = _actor("resident with the cookie of the other surface", "desk", "nobody", Identity(role="nobody"), client)
    made.cookies = {name.replace("linli_public", "linli_desk"): value for name, value in made.cookies.items()}
    assert resident.account
    return made


# -- the public surface


def _public(town: Town) -> Iterator[Actor]:
    world = town.world
    first, second, third = world.residents
    people.give_mandate(
        giver_subject=first.subject, taker_subject=second.subject, purpose="代办",
        until=clock() + timedelta(days=9), by=world.resident(0), now=clock(),
    )  # fmt: skip
    with surface("public"):
        yield _nobody("visitor", "public", "visitor")
        for name, one in (("resident", first), ("resident with a mandate", second), ("another resident", third)):
            givers = (first.subject,) if one is second else ()
            yield _resident(world, name, one.phone, one.account, givers)
        yield _whose_mandate_ended(town)
        yield _whose_account_ended(town)
        for side in (SIDES[0], SIDES[2]):
            yield _with_receipt(town, side.name)
        yield _clerk_outside(world)
        for name, secret in (("program with a key", town.keys[0]), ("program whose key has ended", town.keys[1])):
            made = _nobody(name, "public", "visitor")
            made.key = secret
            yield made


def _resident(world: World, name: str, phone: str, account: int, givers: Iterable[int] = ()) -> Actor:
    client = _entered(phone=phone, password=PASSWORD)
    identity = Identity((), _subjects(account, givers), account, 0, "resident")
    made = _actor(name, "public", "resident", identity, client)
    made.stands_for = tuple(givers)
    return made


def _subjects(account: int, givers: Iterable[int]) -> tuple[int, ...]:
    """Themselves, what they have reported by their account or person, and who gave them a mandate that runs."""
    as_superuser()
    held = Account.objects.get(id=account)
    found = {held.subject_id} if held.subject_id else set()
    found |= set(Subject.objects.filter(account_id=account).values_list("id", flat=True))
    if held.person_id:
        found |= set(Subject.objects.filter(person_id=held.person_id).values_list("id", flat=True))
    return tuple(sorted({*found, *givers}))


def _newcomer(town: Town, name: str) -> tuple[str, int]:
    phone = town.phone()
    row = people.NewAccount(phone=phone, password=PASSWORD, label=name)
    return phone, people.register_account(row=row, by=INGEST, now=clock())


def _whose_mandate_ended(town: Town) -> Actor:
    """Somebody who could act for the first resident until the mandate was taken back."""
    world = town.world
    phone, account = _newcomer(town, "邻居")
    as_superuser()
    taker = Account.objects.get(id=account).subject_id
    assert taker is not None
    mandate = people.give_mandate(
        giver_subject=world.residents[0].subject, taker_subject=taker, purpose="代办",
        until=clock() + timedelta(days=9), by=world.resident(0), now=clock(),
    )  # fmt: skip
    made = _resident(world, "whose mandate has ended", phone, account)
    people.revoke_mandate(mandate_id=mandate, by=world.resident(0), now=clock())
    return made


def _whose_account_ended(town: Town) -> Actor:
    phone, account = _newcomer(town, "走了的人")
    client = _entered(phone=phone, password=PASSWORD)
    as_superuser()
    Account.objects.filter(id=account).update(until=clock())
    return _actor("whose account has ended", "public", "visitor", Identity(role="visitor"), client)


def _with_receipt(town: Town, side: str) -> Actor:
    """Nobody by name, who has opened one case with its code."""
    code = town.of("receipt", side).words["code"]
    client = Client(raise_request_exception=False)
    assert client.get(f"/c/{code}").status_code in (200, 302, 303)
    as_superuser()
    from linli.kernel.cases.models import Case

    subject = Case.objects.get(id=town.of("receipt", side).key).subject_id
    return _actor(f"with a receipt of {side}", "public", "visitor", Identity((), (subject,), 0, 0, "visitor"), client)


def _clerk_outside(world: World) -> Actor:
    """A clerk who brings the cookie of the desk to the public surface: there they are a visitor."""
    with surface("desk"):
        clerk = world.hat("clerk", HERE)
        client = _entered(login=world.login(clerk), password=PASSWORD)
    made = _actor("clerk with the cookie of the desk", "public", "visitor", Identity(role="visitor"), client)
    made.cookies = {name.replace("linli_desk", "linli_public"): value for name, value in made.cookies.items()}
    return made


# -- the door


def _nobody(name: str, where: str, role: str) -> Actor:
    client = Client(raise_request_exception=False)
    client.get("/login")
    return _actor(name, where, role, Identity(role=role), client)


def _entered(**given: str) -> Client:
    """A browser whose login the door has taken."""
    client = Client(raise_request_exception=False)
    answer: Any = client.post("/login" if "login" in given else "/login/password", given)
    assert answer.status_code in (302, 303), answer.content.decode()[:2000]
    if "login" in given:  # staff bring a second factor
        second = answer["Location"].partition("?")[0]
        answer = client.post(second, {"factor_code": factors.code_for(given["login"])})
        assert answer.status_code in (302, 303), answer.content.decode()[:2000]
    _full_buckets()
    return client


def _full_buckets() -> None:
    """Nobody has tried anything yet."""
    with _as_owner():
        RateBucket.objects.all().delete()


@contextmanager
def _as_owner() -> Iterator[None]:
    from tests.surfaces import as_login

    with transaction.atomic(), as_login(""):
        yield


def _actor(name: str, where: str, role: str, identity: Identity, client: Client, place: int = 0) -> Actor:
    cookies = {one: morsel.value for one, morsel in client.cookies.items()}
    assert where == settings.SURFACE
    return Actor(name, where, role, identity, client, cookies, place)
