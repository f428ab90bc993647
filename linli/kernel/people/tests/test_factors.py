"""Second factors: a code is taken once and near its time, a copied passkey is told apart, paper works once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.people import actions, phones, queries
from linli.kernel.people.actions import NewAccount
from linli.kernel.people.actions import factors as acting
from linli.kernel.people.actions.factors import CodeNotShown, CodeTaken, LastFactor, PasskeyCopied, RecoveryWrong
from linli.kernel.people.models_factors import Factor, RecoveryCode, SignIn
from linli.kernel.people.sealing import opened
from linli.kernel.people.tests.staff import Office, office, town
from linli.kernel.places.tests.towns import INGEST, NOW
from linli.plumbing import scope
from linli.plumbing.scope import Hat

__all__ = ["office", "town"]

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=30)


@pytest.fixture
def wei() -> Hat:
    """A member of staff with an authenticator, at the desk's door."""
    row = NewAccount("韦", "wei.factor", authenticator=actions.new_secret())
    (account,) = actions.add_staff_many(rows=[row], by=INGEST, now=NOW)
    return Hat(surface="desk", role="nobody", account=account)


def code(hat: Hat, at: datetime) -> str:
    with scope.reading(hat, now=at):
        factor = queries.factors_of(hat).get()
    secret = opened("people_factor", "secret", factor.id, factor.secret_sealed)
    return pyotp.TOTP(secret).at(at)


def test_a_code_is_taken_once_and_an_earlier_one_never_after_it(wei: Hat) -> None:
    assert actions.take_code(code=code(wei, NOW), by=wei, now=NOW)
    for again in (code(wei, NOW), code(wei, NOW - STEP)):
        with pytest.raises(CodeTaken):
            actions.take_code(code=again, by=wei, now=NOW)
    assert actions.take_code(code=code(wei, NOW + STEP), by=wei, now=NOW)


@pytest.mark.parametrize("off", [-3, -2, 2, 3, 100])
def test_a_clock_may_be_half_a_minute_off_and_no_more(wei: Hat, off: int) -> None:
    with pytest.raises(CodeNotShown):
        actions.take_code(code=code(wei, NOW + off * STEP), by=wei, now=NOW)


@given(typed=st.text(max_size=12))
def test_whatever_else_is_typed_is_no_code(typed: str) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    near = {pyotp.TOTP(secret).at(NOW + drift * STEP) for drift in (-1, 0, 1)}
    found = acting._step_of(secret, typed, NOW)
    assert (found is not None) == (phones.tidy(typed) in near)


def test_another_account_and_another_surface_see_none_of_it(wei: Hat) -> None:
    stranger = Hat(surface="desk", role="nobody", account=wei.account + 1)
    elsewhere = Hat(surface="public", role="visitor", account=wei.account)
    for hat in (stranger, elsewhere):
        with scope.reading(hat, now=NOW):
            assert not Factor.objects.exists()
            assert not queries.what_shows(hat).any
        with pytest.raises(CodeNotShown):
            actions.take_code(code=code(wei, NOW), by=hat, now=NOW)


def test_paper_works_once_and_fresh_paper_ends_the_old(wei: Hat) -> None:
    codes = actions.renew_recovery_codes(by=wei, now=NOW)
    assert len(set(codes)) == 10
    assert actions.take_recovery_code(code=codes[0].lower().replace("-", " "), by=wei, now=NOW) == 9
    with pytest.raises(RecoveryWrong):
        actions.take_recovery_code(code=codes[0], by=wei, now=NOW)
    fresh = actions.renew_recovery_codes(by=wei, now=NOW)
    with pytest.raises(RecoveryWrong):
        actions.take_recovery_code(code=codes[1], by=wei, now=NOW)
    assert actions.take_recovery_code(code=fresh[1], by=wei, now=NOW) == 9
    kept = b"".join(bytes(one) for one in RecoveryCode.objects.values_list("code_blind", flat=True))
    assert not any(one.replace("-", "").encode() in kept for one in fresh)


def test_a_passkey_whose_counter_goes_back_is_a_copy(wei: Hat) -> None:
    key = actions.add_passkey(credential=b"c" * 16, public_key=b"k", signs=0, name="电脑", by=wei, now=NOW)
    actions.use_passkey(factor_id=key, signs=0, by=wei, now=NOW)  # most keep no counter
    actions.use_passkey(factor_id=key, signs=7, by=wei, now=NOW)
    for copied in (7, 6, 0):
        with pytest.raises(PasskeyCopied):
            actions.use_passkey(factor_id=key, signs=copied, by=wei, now=NOW)
    assert queries.holder_of_passkey(b"c" * 16, surface="desk") == wei.account
    assert queries.holder_of_passkey(b"c" * 16, surface="public") is None
    actions.end_factor(factor_id=key, by=wei, now=NOW)
    assert queries.holder_of_passkey(b"c" * 16, surface="desk") is None


def test_the_last_factor_of_staff_stays(wei: Hat) -> None:
    (last,) = Factor.objects.filter(account_id=wei.account).values_list("id", flat=True)
    with pytest.raises(LastFactor):
        actions.end_factor(factor_id=last, by=wei, now=NOW)


def test_nobody_takes_away_what_is_somebody_elses(wei: Hat) -> None:
    row = NewAccount("陆", "lu.factor", authenticator=actions.new_secret())
    (other,) = actions.add_staff_many(rows=[row], by=INGEST, now=NOW)
    theirs = Factor.objects.get(account_id=other).id
    actions.add_passkey(credential=b"d" * 16, public_key=b"k", signs=0, name="", by=wei, now=NOW)
    actions.end_factor(factor_id=theirs, by=wei, now=NOW)
    assert Factor.objects.get(id=theirs).until is None


def test_a_sign_in_that_has_ended_has_no_hat(office: Office) -> None:
    account, post = office["wei"], office["wei's post"]
    by = Hat(surface="desk", role="nobody", account=account)
    came = actions.Came("passkey", "Chrome Windows", "browser")
    first, second = (actions.sign_in(came=came, by=by, now=NOW) for _ in range(2))
    later = NOW + timedelta(hours=1)
    for one in (first, second):
        assert queries.hat_for_post(account, post, at=later, sign_in=one) is not None
    assert actions.end_other_sign_ins(but=second, by=by, now=later) == 1
    assert queries.hat_for_post(account, post, at=later, sign_in=first) is None
    assert queries.hat_for_post(account, post, at=later, sign_in=second) is not None
    assert queries.hat_for_post(account, post, at=later, sign_in=second + 1000) is None
    assert queries.hat_for_post(account + 1000, post, at=later, sign_in=second) is None
    stranger = Hat(surface="desk", role="nobody", account=account + 1)
    actions.end_sign_in(sign_in_id=second, by=stranger, now=later)
    assert SignIn.objects.get(id=second).ended is None
