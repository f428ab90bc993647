"""One-time codes: ten minutes, five tries, once; the first one makes the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection

from linli.kernel.people import actions, phones, queries
from linli.kernel.people.models import Account, LoginCode, Subject
from linli.kernel.places.tests.towns import NOW
from linli.plumbing import scope
from linli.plumbing.scope import VISITOR, Hat

pytestmark = pytest.mark.django_db
PHONE = "13807716610"
MINUTE = timedelta(minutes=1)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_first_code_makes_an_account_that_stands_for_itself() -> None:
    code = actions.ask_code(phone="138 0771 6610", now=NOW)
    account = actions.check_code(phone=PHONE, code=f" {code} ", now=NOW + MINUTE)
    kept = Account.objects.get()
    assert kept.id == account.id
    assert (kept.label, kept.person_id) == ("138****6610", None)
    worn = queries.hat_for_resident(account.id)
    assert worn is not None
    assert worn.hat.subjects == (kept.subject_id,)
    assert worn.session_hash == account.get_session_auth_hash()
    assert queries.phone_of(Subject.objects.get()) == PHONE
    again = actions.ask_code(phone=PHONE, now=NOW + MINUTE)
    assert actions.check_code(phone=PHONE, code=again, now=NOW + MINUTE).id == account.id


def test_a_code_opens_once_and_for_ten_minutes() -> None:
    code = actions.ask_code(phone=PHONE, now=NOW)
    with pytest.raises(actions.CodeGone):
        actions.check_code(phone=PHONE, code=code, now=NOW + 10 * MINUTE)
    code = actions.ask_code(phone=PHONE, now=NOW)
    actions.check_code(phone=PHONE, code=code, now=NOW + 9 * MINUTE)
    with pytest.raises(actions.CodeGone):
        actions.check_code(phone=PHONE, code=code, now=NOW + 9 * MINUTE)


def test_five_wrong_tries_lock_it_even_for_the_right_code() -> None:
    code = actions.ask_code(phone=PHONE, now=NOW)
    wrong = other_than(code)
    for _try in range(4):
        with pytest.raises(actions.CodeWrong):
            actions.check_code(phone=PHONE, code=wrong, now=NOW)
    for typed in (wrong, code):
        with pytest.raises(actions.CodeSpent):
            actions.check_code(phone=PHONE, code=typed, now=NOW)
    assert not Account.objects.exists()


def test_a_newer_code_replaces_the_older_one() -> None:
    first, second = (actions.ask_code(phone=PHONE, now=NOW) for _ask in range(2))
    if first != second:
        with pytest.raises(actions.CodeWrong):
            actions.check_code(phone=PHONE, code=first, now=NOW)
    actions.check_code(phone=PHONE, code=second, now=NOW)


def test_a_code_is_good_for_its_own_phone_only() -> None:
    code = actions.ask_code(phone=PHONE, now=NOW)
    with pytest.raises(actions.CodeGone):
        actions.check_code(phone="13807716611", code=code, now=NOW)
    with pytest.raises(phones.PhoneWrong):
        actions.check_code(phone="110", code=code, now=NOW)


def test_a_closed_account_stays_closed() -> None:
    account = actions.check_code(phone=PHONE, code=actions.ask_code(phone=PHONE, now=NOW), now=NOW)
    Account.objects.filter(id=account.id).update(until=NOW)
    with pytest.raises(actions.AccountClosed):
        actions.check_code(phone=PHONE, code=actions.ask_code(phone=PHONE, now=NOW), now=NOW + MINUTE)
    assert queries.hat_for_resident(account.id, at=NOW + MINUTE) is None


def test_neither_code_nor_phone_can_be_read_from_the_table() -> None:
    code = actions.ask_code(phone=PHONE, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("select t::text from people_login_code t")
        (row,) = cursor.fetchone()
    for secret in (code, PHONE, code.encode().hex(), PHONE.encode().hex()):
        assert secret not in row
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        scope.reading(Hat(surface="desk", role="clerk"), now=NOW),
    ):
        LoginCode.objects.count()


def test_an_account_sees_itself_and_no_other() -> None:
    mine, _other = (
        actions.check_code(phone=phone, code=actions.ask_code(phone=phone, now=NOW), now=NOW).id
        for phone in (PHONE, "13807716611")
    )
    with scope.reading(Hat(surface="public", role="resident", account=mine), now=NOW):
        assert list(Account.objects.values_list("id", flat=True)) == [mine]
    with scope.reading(VISITOR, now=NOW):
        assert not Account.objects.exists()


def test_codes_that_are_over_leave_no_list_of_phones_behind() -> None:
    robot = scope.robot(())
    actions.ask_code(phone=PHONE, now=NOW)
    assert actions.forget_codes(by=robot, now=NOW + MINUTE) == 0
    assert actions.forget_codes(by=robot, now=NOW + 11 * MINUTE) == 1
    assert not LoginCode.objects.exists()
