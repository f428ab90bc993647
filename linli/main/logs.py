"""What a process writes to its log when something breaks: the trace, and nothing a person typed or holds."""

from __future__ import annotations

import logging
import re
from typing import Any

LEFT_OUT = "…"
# The code of a receipt stands in its link; PostgreSQL quotes the row that did not fit in DETAIL.
_SECRET = ((re.compile(r"(/c/)[^\s?\"']+"), rf"\1{LEFT_OUT}"), (re.compile(r"^DETAIL:.*$", re.MULTILINE), LEFT_OUT))


class Line(logging.Formatter):
    """A log line without receipt codes and without the contents of rows."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for found, instead in _SECRET:
            text = found.sub(instead, text)
        return text


def settings() -> dict[str, Any]:
    """Everything from a warning on, to standard error, which the supervisor keeps in ``var/logs``.

    Django by itself would mail it to administrators nobody has named. Of pages only what broke is written: who
    asked for what and was refused is not.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"log": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["log"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": []},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
        },
    }
