"""What stands behind the doors once somebody has come in: a passkey, codes on paper, a sign-in, papers looked at."""

from __future__ import annotations

from datetime import timedelta

from linli.kernel.people import actions as people
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World


def came_in(world: World, number: int, resident: Hat, clerk: Hat) -> None:
    """A resident and their clerk have come in; the clerk has seen the resident's papers; somebody may act for them."""
    _spoken_for(world, number, resident)
    neighbour = world.residents[number]
    for hat in (resident, clerk):
        key = f"{hat.surface}:{hat.account}".encode()
        people.add_passkey(credential=key, public_key=key, signs=0, name="手机", by=hat, now=clock())
        people.renew_recovery_codes(by=hat, now=clock())
        people.sign_in(came=people.Came("passkey", "Chrome Windows", key.hex()), by=hat, now=clock())
    people.check_identity(
        person_id=neighbour.person, phone=neighbour.phone, document="resident_id", by=clerk, now=clock()
    )
    people.enter_by_city(issuer="city", subject=neighbour.phone, phone=neighbour.phone, now=clock())
    people.offer_mandate(purpose="女儿，办老年卡", until=clock() + timedelta(days=30), by=resident, now=clock())


def _spoken_for(world: World, number: int, resident: Hat) -> None:
    """A neighbour acts for the resident, who has asked for a code to log in."""
    giver, taker = world.residents[number].subject, world.residents[1].subject
    until = clock() + timedelta(days=9)
    people.give_mandate(giver_subject=giver, taker_subject=taker, purpose="代办", until=until, by=resident, now=clock())
    people.ask_code(phone=world.residents[number].phone, now=clock())
