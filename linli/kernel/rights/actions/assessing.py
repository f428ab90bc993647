"""Impact assessments: written by a data officer, kept for three years, put right by a new version."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.rights.actions.refusing import FieldRefused
from linli.kernel.rights.models import Assessment
from linli.plumbing import ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

KEPT = timedelta(days=3 * 365 + 1)  # PIPL article 56: three years at the least
OCCASIONS = ("sensitive", "automated", "processor", "abroad", "public", "other")  # PIPL article 55
ASKED = ("name", "about", "handled", "lawful", "impact", "measures")
SHORTEST = {"handled": 10, "lawful": 10, "impact": 10, "measures": 10}
LONGEST = 4_000


class AssessmentRefused(FieldRefused):
    """Something the law asks for is missing."""


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """What articles 55 and 56 ask for: why it is needed, whether it is lawful, what it does to people, what is done."""

    name: str
    about: str
    occasion: str
    handled: str
    lawful: str
    impact: str
    measures: str
    verdict: str


def assess(*, row: NewAssessment, root: int = 0, by: Hat, now: datetime) -> int:
    """Keep an assessment, or with ``root`` a new version of one; returns its id. Raises ``AssessmentRefused``."""
    policy.require(by, "assessment.write")
    _check(row)
    with scope.writing(by, now=now):
        version = 1
        if root:
            latest = Assessment.objects.filter(root=root).order_by("-version").first()
            if latest is None:
                raise NotAllowed
            version = latest.version + 1
        number = ids.reserve("rights_assessment")
        Assessment.objects.bulk_create([
            Assessment(
                id=number, root=root or number, version=version, by_account=by.account, who=by.label[:80], at=now,
                keep_until=now + KEPT, **asdict(row),
            )
        ])  # fmt: skip
        payload = {"root": root or number, "version": version}
        journal.append(verb="assessment.write", kind="assessment", record=number, by=by, at=now, payload=payload)
    return number


def _check(row: NewAssessment) -> None:
    given = asdict(row)
    for name in ASKED:
        if len(given[name].strip()) < SHORTEST.get(name, 1):
            raise AssessmentRefused(name, _("Say it in a sentence. The law asks for it, and the auditor reads it."))
        if len(given[name]) > LONGEST:
            raise AssessmentRefused(name, _("This is too long. Four thousand characters fit."))
    if len(row.name) > 80 or len(row.about) > 80:
        raise AssessmentRefused("name" if len(row.name) > 80 else "about", _("This is too long. 80 characters fit."))
    if row.occasion not in OCCASIONS:
        raise AssessmentRefused("occasion", _("Choose why the law asks for an assessment."))
    if row.verdict not in Assessment.Verdict.values:
        raise AssessmentRefused("verdict", _("Choose what comes of it."))
