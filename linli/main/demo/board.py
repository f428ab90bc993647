"""What stands on the boards of the demo's communities: announced, raised, shown and answered by the same actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.kernel.people import queries as people
from linli.kernel.publications import actions
from linli.kernel.publications.actions import Said
from linli.kernel.publications.models_talks import Publication
from linli.kernel.publications.policy import EDITORS
from linli.kit import editorial
from linli.main.demo.desks import Desks
from linli.main.demo.packs import Talk
from linli.main.demo.surfaces import serve
from linli.plumbing import scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Board:
    """Who writes: the desks of the places, and one neighbour in whose name topics are raised."""

    places: Mapping[str, int]
    desks: Desks
    neighbour: Hat
    subject: int

    def fill(self, talks: Iterable[Talk], *, now: datetime) -> int:
        """Put up what is not there yet; how much that is."""
        return sum(self._put_up(talk, now - timedelta(days=talk.days)) for talk in talks)

    def _put_up(self, talk: Talk, at: datetime) -> bool:
        serve("desk")
        place, editor = self.places[talk.at], self._editor(talk)
        with scope.reading(editor, now=at):
            if Publication.objects.filter(scope_id=place, title=talk.title).exists():
                return False
            rules = editorial.rules(at)
            body = people.organisation(editor.unit)
        unit = body.name if body else ""
        words = rules.words(
            scope_id=place,
            title=talk.title,
            text=talk.text,
            until=rules.usual_end(),
            by_name=talk.signed,
            unit_name="" if talk.signed else unit,
            pinned=talk.pinned,
        )
        if not talk.signed:
            actions.announce(words=words, by=editor, now=at)
            return True
        said = Said(talk.text, talk.signed, rules.look_by(), talk.title, place)
        serve("public")
        sent = actions.submit(said=said, subject=self.subject, by=self.neighbour, now=at)
        serve("desk")
        number = actions.accept(submission=sent, words=words, answer_due=rules.answer_by(), by=editor, now=at)
        if talk.answer:
            actions.answer(number=number, text=talk.answer, unit_name=unit, by=editor, now=at + timedelta(hours=20))
        return True

    def _editor(self, talk: Talk) -> Hat:
        """Whoever writes for a community or a street."""
        place = self.places[talk.at]
        return next(hat for hat in self.desks.hats if hat.role in EDITORS and hat.place == place)
