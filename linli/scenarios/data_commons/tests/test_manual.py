"""Those who collect read the manual: asked once for each version, on the page where a round begins."""

from __future__ import annotations

import pytest

from linli.kernel.grants.models import Acknowledgement
from linli.kernel.journal import actions as journal
from linli.plumbing import pack_versions, scope
from linli.plumbing.pack_catalogue import heads
from linli.plumbing.packs.kinds import body_of
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
ASKED = "采集手册有新版"


def log_in(world: World, role: str, community: str = "") -> Somebody:
    one = Somebody("desk")
    one.log_in(world.login(world.hat(role, community or None)), PASSWORD)
    return one


@pytest.mark.proves("DAT-08", "采集手册和伦理守则")
def test_a_grid_worker_is_asked_once_for_each_version(world: World) -> None:
    worker = log_in(world, "grid_worker", "桃源北社区")
    page = worker.open("/visits")
    assert ASKED in page
    page = worker.follow("现在看")
    for words in ("采集手册", "数据伦理守则", "不给人打分", "第1版"):
        assert words in page
    page = worker.press("我看过了，照着做")
    assert page.path == "/visits"
    assert ASKED not in page
    assert Acknowledgement.objects.count() == 2
    publish_anew(world)
    assert ASKED in worker.open("/visits")
    page = worker.follow("现在看")
    assert "第2版" in page
    assert "以前： 第1版" in page or "以前：第1版" in page
    worker.press("我看过了，照着做")
    assert ASKED not in worker.open("/visits")
    assert Acknowledgement.objects.count() == 3
    officer = Somebody("desk")
    officer.log_in("ganyaqin", PASSWORD)
    page = officer.open("/collection-manual")
    assert "谁看过" in page
    assert "采集手册" in page


def test_what_is_sent_again_or_made_up_counts_once_or_not_at_all(world: World) -> None:
    worker = log_in(world, "grid_worker", "桃源北社区")
    page = worker.open("/collection-manual")
    marks = page.form_with("我看过了，照着做").fields["version"]
    for sent in (marks, marks, ["0" * 32]):
        worker.page = page
        worker.press("我看过了，照着做", version=sent)
    assert Acknowledgement.objects.count() == 2


def publish_anew(world: World) -> None:
    """The city changes a sentence of the collection manual."""
    editor, publisher, now = world.hat("catalogue_editor"), world.hat("catalogue_publisher"), clock()
    with scope.reading(editor, now=now):
        held = heads("manuals", now)["collection"]
    body = body_of(held.value)
    body["sections"][0]["text"]["zh"] = "戴好工作牌，出示证件。"
    made = pack_versions.draft(kind="manuals", body=body, base=held.hash, by=editor, now=now, record=journal.append)
    pack_versions.publish(made, by=publisher, now=now, record=journal.append)
