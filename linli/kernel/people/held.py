"""What this room holds about a person: the register, the login, what they proposed. The register stays as long as the
person lives here or owns a dwelling; what they gave with a matter is declared in ``cases/held.py``, the higher room."""

from linli.kernel.people.actions.forgetting import close_accounts, forget_persons
from linli.plumbing.held import (
    YEAR,
    Behind,
    Done,
    Either,
    Goes,
    Held,
    Hold,
    Keep,
    NotHeld,
    OfAccount,
    OfPerson,
    OfSubject,
    Stays,
    declare,
    not_held,
    one_human_being,
)

_RUNS = Hold("lives_here", "t.until is null")
_LIVES = Hold(
    "lives_here",
    "exists (select 1 from people_residence r where r.person_id = t.id and r.until is null)",
)
_WORDS = frozenset({"body"})  # may speak of a tenant; what it changed stands in the register
_DOOR = frozenset({"surface"})  # a resident has one
_DECIDED = Hold("being_decided", "t.state = 'open'")

declare(
    Held("people_person", "myself", "duty", Done(forget_persons, "id"), of=OfPerson("id"), holds=(_LIVES,),
         lines="person", keep=Keep(3 * YEAR, "t.until", "t.source <> 'erased'"),
         leave_out=frozenset({"sort"})),
    Held("people_past_value", "myself", "duty", Goes(), of=OfPerson(), keep=Keep(5 * YEAR, "t.until")),
    Held("people_residence", "home", "duty", Goes(), of=OfPerson(), holds=(_RUNS,)),
    Held("people_dwelling", "home", "duty", Stays("of_the_place")),
    Held("people_letting", "home", "duty", Goes(), holds=(Hold("let_here", "t.until is null"),), lines="letting",
         keep=Keep(5 * YEAR, "t.until")),
    Held("people_household", "home", "duty", Stays("of_the_place"),
         of=Behind("people_household_member", "household_id", "id", running=True)),
    Held("people_household_member", "home", "duty", Goes(), of=OfPerson(), holds=(_RUNS,)),
    Held("people_proposal", "said", "service", Goes(), holds=(_DECIDED,), keep=Keep(3 * YEAR, "t.decided"),
         lines="proposal", leave_out=_WORDS),
    Held("people_account", "login", "service", Done(close_accounts, "id"), of=OfAccount("id"), with_login=True,
         lines="account"),
    Held("people_look", "looked", "duty", Stays("proof"), keep=Keep(3 * YEAR, "t.at"), lines="look"),
    Held("people_mandate", "login", "consent", Goes(),
         of=Either(OfSubject("subject_id"), OfSubject("taker_subject_id")), keep=Keep(3 * YEAR, "t.until")),
)  # fmt: skip
one_human_being("people_one_human_being")

declare(  # how the login is entered: its holder reads what there is, and nobody reads what opens it
    Held("people_sign_in", "login", "service", Goes(), of=OfAccount(), with_login=True, leave_out=_DOOR,
         keep=Keep(YEAR, "coalesce(t.ended, t.seen)")),
    Held("people_factor", "login", "service", Goes(), of=OfAccount(), with_login=True, leave_out=_DOOR),
    Held("people_recovery_code", "login", "service", Goes(), of=OfAccount(), with_login=True, leave_out=_DOOR),
    Held("people_city_login", "login", "service", Goes(), of=OfAccount(), with_login=True),
    Held("people_identity_check", "login", "duty", Goes(), of=OfAccount(), with_login=True),
    Held("people_mandate_offer", "login", "consent", Goes(), keep=Keep(YEAR, "t.until")),
)  # fmt: skip
not_held("found by the keyed hash of a phone, gone after ten minutes, and holding only hashes", "people_login_code")
declare(NotHeld("people_past_fact", "tells of a place, a body or a thing and not of one person",
                keep=Keep(5 * YEAR, "t.until")))  # fmt: skip
