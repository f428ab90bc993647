"""One person as everything held about them is found: their own subject, those of their matters, record and login."""

from __future__ import annotations

from django.db import connection
from django.db.models import F

from linli.kernel.people.models import Account, Residence
from linli.kernel.people.models_proposals import PastValue
from linli.plumbing.held import Whose
from linli.plumbing.scope import Hat

_WHOSE = """
select coalesce(p.subject_id, a.subject_id, 0), coalesce(a.subject_id, 0), coalesce(p.id, 0),
       array(select s.id from people_subject s where s.account_id = a.id
             union select s.id from people_subject s where s.person_id = p.id)
from people_account a left join people_person p on p.id = a.person_id where a.id = %s
"""


_OF_PROPOSAL = """
with o as materialized (select subject_id, kind, record from people_proposal where id = %s)
select p.id from people_person p where p.subject_id = (select nullif(subject_id, 0) from o)
union
select p.id from people_person p where p.id = (select case kind when 'person' then record
    when 'residence' then (select r.person_id from people_residence r where r.id = record) end from o)
"""


def whose(hat: Hat) -> Whose:
    """Whoever has logged in, and nobody for whom they act or whose receipt this browser opened. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE, [hat.account])
        row = cursor.fetchone()
    if row is None:
        raise Account.DoesNotExist
    own, of_account, person, matters = row
    subjects = {own, of_account, *matters} - {0}
    return Whose(own, tuple(sorted(subjects)), person, hat.account)


def scope_of(one: Whose) -> int | None:
    """The division whose officers answer for somebody: where they live; None where the register knows of none."""
    links = Residence.objects.filter(person_id=one.person, until__isnull=True).order_by("id")
    return links.values_list("scope_id", flat=True).first() if one.person else None


def last_division(person_id: int) -> int | None:
    """Where somebody lives, or where they lived last, as far as the hat sees it."""
    links = Residence.objects.filter(person_id=person_id).order_by(F("until").desc(nulls_first=True), "id")
    return links.values_list("scope_id", flat=True).first()


def said_by(person_id: int) -> dict[str, tuple[str, str]]:
    """Who said a field of a person as it stands and who put it in, where it was ever replaced. One statement."""
    told = PastValue.objects.filter(person_id=person_id, kind="person").order_by("until", "id")
    return {one.field: (one.new_source, one.who) for one in told}


def persons_of_proposal(proposal_id: int) -> list[int]:
    """Whom a proposal tells something about: the resident who made it, and the person it is about. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PROPOSAL, [proposal_id])
        return [row[0] for row in cursor.fetchall()]
