"""Who is over eighty and lives alone, for the care a street owes them. By name: every use is told to them.

Alone is who is the only one known to live behind a door. The age is that of the year of birth: nobody is missed for
a birthday still to come.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from linli.kernel.grants import joining, sources
from linli.kernel.grants.sources import Asked, Given, Source, SourceField
from linli.kernel.people.queries.living import LIVES
from linli.kernel.people.sealing import opened
from linli.kernel.places import queries as places
from linli.kit import granted, words
from linli.plumbing.classification import INTERNAL, PERSONAL, SENSITIVE

AGE = 80
_RUNS = f"r.kind = any(%(lives)s::text[]) and r.since <= {joining.NOW} and (r.until is null or r.until > {joining.NOW})"
_SQL = f"""
select o.community, b.address, b.name, d.name, d.level, p.id, p.sex, p.birth_year, p.name_sealed, p.phone_sealed
from opened o
join lateral (select r.place_id, min(r.person_id) as person_id from people_residence r
    where r.scope_id = o.scope_id and {_RUNS} group by r.place_id having count(distinct r.person_id) = 1) alone on true
join people_person p on p.id = alone.person_id
join places_place d on d.id = alone.place_id
left join places_place b on b.id = d.parent_id and d.level = 'dwelling'
where p.birth_year <= %(born)s and p.until is null and p.died is null
  and {joining.agreed("p.subject_id", "o.agreement_id")}
order by o.community, b.address, b.name, d.name, p.id
"""  # noqa: S608


def rows(asked: Asked) -> Iterable[Given]:
    """One row a person. What was not asked for is not even opened."""
    born = words.local(asked.now).year - AGE
    found = granted.table(_SQL, asked, lives=list(LIVES), born=born)
    return granted.picked(asked, [_told(asked, *row) for row in found], person="person")


def _told(
    asked: Asked, community: str, address: str, building: str, door: str, level: str, person: int, sex: str,
    born: int, name: bytes, phone: bytes,
) -> dict[str, Any]:  # fmt: skip
    wanted = set(asked.fields)
    return {
        "person": person,
        "community": community,
        "address": f"{places.written(address or '', building or '')}{door}" if level == "dwelling" else "",
        "name": opened("people_person", "name", person, name) if "name" in wanted else "",
        "phone": opened("people_person", "phone", person, phone) if "phone" in wanted else "",
        "sex": {"f": "女", "m": "男"}.get(sex, ""),
        "birth_year": born,
    }


sources.register(
    Source(
        "people.old_and_alone",
        (
            SourceField("community", "社区", "Community", INTERNAL),
            SourceField("address", "住址", "Address", SENSITIVE),
            SourceField("name", "姓名", "Name", PERSONAL),
            SourceField("sex", "性别", "Sex", PERSONAL),
            SourceField("birth_year", "出生年", "Year of birth", PERSONAL),
            SourceField("phone", "电话", "Telephone", PERSONAL),
        ),
        rows,
        is_named=True,
        label=("80岁以上独居老人", "People over 80 who live alone"),
    )
)
