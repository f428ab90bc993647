"""``linli bench NAME``: measure, compare with the bar, and with a peer where one is named."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from linli.main.bench import Row, audit, board, cases, live, registry, rls
from linli.main.bench.requests import PEER_FILTERED, PEER_LIST, PEER_OPEN, Peer
from linli.main.terminal import Progress, _, complain

NOT_UNDERSTOOD = 2
HELP = _("measure what requests cost, against the bars and beside a peer")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("name", choices=[*BENCHES, "all"], help=_("which bench"))
    parser.add_argument("--json", action="store_true", help=_("the figures as JSON"))
    parser.add_argument("--cases", type=int, default=10_000, metavar="N", help=_("how many cases the city holds"))
    parser.add_argument("--rounds", type=int, default=cases.ROUNDS, metavar="N", help=_("requests of each kind"))
    parser.add_argument("--pages", type=int, default=live.PAGES, metavar="N", help=_("how many open pages listen"))
    parser.add_argument("--behind", type=int, default=board.CASES, metavar="N", help=_("how many cases a board counts"))
    parser.add_argument(
        "--people", type=int, default=registry.PEOPLE, metavar="N", help=_("how many people live there")
    )
    peer = parser.add_argument_group(_("a peer, measured in the same run; its paths are Signalen's unless given"))
    peer.add_argument("--against", metavar="URL", help=_("where it answers"))
    peer.add_argument("--peer-pids", metavar="PIDS", default="", help=_("its processes, database included: 1,2,…"))
    peer.add_argument("--peer-open", metavar=_("PATH"), default=PEER_OPEN, help=_("where a case is posted"))
    peer.add_argument("--peer-body", metavar=_("FILE"), type=Path, help=_("what is posted there, JSON"))
    peer.add_argument("--peer-list", metavar=_("PATH"), default=PEER_LIST, help=_("its list, {size} for the length"))
    peer.add_argument("--peer-filtered", metavar=_("PATH"), default=PEER_FILTERED, help=_("its list of 50, filtered"))
    peer.add_argument("--peer-case", metavar=_("PATH"), default="", help=_("the page of one of its cases"))
    peer.add_argument("--peer-token", metavar=_("TOKEN"), default="", help=_("a bearer token for its lists"))


def run(args: Namespace) -> int:
    """0 when every bar holds, 1 when one does not, 2 when the peer is named by half."""
    if args.against and not args.peer_pids:
        complain(_("Name the peer's processes with --peer-pids, or its CPU cannot be read."))
        return NOT_UNDERSTOOD
    progress = Progress(quiet=args.json)
    wanted = BENCHES if args.name == "all" else {args.name: BENCHES[args.name]}
    rows = [row for bench in wanted.values() for row in bench(args, progress)]
    if args.json:
        print(json.dumps({"rows": [row.as_json() for row in rows]}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(table(rows)))
    return 0 if all(row.holds is not False for row in rows) else 1


def _cases(args: Namespace, progress: Progress) -> list[Row]:
    return cases.run(cases=args.cases, peer=_peer(args), progress=progress, rounds=args.rounds)


def _live(args: Namespace, progress: Progress) -> list[Row]:
    return live.run(pages=args.pages, progress=progress)


def _board(args: Namespace, progress: Progress) -> list[Row]:
    return board.run(cases=args.behind, progress=progress, rounds=min(args.rounds, board.ROUNDS))


def _registry(args: Namespace, progress: Progress) -> list[Row]:
    return registry.run(people=args.people, progress=progress, rounds=min(args.rounds, registry.ROUNDS))


def _rls(args: Namespace, progress: Progress) -> list[Row]:
    return rls.run(cases=args.cases, progress=progress, rounds=min(args.rounds, rls.ROUNDS))


def _audit(args: Namespace, progress: Progress) -> list[Row]:  # noqa: ARG001
    return audit.run(progress=progress)


BENCHES: dict[str, Callable[[Namespace, Progress], list[Row]]] = {
    "audit": _audit,
    "board": _board,
    "cases": _cases,
    "live": _live,
    "registry": _registry,
    "rls": _rls,
}


def _peer(args: Namespace) -> Peer | None:
    if not args.against:
        return None
    given = {"body": args.peer_body.read_bytes()} if args.peer_body else {}
    return Peer(
        url=args.against,
        pids=tuple(int(pid) for pid in args.peer_pids.split(",")),
        open_path=args.peer_open,
        list_path=args.peer_list,
        filtered_path=args.peer_filtered,
        case_path=args.peer_case,
        token=args.peer_token,
        **given,
    )


def table(rows: list[Row]) -> list[str]:
    """The figures in columns: what, how much, the bar, whether it holds, the peer."""
    width = max(len(row.what) for row in rows) + 2
    printed = [f"{_('what'):<{width}}{_('value'):>12}{_('bar'):>12}{_('holds'):>8}{_('peer'):>12}"]
    for row in rows:
        holds = {True: "✓", False: "✗", None: ""}[row.holds]
        least = "≥" if row.is_least else "≤"
        bar = "" if row.bar is None else f"{least} {round(row.bar, 2):g} {row.unit}".rstrip()
        peer = "" if row.peer is None else f"{row.peer:.1f} {row.unit}"
        value = f"{row.value:.1f} {row.unit}" if row.unit else f"{row.value:g}"
        printed.append(f"{row.what:<{width}}{value:>12}{bar:>12}{holds:>8}{peer:>12}")
    return printed
