"""A machine outside: a real server on this one that does as it is told and remembers what it was sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Heard:
    """What has come in so far: path, headers by lower-case name, body."""

    url: str = ""
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


Answering = Callable[[BaseHTTPRequestHandler], None]


def plain(handler: BaseHTTPRequestHandler) -> None:
    """200 and a word."""
    handler.send_response(200)
    handler.send_header("Content-Length", "2")
    handler.end_headers()
    handler.wfile.write(b"ok")


@contextmanager
def listening(answer: Answering = plain, *, port: int = 0) -> Iterator[Heard]:
    """A server on a port (a free one) of this machine for as long as the block lasts."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heard.calls.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            answer(self)

        do_GET = do_POST  # noqa: N815  the name the library calls

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    heard.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
