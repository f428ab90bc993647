"""In a process of its own: from now on the city's form asks for an answer to a question of one item."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

from linli.main.launcher import env, trial
from tests.browser.city import City
from tests.drilling import clean

ITEM, QUESTION = "hotline.ebike_charging", "where"


def ask_more(city: City) -> None:
    """Another version of the item, drafted and published by two people of the running city."""
    home = {"LINLI_HOME": str(city.home), "LINLI_KEYS": str(city.home / "keys.json"), "LINLI_ASSUME_LOGIN": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.browser.asking_more"]
    surroundings = {**clean(), **home, **env.of_surface(city.home, "admin")}
    done = subprocess.run(command, env=surroundings, cwd=trial.REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def main() -> None:
    """Publish it."""
    from linli.main.django_setup import enter

    enter("worker")
    from linli.main.demo.desks import Desks
    from linli.plumbing import pack_catalogue
    from linli.plumbing.packs.kinds import body_of
    from linli.plumbing.time import now as clock
    from tests.published import published_anew

    desks = Desks.at(clock())
    here: Any = SimpleNamespace(hat=desks.of)
    held = pack_catalogue.head("items", ITEM, clock())
    assert held is not None
    asked = [{**one, "required": one["code"] == QUESTION} for one in body_of(held.value)["questions"]]
    published_anew(here, "items", ITEM, questions=asked)


if __name__ == "__main__":
    main()
