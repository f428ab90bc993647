"""Loading under the database login of whoever acts: residents as public, staff as desk, imports as ingest.

A process has one login; this one changes it between two transactions, because the demo plays everybody's part.
What a login may not do fails here as it would in the city.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection

from linli.main.launcher import env


def serve(surface: str) -> None:
    """From the next statement on this process is logged in as ``surface``; never inside a transaction."""
    if settings.ASSUME_LOGIN:  # tests: one connection that takes the role of each hat by itself
        return
    parts = urlsplit(env.of_surface(settings.HOME, surface)["LINLI_DATABASE"])
    user = unquote(parts.username or "")
    if connection.settings_dict["USER"] != user:
        connection.close()
        connection.settings_dict.update(USER=user, PASSWORD=unquote(parts.password or ""))
