"""The catalogue at the desk: drafted as text by one person, published by another, refused with line and nearest key."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from linli.kernel.cases import catalogue
from linli.kernel.journal import actions as journal
from linli.kit.tests.desk_site import enter, open_page
from linli.plumbing import pack_versions
from linli.plumbing.models_packs import PackVersion
from linli.plumbing.packs.kinds import body_of
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import World

ENTRY = "/catalogue/items/hotline.stair_light"
TEXT = re.compile(r'<textarea[^>]*name="text"[^>]*>\n(.*?)</textarea>', re.S)
BASE = re.compile(r'name="base" value="([0-9a-f]*)"')
DRAFT = re.compile(r'name="draft" value="([0-9a-f]{32})"')


def editor_of(desk: Visit) -> tuple[str, str]:
    """The text of the entry as it stands in the editor, and the version it was made from."""
    page = desk.get(ENTRY).content.decode()
    text, base = TEXT.search(page), BASE.search(page)
    assert text
    assert base
    return html.unescape(text[1]), base[1]


def drafted(world: World, desk: Visit) -> None:
    enter(desk, world, world.hat("catalogue_editor"))
    text, base = editor_of(desk)
    answer = desk.send(ENTRY, {"text": text.replace("3 working days", "2 working days"), "base": base})
    assert answer.status_code == 303, answer.content.decode()


def as_publisher(world: World, desk: Visit) -> None:
    desk.send("/logout")
    enter(desk, world, world.hat("catalogue_publisher"))


def test_one_drafts_and_another_publishes(world: World, desk: Visit) -> None:
    drafted(world, desk)
    as_publisher(world, desk)
    page = open_page(desk, "/catalogue")
    assert "+   limit: 2 working days" in page
    assert "-   limit: 3 working days" in page
    mark = DRAFT.search(page)
    assert mark
    assert desk.send("/catalogue/publish", {"draft": mark[1]}).status_code == 303
    promised = catalogue.matter("hotline.stair_light", at=clock()).item.promised
    assert promised is not None
    assert promised.limit == "2 working days"
    catalogue.forget()


def test_an_editor_cannot_publish_and_a_publisher_cannot_draft(world: World, desk: Visit) -> None:
    drafted(world, desk)
    assert DRAFT.search(open_page(desk, "/catalogue")) is None
    assert desk.send("/catalogue/publish", {"draft": "0" * 32}).status_code == 403
    as_publisher(world, desk)
    assert desk.get(ENTRY).status_code == 403
    assert desk.send("/catalogue/publish", {"draft": "0" * 32}).status_code == 409


def test_the_author_is_refused_whatever_post_they_wear(world: World, desk: Visit) -> None:
    editor, publisher = world.hat("catalogue_editor"), world.hat("catalogue_publisher")
    both = replace(editor, account=publisher.account)  # one person with both posts
    body = {**body_of(catalogue.matter("hotline.stair_light", at=clock()).item), "order": 11}
    with as_login(""):
        live = PackVersion.objects.get(kind="items", code="hotline.stair_light")
        pack_versions.draft(kind="items", body=body, base=live.hash, by=both, now=clock(), record=journal.append)
    as_publisher(world, desk)
    page = open_page(desk, "/catalogue")
    assert DRAFT.search(page) is None
    assert "这份草稿是您自己写的" in page


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("limit: 3 working days", "limmit: 3 working days", "limit"),
        ("limit: 3 working days", "limit: soon", "第"),
        ("code: hotline.stair_light", "code: hotline.other_light", "代码还用"),
        ("label:", "label", "第"),
        ("flow: report", "flow: reprot", "report"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_text_stays(
    world: World, desk: Visit, before: str, after: str, said: str
) -> None:
    enter(desk, world, world.hat("catalogue_editor"))
    text, base = editor_of(desk)
    assert before in text
    wrong = text.replace(before, after, 1)
    answer = desk.send(ENTRY, {"text": wrong, "base": base})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert said in page.split('role="alert"')[1].split("</div>")[0]
    assert after in page
    assert re.search(r"第\d+行", page) or "代码还用" in page
    assert not PackVersion.objects.filter(state="draft").exists()


def test_a_draft_made_from_an_older_version_is_refused(world: World, desk: Visit) -> None:
    enter(desk, world, world.hat("catalogue_editor"))
    text, _base = editor_of(desk)
    answer = desk.send(ENTRY, {"text": text.replace("3 working days", "4 working days"), "base": "0" * 64})
    assert answer.status_code == 422
    assert "4 working days" in answer.content.decode()


def test_nothing_of_it_is_open_to_other_posts(world: World, desk: Visit) -> None:
    enter(desk, world, world.hat("clerk", "桃源北社区"))
    assert desk.get("/catalogue").status_code == 403
    assert desk.get(ENTRY).status_code == 403
    assert desk.get("/catalogue/people/x").status_code == 403
    desk.send("/logout")
    enter(desk, world, world.hat("catalogue_editor"))
    assert desk.get("/catalogue/people/x").status_code == 404
    assert desk.get("/catalogue/items/hotline.nothing").status_code == 404
    assert desk.get("/intake").status_code == 403
