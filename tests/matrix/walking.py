"""Every route of both surfaces as the urlconfs have it, with the guard its view carries."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from linli.kit.routes import OPEN, Guard, guard_of
from linli.main.checks.routes import routes

SURFACES = ("public", "desk")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its path as the urlconf writes it, its view, and what the view declares."""

    surface: str
    path: str
    view: Any
    guard: Guard

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/")

    @property
    def is_operation(self) -> bool:
        """An operation of our API, which takes one method; not the pages the library makes of itself."""
        return self.is_api and self.path not in ("api/v1/", "api/v1/openapi.json")

    @property
    def is_open311(self) -> bool:
        """The resources of the other standard: nobody is anybody there, and a method has its own ways."""
        return self.path.startswith("open311/")

    @property
    def is_open(self) -> bool:
        return self.guard.may == OPEN

    def takes(self, method: str) -> bool:
        """Whether the view declares the method. A browser may ask for the head of whatever it may get."""
        if method == "HEAD" and not self.is_operation:
            return "GET" in self.guard.methods
        return method in self.guard.methods or (method == "OPTIONS" and self.is_open311)


def walked(surface: str) -> dict[str, Route]:
    """The routes of a surface by their path. A path stands in a urlconf once."""
    found: dict[str, Route] = {}
    for path, view in routes(import_module(f"linli.main.urls_{surface}").urlpatterns):
        guard = guard_of(view)
        assert guard is not None, f"/{path} has no guard"
        assert path not in found, f"/{path} stands twice in the urlconf of {surface}"
        found[path] = Route(surface, path, view, guard)
    return found
