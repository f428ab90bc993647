"""The founding act: the packs a database is given hold from its first start on, or it does not start and says why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linli.kernel.journal import actions as journal
from linli.kernel.journal.models import Payload
from linli.kernel.notices.templates import template
from linli.main import founding
from linli.plumbing import pack_catalogue, pack_versions, packs, scope
from linli.plumbing.pack_versions import AlreadyFounded

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = (founding.REPOSITORY / "packs" / "demo" / "city.yaml").read_text(encoding="utf-8")
FLOW = """
flows:
  - code: lamp
    label: {zh: 修灯, en: Lamp}
    steps:
      accept: {by: clerk of community, limit: 2 working hours, actions: [accept]}
      repair: {by: clerk of community, limit: 1 working day, actions: [handled]}
    goes: {accept: %s, handled: end}
"""
ITEM = """
items:
  - code: lamp
    label: {zh: 路灯不亮, en: Lamp out}
    group: {zh: 市政, en: Works}
    flow: report
"""


def test_the_demo_city_is_founded_once(bare: None) -> None:
    held = founding.found(founding.city_folder(), now=NOW)
    assert held == sum(len(pack_catalogue.heads(kind, NOW)) for kind in packs.KINDS.names())
    assert pack_catalogue.head("items", "hotline.stair_light", NOW) is not None
    assert pack_catalogue.head("items", "community.dogs", NOW) is not None
    written = Payload.objects.get(line_id=pack_catalogue.founding().line)  # type: ignore[union-attr]
    assert len(written.body["hashes"]) == held
    with pytest.raises(AlreadyFounded):
        founding.found(founding.city_folder(), now=NOW)


def test_a_message_newer_than_the_city_is_told_in_the_words_of_the_release(bare: None) -> None:
    """Unless the city has ended it: then nobody says it any more."""
    ended = {"code": "new_sign_in", "text": {"zh": "您登录了。", "en": "You came in."},
             "effective": {"from": "2026-01-01", "until": "2026-02-01"}}  # fmt: skip
    pieces = [one for one in packs.read(founding.scenario_files(), founding.city_folder())
              if one.code not in ("data_erased", "new_sign_in")]  # fmt: skip
    pieces.append(packs.piece_of("notices", ended))
    pack_versions.found(pieces, by=scope.robot((), purpose="found"), now=NOW, record=journal.append)
    assert pack_catalogue.head("notices", "data_erased", NOW) is None
    words = template("data_erased", at=NOW)
    assert words is not None
    assert "删了" in words.text.zh
    assert template("new_sign_in", at=NOW) is None
    assert template("never_heard_of", at=NOW) is None


def test_samples_are_no_part_of_the_catalogue(bare: None) -> None:
    founding.found(founding.city_folder(), now=NOW)
    assert pack_catalogue.heads("staff", NOW) == {}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (CITY.replace("prefix:", "prefx:"), ["city.yaml 第5行", "prefx", "prefix"]),
        (CITY + FLOW % "accept", ["city.yaml 第", "repair"]),  # nothing leads to repair, and nobody gets out
        (CITY + ITEM, ["city.yaml 第", "owner"]),
        (CITY + ITEM.replace("flow: report", "owner: clerk of community\n    flow: reprot"), ["reprot", "report"]),
        (CITY.replace("calendar: office", "calendar: [office"), ["city.yaml 第"]),
    ],
    ids=["unknown key", "unsound flow", "missing owner", "unknown flow", "broken file"],
)
def test_a_wrong_pack_refuses_to_start_and_says_where(bare: None, tmp_path: Path, wrong: str, words: list[str]) -> None:
    (tmp_path / "city.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(packs.PacksRefused) as refused:
        founding.found(tmp_path, now=NOW)
    for word in words:
        assert word in str(refused.value)
    assert pack_catalogue.founding() is None
