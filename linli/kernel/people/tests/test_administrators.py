"""Administrators stand apart, and posts are given at and below one's own place, never above oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.people import actions, administrators, queries
from linli.kernel.people.actions import MustStayApart, NewPost, NotForOneself, NotYoursToGive
from linli.kernel.people.administrators import APART, SECURITY, SYSTEM
from linli.kernel.people.models import Post
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

__all__ = ["office", "town"]

pytestmark = pytest.mark.django_db
ROLES = ["clerk", "grid_worker", "property_staff", "street_clerk", "street_lead", "coordinator", "supervisor",
         "data_officer", "catalogue_editor", *sorted(APART)]  # fmt: skip


def post(office: Office, who: str, role: str, place: str = "桃源社区", body: str = "桃源居委会") -> NewPost:
    return NewPost(office[who], office[body], role, role, office.town[place])


def city(office: Office, role: str) -> Hat:
    return Hat(surface="desk", role=role, account=1, place=office.town["city"], scopes=office.hat("su").scopes)


@given(giver=st.sampled_from(ROLES), role=st.sampled_from(ROLES))
def test_nobody_gives_a_post_as_high_as_their_own(giver: str, role: str) -> None:
    """But the security administrators, who name each other."""
    if administrators.may_give(giver, role):
        assert giver in administrators.GIVERS
        assert giver == SECURITY or giver != role
        assert giver == SECURITY or role not in APART


@pytest.mark.parametrize("role", sorted(APART))
@pytest.mark.parametrize("other", ["clerk", "supervisor", *sorted(APART)])
def test_two_kinds_are_never_on_one_account(office: Office, role: str, other: str) -> None:
    if role == other:
        return
    by = city(office, SECURITY)
    Post.objects.filter(account_id=office["nong"]).update(until=LATER)
    actions.appoint_many(rows=[post(office, "nong", role, "city", "市中心")], by=by, now=LATER)
    with pytest.raises(MustStayApart):
        actions.appoint_many(rows=[post(office, "nong", other, "city", "市中心")], by=by, now=LATER)


@pytest.mark.parametrize(("held", "wanted"), [("clerk", SYSTEM), (SYSTEM, "clerk"), (SYSTEM, SECURITY)])
def test_the_database_refuses_it_whoever_writes(office: Office, held: str, wanted: str) -> None:
    account, unit, place = office["nong"], office["市中心"], office.town["city"]
    Post.objects.filter(account_id=account).delete()
    first = Post.objects.create(
        account_id=account, organisation_id=unit, role=held, title="", place_id=place, since=LATER
    )
    second = Post(account_id=account, organisation_id=unit, role=wanted, title="", place_id=place, since=LATER)
    with pytest.raises(IntegrityError, match="administrator"), transaction.atomic():
        second.save()
    Post.objects.filter(id=first.id).update(until=LATER)
    second.save()  # one after the other is nothing combined
    with pytest.raises(IntegrityError, match="administrator"), transaction.atomic():
        Post.objects.filter(id=first.id).update(until=None)
    Post.objects.filter(id=first.id).update(until=LATER)


def test_a_street_lead_gives_and_ends_posts_of_their_street_alone(office: Office) -> None:
    lead = office.hat("lu")
    (given_post,) = actions.appoint_many(rows=[post(office, "qin", "grid_worker")], by=lead, now=LATER)
    actions.end_post(post_id=given_post, by=lead, now=LATER)
    refused = [
        post(office, "qin", "street_lead"),
        post(office, "qin", "supervisor"),
        post(office, "qin", SYSTEM),
        post(office, "qin", "clerk", place="南湖社区"),
        post(office, "qin", "clerk", place="city"),
        post(office, "qin", "clerk", body="市中心"),
    ]
    for row in refused:
        with pytest.raises(NotYoursToGive):
            actions.appoint_many(rows=[row], by=lead, now=LATER)
    with pytest.raises(NotYoursToGive):
        actions.end_post(post_id=office["su's post"], by=lead, now=LATER)
    with pytest.raises(NotForOneself):
        actions.end_post(post_id=office["lu's post"], by=lead, now=LATER)
    with pytest.raises(NotAllowed):
        actions.appoint_many(rows=[post(office, "qin", "grid_worker")], by=office.hat("wei"), now=LATER)


def test_only_a_system_administrator_keeps_logins(office: Office) -> None:
    keeper = city(office, SYSTEM)
    password = actions.open_login(login=" Xin.Lai ", name="新来", by=keeper, now=LATER)
    with scope.reading(keeper, now=LATER):
        found = actions.kept_login(login="xin.lai", by=keeper)
    assert (found.label, found.factors) == ("新来", 0)
    account = queries.find_account(login="xin.lai")
    assert account is not None
    assert account.check_password(password)
    for hat in (city(office, SECURITY), office.hat("su"), office.hat("lu")):
        with pytest.raises(NotAllowed):
            actions.renew_login(login="xin.lai", by=hat, now=LATER)
        with (
            pytest.raises(ProgrammingError, match="system administrator"),
            scope.reading(hat, now=LATER),
            connection.cursor() as cursor,
        ):
            cursor.execute("select * from people_kept_account('xin.lai')")


def test_a_login_set_up_anew_has_nothing_of_before(office: Office) -> None:
    keeper, holder = city(office, SYSTEM), Hat(surface="desk", role="nobody", account=office["wei"])
    actions.add_passkey(credential=b"c" * 16, public_key=b"k", signs=0, name="", by=holder, now=LATER)
    codes = actions.renew_recovery_codes(by=holder, now=LATER)
    came = actions.Came("passkey", "", "browser")
    session = actions.sign_in(came=came, by=holder, now=LATER)
    password = actions.renew_login(login="wei", by=keeper, now=LATER)
    assert queries.hat_for_post(office["wei"], None, at=LATER, sign_in=session) is None
    with scope.reading(holder, now=LATER):
        assert not queries.what_shows(holder).any
    with pytest.raises(actions.FactorRefused):
        actions.take_recovery_code(code=codes[0], by=holder, now=LATER)
    account = queries.find_account(login="wei")
    assert account is not None
    assert account.check_password(password)
    actions.close_login(login="wei", by=keeper, now=LATER)
    assert queries.hat_for_post(office["wei"], None, at=LATER + timedelta(seconds=1)) is None
    with pytest.raises(actions.LoginRefused):
        actions.renew_login(login="wei", by=keeper, now=LATER)


@pytest.mark.parametrize(
    ("login", "name", "field"),
    [
        ("wei", "韦", "login"),
        ("W", "韦", "login"),
        ("1abc", "韦", "login"),
        ("a b c", "韦", "login"),
        ("abcd", " ", "name"),
    ],
)
def test_a_login_that_cannot_be_says_what_to_change(office: Office, login: str, name: str, field: str) -> None:
    with pytest.raises(actions.LoginRefused) as refused:
        actions.open_login(login=login, name=name, by=city(office, SYSTEM), now=LATER)
    assert refused.value.field == field


def test_nobody_renews_or_closes_their_own(office: Office) -> None:
    keeper = Hat(surface="desk", role=SYSTEM, account=office["su"], place=office.town["city"])
    for deed in (actions.renew_login, actions.close_login):
        with pytest.raises(NotForOneself):
            deed(login="su", by=keeper, now=LATER)


@pytest.mark.parametrize("password", ["short", "password123", "1234567890", "x" * 201])
def test_a_password_that_is_guessed_soon_is_refused(office: Office, password: str) -> None:
    by = office.hat("wei")
    with pytest.raises(actions.PasswordWeak):
        actions.change_password(password=password, but=0, by=by, now=LATER)


def test_a_new_password_ends_every_other_session(office: Office) -> None:
    by = office.hat("wei")
    this, other = (actions.sign_in(came=actions.Came("passkey", "", b), by=by, now=LATER) for b in "ab")
    account = actions.change_password(password="一句话最好记 2026", but=this, by=by, now=LATER)
    assert account.password.startswith("argon2$argon2id$")
    assert queries.hat_for_post(office["wei"], None, at=LATER, sign_in=this) is not None
    assert queries.hat_for_post(office["wei"], None, at=LATER, sign_in=other) is None
