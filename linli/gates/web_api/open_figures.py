"""Published figures over the API: how offices do, by place, unit and period. Nothing in it is about a person."""

# No postponed annotations here: django-ninja reads the parameters of every operation.
from ninja import Query

from linli.gates.web_api import telling
from linli.gates.web_api.public import api
from linli.gates.web_api.shapes import open_figures as shapes
from linli.kernel.indicators import published
from linli.kernel.indicators.models import PublicFigure
from linli.kernel.indicators.published import Asked
from linli.kernel.indicators.versions import Ruling
from linli.kit import words
from linli.kit.routes import OPEN, Request


@api.operation("GET", "/figures", may=OPEN, answers=shapes.FigureListOut)
def figures(request: Request, asked: Query[shapes.FiguresAsked]) -> object:  # noqa: ARG001  the first of every operation
    """Figures of periods that are over, the newest first; fewer than thirty matters have no number."""
    question = Asked(asked.span or "", asked.since, asked.place, asked.indicator)
    found = published.listed(question, limit=asked.limit + 1, offset=asked.offset)
    known = published.rulings(zone=words.city_zone()) if found else {}
    return {
        "figures": [_told(row, known.get(row.version_id)) for row in found[: asked.limit]],
        "more": len(found) > asked.limit,
    }


def _told(row: PublicFigure, ruling: Ruling | None) -> telling.Told:
    """A figure in the words of the version it was counted by."""
    return {
        "kind": row.kind,
        "name": row.name,
        "place": row.place_id,
        "span": row.span,
        "since": row.since,
        "indicator": row.indicator,
        "label": telling.words(ruling.entry.label) if ruling else None,
        "says": telling.words(ruling.entry.says) if ruling else None,
        "weights": ruling.entry.weights if ruling else {},
        "matters": row.base,
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "version": ruling.number if ruling else None,
        "published": row.published,
    }
