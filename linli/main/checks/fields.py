"""Every column says how closely it is held."""

from __future__ import annotations

from linli.plumbing import classification, walls


def unclassified() -> list[str]:
    """Fields of our own models without a classification in the column comment."""
    return [
        f"{model._meta.label}.{field.name} is not classified: give it db_comment, one of "
        + ", ".join(classification.ALL)
        for model in walls.models()
        for field in model._meta.local_concrete_fields
        if field.db_comment not in classification.ALL
    ]
