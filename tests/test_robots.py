"""Nothing in the worker acts as nobody: every listener, round and job is a robot somebody declared, and no more."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from procrastinate.contrib.django import app as jobs

from linli.kernel.people import actions as people
from linli.main import wiring, worker
from linli.plumbing import policy, robots, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.time import now as clock

ROOT = Path(policy.__file__).resolve().parents[2]
MAKES_THEM = {"linli/kernel/cases/listeners.py", "linli/kernel/publications/listeners.py",
              "linli/kernel/cases/clusters.py",
              "linli/main/worker.py", "linli/kit/rights/making.py", "linli/main/commands/retention.py"}  # fmt: skip


def calls(file: Path) -> Iterator[tuple[int, str | None]]:
    """Every robot a file makes: the line, and the name where it is written out."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr == "robot":
            yield node.lineno, _text(next((one.value for one in node.keywords if one.arg == "purpose"), None))
        elif isinstance(called, ast.Name) and called.id in ("robot", "_robot"):
            yield node.lineno, _text(node.args[0] if node.args else None)


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def product() -> list[Path]:
    return [one for one in sorted((ROOT / "linli").rglob("*.py")) if "tests" not in one.parts]


def test_every_robot_of_the_product_has_a_declared_name() -> None:
    wrong, found = [], 0
    for file in product():
        where = str(file.relative_to(ROOT))
        for line, name in calls(file):
            found += 1
            if name is None and where in MAKES_THEM:
                continue  # hands on the name it is given
            if name is None or robots.undeclared([name]):
                wrong.append(f"{where}:{line} makes a robot {name or 'without a name'} that no policy.py declares")
    assert found > 30
    assert wrong == []


def test_every_listener_round_and_job_is_a_robot() -> None:
    """The module of each makes a robot of a declared name, or is handed one."""
    wrong = [f"the round {one.name} is no declared robot: {one.robot}" for one in worker.rounds()
             if robots.undeclared([one.robot])]  # fmt: skip
    edges = {f"the listener {one.name}": one.call for one in wiring.listeners()}
    edges |= {f"the job {name}": task.func for name, task in jobs.tasks.items() if _is_ours(task.func)}
    assert len(edges) > 30
    for name, call in edges.items():
        named = {robot for _line, robot in calls(Path(inspect.getfile(call))) if robot}
        if not named or robots.undeclared(named):
            wrong.append(f"{name} acts as nobody: let it wear a robot declared in the policy.py of its room")
    assert wrong == []


def _is_ours(call: object) -> bool:
    return str(getattr(call, "__module__", "")).startswith("linli.")


def test_a_robot_that_nobody_declared_is_found() -> None:
    """The test can fail."""
    assert robots.undeclared(["tell", "somebody"]) == ["somebody"]
    with pytest.raises(robots.Unknown):
        robots.named("somebody")


@pytest.mark.parametrize("name", sorted(robots.declared()))
def test_a_robot_takes_its_own_actions_and_no_other(name: str) -> None:
    hat = scope.robot((), purpose=name)
    declared = robots.named(name)
    assert {action for action in policy.actions() if policy.may(hat, action)} == declared.may
    assert declared.does


def test_a_robot_is_refused_what_another_may(db: None) -> None:
    """The robot that tells may not register anybody, though robots may."""
    assert "robot" in policy.roles_for("person.merge")
    with pytest.raises(NotAllowed):
        people.merge_people(kept_id=1, gone_id=2, by=scope.robot((1,), purpose="tell"), now=clock())


def test_no_robot_is_left_over() -> None:
    """Every declared robot is made somewhere."""
    made = {name for file in product() for _line, name in calls(file)} | {one.robot for one in worker.rounds()}
    assert sorted(robots.declared().keys() - made) == []
