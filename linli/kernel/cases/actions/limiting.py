"""How much one person may report within a day, whichever way they come: page, API, another program, mail.

Staff who take in what others say are not counted, and neither is who leaves nothing by which they could be.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.reports import Report
from linli.kernel.people import phones
from linli.plumbing import rates
from linli.plumbing.scope import Hat

MOST, DAY = 50, timedelta(days=1)


class SentTooMuch(Exception):
    """One more report of somebody who has sent as many as one may within a day. Nothing was taken in."""

    sentence = _(
        "You have sent %(most)s reports within a day; each of them is seen to. Send this one tomorrow. "
        "Many reports of one matter do not make it go faster."
    )

    def __str__(self) -> str:
        return str(self.sentence) % {"most": MOST}


def count(report: Report, *, by: Hat, now: datetime) -> None:
    """A part: count one more report of its sender; the count is undone with the transaction."""
    if by.surface != "public":
        return
    reporter = report.reporter
    senders = {str(by.account or ""), phones.tidy(reporter.phone), reporter.mail.strip().lower()} - {""}
    for sender in sorted(senders):  # always in the same order, so that nobody waits for each other
        if not rates.allow("reports", sender, most=MOST, per=DAY, now=now):
            raise SentTooMuch
