"""Every scenario folder keeps its word, and every pack file of the repository can be read."""

from __future__ import annotations

from linli.plumbing import facts, manifest_check


def wrong() -> list[str]:
    """What is wrong with scenario folders and their packs, with file and line."""
    return [str(problem) for problem in manifest_check.all_problems(facts=facts.names())]
