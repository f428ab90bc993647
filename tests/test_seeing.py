"""谁能看到，凭什么: the page names whom the wall lets in and nobody else, for a resident and at the desk."""

from __future__ import annotations

import pytest

from linli.kernel.cases.models import Case, Task
from linli.kernel.places.models import Place
from linli.kit import seeing
from linli.kit.desk import speaking
from linli.plumbing import policy, scope
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from tests.at_the_screen import Page
from tests.surfaces import Visit
from tests.world import PASSWORD, World


def readers(world: World, case: int) -> dict[str, str]:
    """Who sees a case by the page, and why."""
    with scope.reading(world.hat("robot"), now=clock()):
        scopes = sorted(set(Task.objects.filter(case_id=case).values_list("scope_id", flat=True)))
        shown = seeing.of_parts(seeing.of_case(is_public=True), scopes=scopes, self_words="您", now=clock())
    return dict(shown[0].readers)


def test_the_page_names_exactly_those_the_wall_lets_in(world: World, db: None) -> None:
    opened = world.an_open_case()
    said = readers(world, opened.case_id)
    names = dict(Place.objects.filter(level__in=("city", "district", "street", "community")).values_list("id", "name"))
    asked = 0
    for hat in world.desks.hats:
        with scope.reading(hat, now=clock()):
            sees = policy.may(hat, "case.act") and Case.objects.filter(id=opened.case_id).exists()
        role, place = speaking.role_words(hat.role), names[hat.place]
        named = any(role in who and place in who for who in said)
        if named:
            assert sees, f"the page names {hat.label}, whom the wall keeps out"
        if sees and hat.role != "property_staff":  # whose post is for a district and whose duty for an area of it
            assert named, f"{hat.label} of {place} sees it, and the page does not say so: {said}"
        asked += sees
    assert asked >= 6


def test_a_rule_is_followed_through_its_links() -> None:
    assert seeing.means("cases_case", "desk") == seeing.Means(by_scope=True, not_about=True)
    assert seeing.means("cases_case", "public") == seeing.Means(by_subject=True)
    assert seeing.means("people_subject", "desk").kept_for == "clerk"
    assert seeing.means("journal_line", "desk") == seeing.Means()
    assert seeing.means("publications_publication", "public").by_anyone


@pytest.mark.parametrize("part", [*seeing.of_case(is_public=True), *seeing.of_person()], ids=lambda part: part.table)
def test_every_part_has_a_purpose(part: seeing.Part) -> None:
    assert seeing.purpose(part.action)
    assert policy.roles_for(part.action)
    assert policy.of(part.table).logins


def test_a_resident_reads_who_sees_their_matter_and_their_home(public: Visit, world: World) -> None:
    opened = world.an_open_case(by=world.resident(), reporter=world.a_named())
    public.enter(phone=world.residents[0].phone, password=PASSWORD)
    matter = public.get(f"/case/{opened.number}").content.decode()
    assert f'href="/case/{opened.number}/who"' in matter
    page = Page("", 200, public.get(f"/case/{opened.number}/who").content.decode()).words
    for words in ("谁能看到，凭什么", "桃源北社区", "中山街道", "要办这件事，或者督促办好", "替您办事的人"):
        assert words in page, page
    home = Page("", 200, public.get("/my/home/who").content.decode()).words
    assert "出急事时知道住着谁" in home
    assert "看全的人得写明为什么" in home


def test_a_clerk_reads_it_of_a_case_and_of_a_person(desk: Visit, world: World) -> None:
    opened = world.an_open_case()
    desk.enter(login=world.login(world.hat("clerk", "桃源北社区")), password=PASSWORD)
    for address in (
        f"/case/{opened.number}/who",
        f"/register/person/{pointer('person', world.residents[0].person)}/who",
    ):
        page = Page("", 200, desk.get(address).content.decode()).words
        assert "谁能看到，凭什么" in page
        assert "青秀区" in page
    stranger = pointer("person", world.residents[2].person)
    assert desk.get(f"/register/person/{stranger}/who").status_code == 404
