"""Who hears which facts: the kernel's own listeners and those the scenarios' manifests name."""

from __future__ import annotations

from functools import cache

from django.utils.module_loading import import_string

from linli.gates.identity import telling as doors
from linli.gates.mail import listeners as letters
from linli.gates.open311 import relaying
from linli.gates.webhooks import actions as webhooks
from linli.gates.webhooks import telling
from linli.kernel.cases import clusters, looks, news
from linli.kernel.cases import listeners as cases
from linli.kernel.desks import listeners as desks
from linli.kernel.indicators import listeners as indicators
from linli.kernel.papers import listeners as papers
from linli.kernel.publications import copying
from linli.kernel.publications import listeners as publications
from linli.kernel.ratings import listeners as ratings
from linli.kit.rights import telling as rights
from linli.plumbing import facts, manifests
from linli.plumbing.dispatch import Listening

FIGURED = frozenset(name for name in facts.names() if name.startswith(("case.", "figure.", "rating.")))


@cache
def listeners() -> tuple[Listening, ...]:
    """Every listener with a cursor of its own. A name must never change: it owns the cursor."""
    kernel = (
        Listening("papers.clean", frozenset({"paper.kept"}), papers.on_kept),
        Listening("publications.released", frozenset({"photo.released"}), copying.on_released),
        Listening("publications.ready", frozenset({"paper.ready"}), copying.on_ready),
        Listening("cases.tell_opened", frozenset({"case.opened"}), cases.on_opened),
        Listening("cases.tell_answered", frozenset({"case.answered"}), cases.on_answered),
        Listening("cases.tell_corrected", frozenset({"case.corrected"}), cases.on_corrected),
        Listening("cases.tell_reopened", frozenset({"case.reopened"}), cases.on_reopened),
        Listening("cases.cluster_lead", frozenset({"case.answered", "case.closed"}), clusters.on_lead_moved),
        Listening("cases.cluster_people", frozenset({"case.clustered", "case.apart"}), clusters.on_regrouped),
        Listening("cases.cluster_reopened", frozenset({"case.reopened"}), clusters.on_reopened),
        Listening("cases.follow_asked", frozenset({"follow.asked"}), news.on_asked),
        Listening("cases.follow_answered", frozenset({"case.answered"}), news.on_answered),
        Listening("cases.follow_closed", frozenset({"case.closed"}), news.on_closed),
        Listening("cases.tell_supervised", frozenset({"case.supervised"}), cases.on_supervised),
        Listening("cases.tell_intake", frozenset({"case.intake_asked"}), cases.on_intake_asked),
        Listening("cases.tell_shared", frozenset({"case.shared"}), cases.on_shared),
        Listening("cases.tell_parts_in", frozenset({"case.parts_in"}), cases.on_parts_in),
        Listening("cases.let_in", frozenset({"case.closed"}), cases.on_closed),
        Listening("cases.tell_looked", frozenset({"person.looked"}), looks.on_looked),
        Listening("cases.tell_late", frozenset({"case.late"}), cases.on_late),
        Listening("publications.tell_decided", frozenset({"publication.decided"}), publications.on_decided),
        Listening("publications.tell_answered", frozenset({"publication.answered"}), publications.on_answered),
        Listening("publications.tell_stale", frozenset({"publication.stale"}), publications.on_stale),
        Listening("ratings.list_answered", frozenset({"case.answered"}), ratings.on_answered),
        Listening("rights.tell_answered", frozenset({"erasure.answered"}), rights.on_answered),
        Listening("desks.file_opened", frozenset({"case.opened"}), desks.on_opened),
        Listening("desks.tell_watchers", frozenset({"case.moved"}), desks.on_moved),
        Listening("desks.tell_mentioned", frozenset({"desk.mentioned"}), desks.on_mentioned),
    )
    figures = (
        Listening("indicators.touch", FIGURED, indicators.on_case),
        Listening("indicators.cubes", frozenset({"board.published"}), indicators.on_published),
    )
    gates = (
        Listening("webhooks.tell", frozenset(webhooks.offered()), telling.on_fact),
        Listening("open311.relay", frozenset({"case.opened", "case.moved"}), relaying.on_fact),
        Listening("identity.tell_new_browser", frozenset({"account.new_browser"}), doors.on_new_browser),
        Listening("mail.tell_cut", frozenset({"mail.cut"}), letters.on_cut),
    )
    scenarios = tuple(Listening(name, heard, import_string(name)) for name, heard in manifests.listeners().items())
    return (*kernel, *figures, *gates, *scenarios)
