"""How the pages speak of what is held: groups, kinds of record, why and how long, what keeps something from going.

Clauses are of the Personal Information Protection Law unless they say otherwise. What no department has confirmed is
shown as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from linli.kit.rights.columns import COLUMNS
from linli.plumbing.held import Held, Stays

Text = str | Promise

GROUPS: Mapping[str, Text] = {
    "myself": gettext_lazy("About yourself"),
    "home": gettext_lazy("Where you live and what belongs to it"),
    "matters": gettext_lazy("Matters you brought"),
    "messages": gettext_lazy("Messages to you"),
    "said": gettext_lazy("What you proposed, wrote and follow"),
    "login": gettext_lazy("Your login"),
    "looked": gettext_lazy("Who looked"),
    "asked": gettext_lazy("What you asked about your data"),
}
TABLES: Mapping[str, Text] = {
    "people_person": pgettext_lazy("held", "your record in the register"),
    "people_past_value": pgettext_lazy("held", "what was known of you before"),
    "people_residence": pgettext_lazy("held", "links to dwellings"),
    "people_dwelling": pgettext_lazy("held", "what is known of the dwelling"),
    "people_letting": pgettext_lazy("held", "dwellings you let"),
    "people_household": pgettext_lazy("held", "households"),
    "people_household_member": pgettext_lazy("held", "places in a household"),
    "people_proposal": pgettext_lazy("held", "changes you proposed"),
    "people_subject": pgettext_lazy("held", "name and phone left with a matter"),
    "people_account": pgettext_lazy("held", "your login"),
    "people_mandate": pgettext_lazy("held", "mandates"),
    "people_mandate_offer": pgettext_lazy("held", "mandates you offered"),
    "people_sign_in": pgettext_lazy("held", "times you signed in"),
    "people_factor": pgettext_lazy("held", "passkeys"),
    "people_recovery_code": pgettext_lazy("held", "recovery codes"),
    "people_city_login": pgettext_lazy("held", "that the city's own login is yours"),
    "people_identity_check": pgettext_lazy("held", "that your papers were looked at"),
    "assets_vehicle": pgettext_lazy("held", "vehicles"),
    "cases_case": pgettext_lazy("held", "matters"),
    "cases_event": pgettext_lazy("held", "steps of matters"),
    "cases_event_body": pgettext_lazy("held", "words to steps of matters"),
    "cases_call": pgettext_lazy("held", "calls about matters"),
    "papers_paper": pgettext_lazy("held", "photos"),
    "open311_media": pgettext_lazy("held", "addresses of pictures"),
    "ratings_rating": pgettext_lazy("held", "grades"),
    "ratings_follow_up": pgettext_lazy("held", "calls back"),
    "ratings_rectification": pgettext_lazy("held", "matters put right after a bad grade"),
    "notices_notice": pgettext_lazy("held", "messages"),
    "mail_letter": pgettext_lazy("held", "letters"),
    "publications_submission": pgettext_lazy("held", "topics and replies"),
    "publications_follower": pgettext_lazy("held", "matters you follow"),
    "grants_consent": pgettext_lazy("held", "what you agreed to"),
    "population_finding": pgettext_lazy("held", "contradictions in the register"),
    "people_look": pgettext_lazy("held", "looks behind a mask, and who agreed"),
    "rights_look": pgettext_lazy("held", "looks"),
    "rights_copy": pgettext_lazy("held", "copies to take along"),
    "rights_erasure": pgettext_lazy("held", "requests to erase"),
    "people_past_fact": pgettext_lazy("held", "what was known of places and bodies before"),
    "rights_assessment": pgettext_lazy("held", "impact assessments with a newer version"),
    "rights_sweep": pgettext_lazy("held", "sweeps of the night"),
    "journal_payload": pgettext_lazy("held", "details of lines of the journal"),
    "unread_message": pgettext_lazy("held", "messages nobody could read"),
    "rights_hold": pgettext_lazy("held", "what an authority asked to be kept"),
}
BASES: Mapping[str, tuple[Text, Text]] = {
    "duty": (gettext_lazy("The city has this duty by law."), gettext_lazy("PIPL art. 13 (1) no. 3")),
    "service": (
        gettext_lazy("Without it, what you asked for cannot be done."),
        gettext_lazy("PIPL art. 13 (1) no. 2 and 3"),
    ),
    "consent": (gettext_lazy("You agreed. You can take it back."), gettext_lazy("PIPL art. 13 (1) no. 1, art. 15")),
}
VERBS: Mapping[str, Text] = {
    "person.read": gettext_lazy("opened your page in the register, masked"),
    "person.reveal": gettext_lazy("read it in full"),
    "person.export": gettext_lazy("took your record out as a file"),
    "case.read": gettext_lazy("opened a matter you brought"),
    "case.export": gettext_lazy("printed a matter you brought"),
    "reporter.search": gettext_lazy("looked for matters by your name or phone"),
    "proposal.read": gettext_lazy("read a change you or somebody else proposed about you"),
    "call.look": gettext_lazy("looked at your call"),
}
FIELDS: Mapping[str, Text] = {
    "name": pgettext_lazy("field", "Name"),
    "phone": pgettext_lazy("field", "Phone"),
    "id_number": pgettext_lazy("field", "Identity number"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stays: a sentence, the clause, and whether a department has confirmed it."""

    words: Text
    clause: Text = ""
    unverified: bool = False


REASONS: Mapping[str, Reason] = {
    "legal_hold": Reason(
        gettext_lazy("an authority has asked that it be kept; who and until when stands on the page of your data"),
        gettext_lazy("PIPL art. 47 (2)"),
    ),
    "lives_here": Reason(
        gettext_lazy("you live here or own a dwelling: the community keeps the register while that is so"),
        gettext_lazy("PIPL art. 13 (1) no. 3"),
    ),
    "let_here": Reason(
        gettext_lazy("the dwelling is still let"),
        gettext_lazy("Measures for the letting of housing, art. 14"),
        unverified=True,
    ),
    "open_matter": Reason(gettext_lazy("the matter is not over yet"), gettext_lazy("PIPL art. 47 (1) no. 1")),
    "being_decided": Reason(gettext_lazy("somebody is still looking at it"), gettext_lazy("PIPL art. 47 (1) no. 1")),
    "files": Reason(
        gettext_lazy("what an office did stays in its files; your name and phone leave them"),
        gettext_lazy("PIPL art. 47 (2)"),
        unverified=True,
    ),
    "of_the_place": Reason(gettext_lazy("it speaks of the dwelling and not of you")),
    "proof": Reason(gettext_lazy("it is your proof of who looked and what was asked"), gettext_lazy("PIPL art. 56")),
    "with_the_login": Reason(gettext_lazy("it goes when you close your login")),
}


def group(code: str) -> str:
    return str(GROUPS.get(code, code))


def table(code: str) -> str:
    """What a kind of record is called."""
    return str(TABLES.get(code, code))


def basis(code: str) -> str:
    """Why it may be held, with the clause."""
    words, clause = BASES[code]
    return _("%(words)s (%(clause)s)") % {"words": words, "clause": clause}


def reason(code: str) -> str:
    """Why it stays, with the clause; what no department has confirmed says so."""
    one = REASONS[code]
    behind = [str(one.clause), _("to be confirmed by the department") if one.unverified else ""]
    clause = _(", ").join(part for part in behind if part)
    return _("%(words)s (%(clause)s)") % {"words": one.words, "clause": clause} if clause else str(one.words)


def kept(one: Held) -> str:
    """How long it is kept."""
    if one.keep is not None:
        return _("kept for %(span)s, then it goes by itself") % {"span": span(one.keep.span)}
    if isinstance(one.erase, Stays):
        return reason(one.erase.code)
    if one.with_login:
        return _("until you close your login")
    return reason(one.holds[0].code) if one.holds else _("until you take it back")


def span(long: timedelta) -> str:
    """三年, 三十天."""
    years, days = divmod(long.days, 365)
    if years and not days:
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", long.days) % {"count": long.days}


def looked(verb: str) -> str:
    """What somebody did who looked."""
    return str(VERBS.get(verb, verb))


def field(code: str) -> str:
    return str(FIELDS.get(code, code))


STATES: Mapping[str, Text] = {
    "asked": gettext_lazy("a data officer looks at it"),
    "taken_back": gettext_lazy("you took it back"),
    "refused": gettext_lazy("not agreed"),
    "agreed": gettext_lazy("agreed; it is being erased"),
    "held_back": gettext_lazy("agreed, and kept for now"),
    "done": gettext_lazy("erased"),
}


def state(code: str) -> str:
    """What became of a request to erase."""
    return str(STATES.get(code, code))


def say_sure() -> str:
    return _("Say that you have read what goes: it cannot be brought back.")


def listed(parts: Iterable[str]) -> str:
    return _(", ").join(parts)


def column(table: str, name: str) -> str:
    """What a field of a copy is called; one that nobody has named stands as machines read it."""
    return str(COLUMNS.get(f"{table}.{name}", COLUMNS.get(name, name)))


DESK_STATES: Mapping[str, Text] = {
    "asked": gettext_lazy("to be decided"),
    "taken_back": gettext_lazy("taken back by the person"),
    "refused": gettext_lazy("not agreed"),
    "agreed": gettext_lazy("agreed; it is being erased"),
    "done": gettext_lazy("erased"),
}
HOLD_ACTS: Mapping[str, Text] = {
    "placed": gettext_lazy("kept until %(day)s"),
    "prolonged": gettext_lazy("kept longer, until %(day)s"),
    "ended": gettext_lazy("ended on %(day)s"),
}
WHYS: Mapping[str, Text] = {
    "sensitive": gettext_lazy("sensitive personal information is handled"),
    "automated": gettext_lazy("something is decided by a machine"),
    "processor": gettext_lazy("another body handles it, gets it, or it is made public"),
    "abroad": gettext_lazy("it leaves the country"),
    "public": gettext_lazy("it is seen or heard in public places"),
    "other": gettext_lazy("it matters much to people in another way"),
}
VERDICTS: Mapping[str, Text] = {
    "go": gettext_lazy("it may be done"),
    "conditions": gettext_lazy("it may be done with these measures"),
    "stop": gettext_lazy("it must not be done"),
}


def desk_state(code: str) -> str:
    return str(DESK_STATES.get(code, code))


def hold_act(code: str, day: str) -> str:
    """What was done with a legal hold."""
    return str(HOLD_ACTS[code]) % {"day": day}


def basis_of(authority: str, document: str) -> str:
    """Who asked that something be kept, by which paper."""
    return _("%(authority)s, %(document)s") % {"authority": authority, "document": document}


def sentence(what: str, why: str) -> str:
    return _("%(what)s. %(reason)s") % {"what": what, "reason": why} if why else what


def occasion(code: str) -> str:
    """Why the law asks for an assessment (PIPL article 55)."""
    return str(WHYS.get(code, code))


def verdict(code: str) -> str:
    return str(VERDICTS.get(code, code))


WAYS: Mapping[str, Text] = {
    "self": gettext_lazy("by yourself"),
    "guardian": gettext_lazy("by the guardian"),
    "spoken": gettext_lazy("by word of mouth, written down at the counter"),
}


def way(code: str) -> str:
    """How a consent was said."""
    return str(WAYS.get(code, code))


def days(count: int) -> str:
    return span(timedelta(days=count))
