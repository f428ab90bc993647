"""Becoming one surface: the environment of a process and Django on top of it."""

from __future__ import annotations

import os

import django
from django.conf import settings

from linli.main import secret_key
from linli.main.launcher import env
from linli.main.launcher.folders import city_home

SETTINGS = "linli.main.settings"


def enter(surface: str) -> None:
    """Set Django up as ``surface`` (public, desk, worker, owner) in this process.

    A process that the supervisor started has its environment already; one started by hand reads run.env. None starts
    with a secret somebody could guess.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if "LINLI_DATABASE" not in os.environ:
        if settings.configured:
            raise RuntimeError("the settings were read before the surface was chosen: import inside run()")
        os.environ.update(env.of_surface(city_home(), surface))
    secret_key.check(os.environ.get("LINLI_SECRET_KEY", ""))
    django.setup()
