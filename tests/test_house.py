"""The promises of the whole house, one test for each thing ``linli check`` asks."""

from __future__ import annotations

import pytest

from linli.main.checks import CHECKS


@pytest.mark.asvs("V14.1.1", "V15.1.2")
@pytest.mark.dengbao("8.1.9.4", "8.1.4.2 g")
@pytest.mark.parametrize("what", CHECKS)
def test_it_holds_that(what: str) -> None:
    problems = CHECKS[what]()
    assert not problems, "\n".join(problems)
