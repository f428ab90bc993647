"""Why somebody was not let in: one sentence, and the field it stands beside."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WRONG = _("The name or the password is wrong. Look whether capitals are on, and type both again.")
PHONE_WRONG = _("The number or the password is wrong. Type both again, or have a code sent.")
LOCKED = _("Too many tries. Wait 15 minutes, or ask your street office for a new password.")
TOO_MANY = _("Too many tries. Wait 15 minutes, or have a code sent.")
SOON = _("A code was sent less than a minute ago. Look for the message, or ask again in a minute.")
ENOUGH = _("Five codes were sent within the hour. Wait an hour, or use your password.")
CROWD = _("Too many codes were asked for from here. Wait an hour, or use your password.")
CHOOSE = _("Choose the post you work for now.")
TRIED = _("Too many tries. Wait 15 minutes; or have your factors set anew by whoever keeps the accounts.")
NO_PASSKEY = _("This passkey is not known here. Sign in with name and password, then add it on your own page.")
NO_FACTOR = _("Sign in at the desk in a browser first and set up your second factor there.")
NOT_SENT = _("The message could not be sent just now. Try again in a minute, or use your password.")


class NotLetIn(Exception):
    """No entry. The same sentence for a wrong name and a wrong password, so that it tells nobody who exists."""

    def __init__(self, field: str, sentence: str | Promise, *, too_often: bool = False) -> None:
        self.field, self.sentence, self.too_often = field, sentence, too_often
        super().__init__(field)

    def __str__(self) -> str:
        return str(self.sentence)


def status_of(refused: Exception | None) -> int:
    """200 for a fresh form; 429 when it was tried too often; 422 for a form to be put right."""
    if refused is None:
        return 200
    return 429 if getattr(refused, "too_often", False) else 422
