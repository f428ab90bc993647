"""What can be done about figures: measured by the worker, decided, drawn and published by people."""

from linli.kernel.indicators.actions.drawing import Drew, draw, order_of
from linli.kernel.indicators.actions.excluding import OwnUnit, SamePerson, agree, exclude, refuse, take_back
from linli.kernel.indicators.actions.measuring import measure, touch
from linli.kernel.indicators.actions.publishing import publish

__all__ = [
    "Drew",
    "OwnUnit",
    "SamePerson",
    "agree",
    "draw",
    "exclude",
    "measure",
    "order_of",
    "publish",
    "refuse",
    "take_back",
    "touch",
]
