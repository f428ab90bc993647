"""The words of messages: slots are filled, and in the app nothing stands that only a text message needs."""

from __future__ import annotations

import pytest

from linli.kernel.notices.packs import filled, for_app


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("邻里：您报的“{title}”有答复了。办得怎么样说一声：{link}", "您报的“{title}”有答复了。"),
        ("Linli: we have it, to be done by {due}. Follow it: {link}", "We have it, to be done by {due}."),
        ("居民说“{title}”没办好，请街道看一看。", "居民说“{title}”没办好，请街道看一看。"),
        ("“{title}”要到期了", "“{title}”要到期了"),
    ],
)
def test_in_the_app_the_line_itself_is_the_link(template: str, wanted: str) -> None:
    assert for_app(template) == wanted


def test_a_slot_without_a_value_stays_empty() -> None:
    assert filled("{title}，{where}", {"title": "楼道灯不亮"}) == "楼道灯不亮，"
