"""The records addresses name: of which table, in which division, and what only their own row says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOTHING = "nothing"  # the side of a record that does not exist


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: the table whose policy decides, by which column its rows are told apart.

    ``as_of``: the table is open, and what its pages show is walled like this other one, by the division of the row.
    ``of_unit``: pages show only those of the post's own unit, which are fewer than the wall lets through.
    ``of_place``: and of an open table only those whose division in this column is one of the post's.
    ``secret``: whoever can type the address may see it; the address is the key.
    """

    table: str
    column: str = "id"
    as_of: str = ""
    secret: bool = False
    of_unit: bool = False
    of_place: str = ""


KINDS: Mapping[str, Kind] = {
    "case": Kind("cases_case"),
    "receipt": Kind("cases_case", secret=True),
    "paper": Kind("cases_case"),
    "face": Kind("publications_public_face", "case_id"),
    "photo": Kind("publications_public_photo"),
    "follower": Kind("publications_follower", secret=True),
    "publication": Kind("publications_publication"),
    "submission": Kind("publications_submission"),
    "call": Kind("cases_call"),
    "person": Kind("people_person"),
    "door": Kind("places_place", as_of="people_dwelling"),
    "building": Kind("places_place", as_of="people_dwelling"),
    "community": Kind("places_place", as_of="people_dwelling"),
    "division": Kind("places_place", as_of="people_dwelling"),
    "grid": Kind("places_area", as_of="people_dwelling"),
    "area": Kind("places_area", as_of="people_dwelling"),
    "alias": Kind("places_place", as_of="people_dwelling"),
    "body": Kind("people_organisation"),
    "vehicle": Kind("assets_vehicle"),
    "proposal": Kind("people_proposal"),
    "import": Kind("imports_import"),
    "unit": Kind("people_organisation", of_place="place_id"),
    "phrase": Kind("desks_phrase", "root", of_unit=True),
    "own_view": Kind("desks_own_view"),
    "batch": Kind("desks_batch"),
    "hook": Kind("webhooks_hook"),
    "key": Kind("open311_key"),
    "unread": Kind("unread_message"),
    "round": Kind("population_round"),
    "rating": Kind("ratings_rating"),
    "pledge": Kind("cases_pledge"),
    "exclusion": Kind("indicators_exclusion"),
    "entry": Kind("plumbing_pack_version"),
    "token": Kind("open311_filed", secret=True),
    "kept": Kind("plumbing_kept_form", secret=True),
    "pair": Kind("cases_case"),
    "open_item": Kind("grants_item"),
    "data_request": Kind("grants_request"),
    "grant": Kind("grants_grant"),
    "consent": Kind("grants_consent"),
    "speaker": Kind("people_subject"),
    "assessment": Kind("rights_assessment"),
    "erasure": Kind("rights_erasure"),
    "hold": Kind("rights_hold"),
    "look": Kind("people_look"),
    "table": Kind("indicators_cube_version"),
    "mandate": Kind("people_mandate"),
    "offer": Kind("people_mandate_offer", secret=True),
    "sign_in": Kind("people_sign_in"),
    "factor": Kind("people_factor"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its side of the town, the key of its row, what stands for it in addresses and forms.

    ``token`` is a text that only this row says: whoever reads it has read the row. Empty where a page of the kind
    shows nothing of it but masked. ``ended``: closed, moved away, no more.
    """

    kind: str
    side: str
    key: int
    words: Mapping[str, str]
    token: str = ""
    ended: bool = False

    @property
    def is_nothing(self) -> bool:
        return self.side == NOTHING
