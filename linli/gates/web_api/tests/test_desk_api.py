"""The desk's API: log in, find a matter, move it on."""

from __future__ import annotations

from tests.surfaces import Visit
from tests.world import PASSWORD, World, a_photo


def test_a_case_is_found_opened_and_moved_on(world: World, db: None, desk: Visit) -> None:
    opened = world.an_open_case()
    holder = world.holder(opened)
    who = desk.enter(login=world.login(holder), password=PASSWORD)
    assert who["role"] == holder.role
    inbox = desk.api("GET", "inbox", {"limit": 5}).json()
    assert opened.number in {task["number"] for task in inbox["tasks"]}
    case = desk.api("GET", f"cases/{opened.number}").json()
    assert [one["action"] for one in case["actions"]] == ["accept", "hand_over"]
    answer = desk.api("POST", f"cases/{opened.number}/actions", {"action": "accept", "task": case["task"]})
    assert answer.status_code == 200, answer.content.decode()
    again = desk.api("POST", f"cases/{opened.number}/actions", {"action": "accept", "task": case["task"]})
    assert again.status_code == 409
    handled = {"action": "handled", "text": "换好了。", "files": [a_photo()]}
    assert desk.api("POST", f"cases/{opened.number}/actions", handled).status_code == 200
