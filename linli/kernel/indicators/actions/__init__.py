"""What can be done about figures: measured by the worker, decided, drawn and published by people."""

from linli.kernel.indicators.actions.cubing import publish_cubes
from linli.kernel.indicators.actions.drawing import Drew, draw, order_of
from linli.kernel.indicators.actions.excluding import OwnUnit, SamePerson, agree, exclude, refuse, take_back
from linli.kernel.indicators.actions.measuring import measure, touch
from linli.kernel.indicators.actions.publishing import count_again, held_back, publish, published_of

__all__ = [
    "Drew",
    "OwnUnit",
    "SamePerson",
    "agree",
    "count_again",
    "draw",
    "exclude",
    "held_back",
    "measure",
    "order_of",
    "publish",
    "publish_cubes",
    "published_of",
    "refuse",
    "take_back",
    "touch",
]
