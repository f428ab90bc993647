"""The verbs of shared data."""

from linli.kernel.grants.actions.acknowledging import acknowledge
from linli.kernel.grants.actions.agreeing import NewAgreement, give_consent, publish_agreement, withdraw_consent
from linli.kernel.grants.actions.asking import NewRequest, ask, withdraw
from linli.kernel.grants.actions.deciding import decide, release
from linli.kernel.grants.actions.keys import end_key, register_key
from linli.kernel.grants.actions.listing import (
    Called,
    FieldSaid,
    NewItem,
    agree_item,
    draft_item,
    end_item,
    publish_item,
    refuse_item,
)
from linli.kernel.grants.actions.revoking import revoke
from linli.kernel.grants.actions.using import Used, note_use

__all__ = [
    "Called",
    "FieldSaid",
    "NewAgreement",
    "NewItem",
    "NewRequest",
    "Used",
    "acknowledge",
    "agree_item",
    "ask",
    "decide",
    "draft_item",
    "end_item",
    "end_key",
    "give_consent",
    "note_use",
    "publish_agreement",
    "publish_item",
    "refuse_item",
    "register_key",
    "release",
    "revoke",
    "withdraw",
    "withdraw_consent",
]
