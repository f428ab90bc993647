"""When nobody is woken by a text message: as the city's pack says, from 22 to 7 where it says nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.notices.models import Notice
from linli.kernel.notices.packs import QuietHours
from linli.plumbing.days import CITY_ZONE, local
from linli.plumbing.time import now as clock
from tests.published import published_anew
from tests.surfaces import as_login
from tests.world import World


def tomorrow(hour: int) -> datetime:
    return (local(clock()) + timedelta(days=1)).replace(hour=hour, minute=30, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("span", "at", "until"),
    [
        ("22:00-7:00", "2026-03-02 22:00", "2026-03-03 07:00"),
        ("22:00-7:00", "2026-03-02 06:59", "2026-03-02 07:00"),
        ("22:00-7:00", "2026-03-02 07:00", ""),
        ("22:00-7:00", "2026-03-02 21:59", ""),
        ("12:00-14:30", "2026-03-02 13:00", "2026-03-02 14:30"),
        ("12:00-14:30", "2026-03-02 23:00", ""),
        ("20:00-24:00", "2026-03-02 23:59", "2026-03-03 00:00"),
        ("0:00-0:00", "2026-03-02 03:00", ""),
    ],
)
def test_quiet_hours_end(span: str, at: str, until: str) -> None:
    found = QuietHours(code="quiet", span=span).until(datetime.fromisoformat(at).replace(tzinfo=CITY_ZONE))
    assert (found.strftime("%Y-%m-%d %H:%M") if found else "") == until


@given(first=st.integers(0, 1439), last=st.integers(0, 1439), minute=st.integers(0, 1439))
def test_whatever_the_span_a_message_waits_less_than_a_day_and_goes_out_when_it_is_over(
    first: int, last: int, minute: int
) -> None:
    span = f"{first // 60}:{first % 60:02}-{last // 60}:{last % 60:02}"
    quiet = QuietHours(code="quiet", span=span)
    at = datetime(2026, 3, 2, minute // 60, minute % 60, tzinfo=CITY_ZONE)
    until = quiet.until(at)
    inside = (minute - first) % 1440 < (last - first) % 1440
    assert (until is not None) == inside
    if until is not None:
        assert at < until < at + timedelta(days=1)
        assert until.hour * 60 + until.minute == last
        assert quiet.until(until) is None


def told(world: World, fact: int, at: datetime) -> datetime | None:
    """When a text message that is told then may go out; None for at once."""
    message = Message("case_opened", "sms", world.community(), subject_id=1, address="13800138001")
    notices.tell_many(fact=fact, messages=[message], zone=CITY_ZONE, by=world.hat("robot"), now=at)
    with as_login(""):
        return Notice.objects.get(fact=fact).not_before


@pytest.mark.django_db
def test_the_city_says_when_it_is_quiet(world: World) -> None:
    night, noon = tomorrow(23), tomorrow(12)
    assert told(world, 1, night) == night + timedelta(hours=7, minutes=30)
    assert told(world, 2, noon) is None
    published_anew(world, "quiet_hours", "quiet", span="12:00-14:00")
    assert told(world, 3, night) is None
    assert told(world, 4, noon) == noon + timedelta(hours=1, minutes=30)
