"""Another system, as a process of its own: takes web hooks and mail, checks them, and writes down what is new.

``python -m tests.outage_receiver BOOK HTTP_PORT SMTP_PORT SECRETS``. It knows by its book what it has had before it
was killed. A line for each thing: ``{"kind", "id", "case", "fact", "again"}``.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from linli.gates.webhooks import signing
from linli.main.drill.reckoning import Book
from linli.plumbing.time import now as clock

NUMBER = re.compile(r"[A-Z]{2}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]|[A-Z]{2}[0-9A-Z]{11}")


class Receiver:
    """Everything is answered only after it stands in the book."""

    def __init__(self, book: Book, secrets: dict[str, str]) -> None:
        self.book, self.secrets = book, secrets
        self.lock = threading.Lock()
        self.had = {(line["kind"], line["id"]) for line in book.lines()}

    def note(self, kind: str, id: str, case: str, fact: str) -> None:
        with self.lock:
            again = (kind, id) in self.had
            self.book.write({"kind": kind, "id": id, "case": case, "fact": fact, "again": again})
            self.had.add((kind, id))

    def hook(self, body: bytes, headers: dict[str, str]) -> int:
        if not signing.is_genuine(body, headers, secrets=self.secrets, now=clock()):
            self.book.write({"kind": "forged", "id": "", "case": "", "fact": "", "again": False})
            return 401
        told = json.loads(body)
        self.note("hook", headers["linli-delivery"], told["number"], told["fact"])
        return 204

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        from email import message_from_bytes, policy

        mail = message_from_bytes(envelope.content, policy=policy.default)
        found = NUMBER.search(str(mail["Subject"]))
        self.note("mail", str(mail["Message-ID"]), found[0] if found else "", "")
        return "250 OK"


def main(argv: list[str]) -> None:
    book, http_port, smtp_port, secrets = argv
    receiver = Receiver(Book(Path(book)), json.loads(secrets))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.hook(body, {k.lower(): v for k, v in self.headers.items()}))
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    Controller(receiver, hostname="127.0.0.1", port=int(smtp_port)).start()
    ThreadingHTTPServer(("127.0.0.1", int(http_port)), Handler).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
