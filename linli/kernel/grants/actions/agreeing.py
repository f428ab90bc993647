"""What persons agree to: a unit publishes a wording, a person says yes to it, and may take that back at any moment."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from linli.kernel.grants.models_consents import Agreement, AgreementRevision, Consent
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

LONGEST = 3650
_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """A wording to publish. ``code`` names the agreement; known, the wording is its next revision."""

    code: str
    unit_id: int
    unit_name: str
    title: str
    text: str
    purpose: str
    fields: Sequence[str]
    recipients: str
    kept_days: int
    title_en: str = ""
    text_en: str = ""


def publish_agreement(*, row: NewAgreement, by: Hat, now: datetime) -> int:
    """Publish a wording; returns the id of its revision. Whoever agreed to an older one has not agreed to this."""
    policy.require(by, "agreement.publish")
    _check(row)
    with scope.writing(by, now=now):
        held = Agreement.objects.filter(code=row.code).first()
        if held is not None and held.unit_id != row.unit_id:
            raise DataRefused("code", _("Another unit has an agreement of this name. Choose another."))
        number = held.id if held else ids.reserve("grants_agreement")
        if held is None:
            bulk.add([Agreement(id=number, code=row.code, unit_id=row.unit_id, unit_name=row.unit_name[:120])])
        last = AgreementRevision.objects.filter(agreement_id=number).aggregate(Max("no"))["no__max"] or 0
        revision = AgreementRevision(
            id=ids.reserve("grants_agreement_revision"),
            agreement_id=number,
            no=last + 1,
            title=row.title.strip(),
            title_en=row.title_en.strip(),
            text=row.text.strip(),
            text_en=row.text_en.strip(),
            purpose=row.purpose.strip(),
            fields=list(row.fields),
            recipients=row.recipients.strip(),
            kept_days=row.kept_days,
            since=now,
            account_id=by.account,
        )
        revision.digest = digest_of(row.code, revision)
        bulk.add([revision])
        payload = {"code": row.code, "no": revision.no, "digest": revision.digest.hex()}
        journal.append(verb="agreement.publish", kind="agreement", record=revision.id, by=by, at=now, payload=payload)
    return revision.id


def digest_of(code: str, revision: AgreementRevision) -> bytes:
    """SHA-256 over what a revision says, as canonical JSON."""
    said = {
        "code": code,
        "no": revision.no,
        "title": revision.title,
        "text": revision.text,
        "text_en": revision.text_en,
        "purpose": revision.purpose,
        "fields": list(revision.fields),
        "recipients": revision.recipients,
        "kept_days": revision.kept_days,
    }
    return hashlib.sha256(_encoder.encode(said)).digest()


def give_consent(*, revision_id: int, subject_id: int, by: Hat, now: datetime, is_guardian: bool = False) -> int:
    """A person agrees to a revision; returns the consent. Said twice it is one.

    A resident says it for a subject of their own hat: themselves, or under a mandate (``is_guardian``). A clerk writes
    down what somebody of their communities said to them.
    """
    policy.require(by, "consent.give")
    with scope.writing(by, now=now):
        if by.surface == "public" and subject_id not in by.subjects:
            raise NotAllowed
        revision = AgreementRevision.objects.filter(id=revision_id).first()
        if revision is None:
            raise DataRefused("agreement", _("There is no such agreement any more. Look at the list as it is now."))
        running = Consent.objects.filter(revision_id=revision_id, subject_id=subject_id, withdrawn__isnull=True)
        held = running.values_list("id", flat=True).first()
        if held is not None:
            return held
        number = ids.reserve("grants_consent")
        bound = b"\x1f".join([bytes(revision.digest), str(subject_id).encode(), now.isoformat().encode()])
        spoken = "guardian" if is_guardian else "self"
        consent = Consent(
            id=number,
            revision_id=revision_id,
            subject_id=subject_id,
            given=now,
            account_id=by.account,
            way=spoken if by.surface == "public" else "spoken",
            digest=hashlib.sha256(bound).digest(),
        )
        bulk.add([consent])
        _written("consent.give", consent, by, now)
    return number


def withdraw_consent(*, consent_id: int, by: Hat, now: datetime) -> None:
    """Take a consent back: from the next statement on nobody gets anything on the strength of it."""
    policy.require(by, "consent.withdraw")
    with scope.writing(by, now=now):
        consent = Consent.objects.filter(id=consent_id).first()
        if consent is None:
            raise NotAllowed
        if consent.withdrawn is not None:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "update grants_consent set withdrawn = %s, withdrawn_by = %s where id = %s and withdrawn is null",
                [now, by.account, consent_id],
            )
        _written("consent.withdraw", consent, by, now)


def _written(verb: str, consent: Consent, by: Hat, now: datetime) -> None:
    payload = {"revision": consent.revision_id, "digest": bytes(consent.digest).hex()}
    journal.append(verb=verb, kind="consent", record=consent.id, by=by, at=now, payload=payload)


def _check(row: NewAgreement) -> None:
    asked = {
        "code": row.code,
        "title": row.title,
        "text": row.text,
        "purpose": row.purpose,
        "recipients": row.recipients,
        "fields": "".join(row.fields),
    }
    for field, value in asked.items():
        if not value.strip():
            raise DataRefused(field, _("Write this too: who agrees has to know it."))
    if not 1 <= row.kept_days <= LONGEST:
        raise DataRefused("kept_days", _("Data is kept for 1 to 3,650 days. Write how many."))
