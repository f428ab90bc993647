"""A site of ready pages: what the kit draws, under the product's own policy, with no database behind it.

Pages are strings, ready answers or functions of the request's body (of its path when it has none); static files are
the built ones. For tests of the look and of the browser's scripts; stories use the running product.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from linli.kit.security import content_policy
from linli.main import frontend
from tests.browser.chromium import alone

Answer = tuple[int, str, bytes]
Page = str | Answer | Callable[[bytes], Answer]
STATIC = frontend.BUILT.parent


class Site(ThreadingHTTPServer):
    """``pages`` by path; ``posts`` keeps what was sent to whom, in order."""

    daemon_threads = True

    def __init__(self, pages: dict[str, Page]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.posts: list[tuple[str, bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers from ``Site.pages`` and from the built static files."""

    server: Site

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            self._file(STATIC / path.removeprefix("/static/"))
        else:
            self._page(path, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path = urlsplit(self.path).path
        self.server.posts.append((path, body))
        self._page(path, body)

    def _file(self, path: Path) -> None:
        if not path.is_file():
            self._answer((404, "text/plain", b""))
            return
        kind = "text/javascript" if path.suffix == ".mjs" else mimetypes.guess_type(path.name)[0]
        self._answer((200, kind or "application/octet-stream", path.read_bytes()))

    def _page(self, path: str, body: bytes) -> None:
        known = next((page for start, page in self.server.pages.items() if path == start), None)
        if known is None and path.startswith("/tiles/"):
            known = self.server.pages.get("/tiles/")
        if known is None:
            self._answer((404, "text/plain", b"no page"))
        elif isinstance(known, str):
            self._answer((200, "text/html; charset=utf-8", known.encode()))
        elif isinstance(known, tuple):
            self._answer(known)
        else:
            self._answer(known(body or path.encode()))

    def _answer(self, answer: Answer) -> None:
        status, kind, content = answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", content_policy())
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the watch on the page tells what went wrong."""


@contextmanager
def serving(pages: dict[str, Page]) -> Iterator[Site]:
    """A site on a free port of this machine, with the browser's files built."""
    with alone():
        if frontend.main():
            raise RuntimeError("the browser's files could not be built")
    site = Site(pages)
    thread = Thread(target=site.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()
