"""What a process writes to its log when something breaks: the trace, and nothing a person typed or holds."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

LEFT_OUT = "…"
MORE = "| "  # how a further line of one message begins, so that nobody writes a line of their own into the log
# The code of a receipt stands in its link; PostgreSQL quotes the row that did not fit in DETAIL. What breaks quotes
# what it broke on: names are Chinese, telephones and document numbers are long, mail addresses have their sign.
_SECRET = (
    (re.compile(r"(/c/)[^\s?\"']+"), rf"\1{LEFT_OUT}"),
    (re.compile(r"^(?:\| )?DETAIL:.*$", re.MULTILINE), LEFT_OUT),
    (re.compile(r"[^\s<>'\",;=]+@[^\s<>'\",;]+"), LEFT_OUT),
    (re.compile(r"\b0\d{2,3}-\d{7,8}\b|\d{10,}[Xx]?"), LEFT_OUT),
    (
        re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\u3400-\u9fff\U00020000-\U0003ffff·\w]*"),
        LEFT_OUT,
    ),
    (re.compile(r"(?:%[0-9A-Fa-f]{2}){3,}"), LEFT_OUT),
)


class Line(logging.Formatter):
    """A log line without receipt codes, the contents of rows, and what a person could be known by."""

    converter = time.gmtime  # type: ignore[assignment]  # wherever the machine stands

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the library's name
        return super().formatMessage(record).replace("\r", "").replace("\n", f"\n{MORE}")

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
