"""What the board says of the register: two shares and how much is due, with the way to where it grows stale."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.places.models import Place
from linli.kit import words
from linli.kit.board.added import Added, AddedShare
from linli.kit.routes import Request
from linli.plumbing import policy
from linli.scenarios.population.quality import pages, queries


def part(place: Place, request: Request) -> Added | None:
    """One part of a place's board; none where the post does not see the register or nothing is counted yet."""
    if not policy.may(request.hat, "quality.see"):
        return None
    found = queries.sum_of(place)
    if not found.fresh.base and not found.complete.base:
        return None
    address = f"{reverse('quality')}?place={place.id}"
    says = _("%(due)s records are to be confirmed again; counted %(at)s") % {
        "due": f"{found.due:,}",
        "at": words.moment(found.counted, request.now) if found.counted else "",
    }
    return Added(
        _("How well the register is kept"),
        says,
        [
            AddedShare(_("Fresh"), _("confirmed within the time the rules set"), pages.reading(found.fresh), address),
            AddedShare(
                _("Complete"), _("of what the rules ask for, by weight"), pages.reading(found.complete), address
            ),
        ],
        _("See where it is stalest"),
        address,
    )
