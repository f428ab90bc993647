"""The addresses of the desk: staff and nobody else. Every page of it is drawn in linli.kit.desk."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from linli.kit import offline
from linli.kit.board import draws, leaving_out, wall
from linli.kit.board import pages as board
from linli.kit.board import publishing as board_publishing
from linli.kit.counter import photos, preferences
from linli.kit.desk import (
    acting,
    announcing,
    callers,
    calls,
    colleagues,
    correcting,
    finding,
    hats,
    hints,
    inbox,
    intake,
    keeping,
    keys,
    leaving,
    ledgers,
    many,
    matter,
    notices,
    overseeing,
    phrases,
    pool,
    publications,
    publishing,
    routes,
    together,
    units,
)
from linli.kit.refusals import page_not_found, server_error
from linli.plumbing import manifests


def _gate(module: str) -> list[URLPattern | URLResolver]:
    """The addresses a gate adds to this surface; none where the gate is not installed."""
    if find_spec(module) is None:
        return []
    added: list[URLPattern | URLResolver] = import_module(module).urlpatterns
    return added


urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.inbox, name="inbox"),
    path("many", many.many, name="many"),
    path("many/<str:code>", many.batch, name="batch"),
    path("views", keeping.views, name="views"),
    path("views/<str:code>/<str:deed>", keeping.view, name="view"),
    path("phrases", phrases.phrases, name="phrases"),
    path("phrases/<str:mark>", phrases.phrase, name="phrase"),
    path("print", leaving.print_list, name="print"),
    path("list.xlsx", leaving.sheet, name="sheet"),
    path("keys", keys.keys, name="keys"),
    path("shift", colleagues.shift, name="shift"),
    path("reporter", finding.reporter, name="find_reporter"),
    path("board", board.board, name="board"),
    path("board/rows", board.board_rows, name="board_rows"),
    path("board/table", board.board_table, name="board_table"),
    path("board/wall", wall.wall, name="board_wall"),
    path("board/wall/part", wall.wall_part, name="board_wall_part"),
    path("board/draws", draws.draws, name="board_draws"),
    path("board/draws/now", draws.draw, name="board_draw_now"),
    path("board/draw", draws.one_draw, name="board_draw"),
    path("board/draw.xlsx", draws.draw_sheet, name="board_draw_sheet"),
    path("board/exclusions", leaving_out.exclusions, name="board_exclusions"),
    path("board/exclusions/ask", leaving_out.exclude, name="board_exclude"),
    path("board/exclusions/<str:verb>", leaving_out.decide, name="board_exclusion"),
    path("board/publication", board_publishing.publication, name="board_publication"),
    path("board/publication/now", board_publishing.publish, name="board_publish"),
    path("pool", pool.pool_of_all, name="pool"),
    path("case/<str:number>", matter.matter, name="matter"),
    path("case/<str:number>/add-note", acting.note, name="note"),
    path("case/<str:number>/watch", colleagues.watch, name="watch"),
    path("case/<str:number>/take", colleagues.take, name="take"),
    path("case/<str:number>/give", colleagues.givers, name="givers"),
    path("case/<str:number>/here", colleagues.here, name="here"),
    path("case/<str:number>/colleagues", colleagues.colleagues, name="colleagues"),
    path("case/<str:number>/print", leaving.print_case, name="print_case"),
    path("case/<str:number>/whole-number", acting.reveal, name="reveal"),
    path("case/<str:number>/ask-intake", overseeing.ask_intake, name="ask_intake"),
    path("case/<str:number>/open-child", overseeing.open_child, name="open_child"),
    path("case/<str:number>/item", correcting.correct, name="correct"),
    path("case/<str:number>/order", overseeing.order, name="order"),
    path("case/<str:number>/order-answer", overseeing.answer_order, name="answer_order"),
    path("case/<str:number>/order-end", overseeing.end_order, name="end_order"),
    path("case/<str:number>/clock-stop", overseeing.pause, name="pause"),
    path("case/<str:number>/clock-go", overseeing.resume, name="resume"),
    path("case/<str:number>/kept/<int:pledge>", overseeing.keep_pledge, name="keep_pledge"),
    path("case/<str:number>/withdraw", overseeing.withdraw, name="withdraw"),
    path("case/<str:number>/conceal", overseeing.conceal, name="conceal"),
    path("case/<str:number>/rectify", overseeing.rectify, name="rectify"),
    path("case/<str:number>/grade/<int:rating>/leave-out", overseeing.leave_out, name="leave_out"),
    path("case/<str:number>/call-back", overseeing.call_back, name="call_back"),
    path("case/<str:number>/photo/<int:event>/<int:place>", photos.paper, name="paper"),
    path("case/<str:number>/photo/<int:event>/<int:place>/<str:size>", photos.paper, name="paper"),
    path("kept/<str:name>", photos.kept_photo, name="kept_photo"),
    path("case/<str:number>/beside", together.beside, name="beside"),
    path("case/<str:number>/apart", together.apart, name="apart"),
    path("case/<str:number>/public-photos", together.release, name="release"),
    path("case/<str:number>/<str:action>", acting.act, name="act"),
    path("ledger", ledgers.rectifications, name="ledger"),
    path("ledger/days", ledgers.named_days, name="ledger_days"),
    path("ledger/<str:which>.xlsx", ledgers.ledger_sheet, name="ledger_sheet"),
    path("hints", hints.hints, name="hints"),
    path("together", together.compare, name="compare"),
    path("together/gather", together.gather, name="gather"),
    path("buildings", acting.buildings, name="buildings"),
    path("intake", intake.intake, name="intake"),
    path("catalogue", publishing.catalogue, name="catalogue"),
    path("catalogue/publish", publishing.publish, name="publish"),
    path("catalogue/<str:kind>/<str:code>", publishing.entry, name="entry"),
    path("routes", routes.routes, name="routes"),
    path("call-backs", callers.callers, name="callers"),
    path("call-backs/take", callers.caller_take, name="caller_take"),
    path("call-backs/<str:number>", callers.caller, name="caller"),
    path("call-backs/<str:number>/said", callers.caller_said, name="caller_said"),
    path("call-backs/<str:number>/whole-number", callers.caller_reveal, name="caller_reveal"),
    path("call-backs/<str:number>/back", callers.caller_back, name="caller_back"),
    path("calls", calls.calls, name="calls"),
    path("calls/take", calls.pick_up, name="pick_up"),
    path("calls/<str:code>", calls.call, name="call"),
    path("calls/<str:code>/end", calls.hang_up, name="hang_up"),
    path("publications", publications.publications, name="publications"),
    path("publications/new", announcing.announce, name="announce"),
    path("publications/decide", announcing.decide, name="decide"),
    path("publications/<str:number>", publications.publication, name="publication"),
    path("publications/<str:number>/<str:verb>", announcing.change, name="publication_change"),
    path("units", units.units, name="units"),
    path("units/<str:mark>", units.unit, name="unit"),
    path("units/<str:mark>/appoint", units.appoint, name="appoint"),
    path("units/<str:mark>/end-post", units.end_post, name="end_post"),
    path("units/<str:mark>/add-line", units.add_duty, name="add_duty"),
    path("units/<str:mark>/end-line", units.end_duty, name="end_duty"),
    path("units/<str:mark>/dissolve", units.dissolve, name="dissolve"),
    path("notices", notices.notices, name="notices"),
    path("me", hats.me, name="me"),
    path("hat", hats.hat, name="hat"),
    path("edition", preferences.edition, name="edition"),
    path("language", preferences.language, name="language"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline", offline.offline, name="offline"),
    path("waiting", offline.waiting, name="waiting"),
    path("now", offline.now, name="now"),
    *_gate("linli.gates.identity.urls_desk"),
    *_gate("linli.gates.webhooks.urls_desk"),
    *_gate("linli.gates.open311.urls_desk"),
    *_gate("linli.gates.unread.urls_desk"),
    *_gate("linli.gates.exchange.urls_desk"),
    *_gate("linli.gates.live.urls"),
    path("api/", include(_gate("linli.gates.web_api.urls_desk"))),
    *(route for module in manifests.modules("urls_desk") for route in _gate(module)),
    path("", include("linli.kit.imports.urls")),
    path("", include("linli.kit.map.urls")),
    path("", include("linli.kit.map.urls_desk")),
]

handler400 = "linli.kit.counter.too_much.bad_request"
handler404 = page_not_found
handler500 = server_error
