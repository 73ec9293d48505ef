"""Another web site: a page on a port of its own, with a strict policy and the widget's one line."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Site:
    """The site; `line` is what its page holds, `policy` its Content-Security-Policy."""

    url: str
    line: str = ""
    policy: str = ""


def policy_for(server: str, *, more: str = "") -> str:
    """Return the strictest policy that docs/widget.md names."""
    return (
        f"default-src 'none'; script-src {server}; connect-src {server}; base-uri 'none'; "
        f"form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; {more}"
    )


@contextmanager
def foreign_site() -> Generator[Site]:
    """Serve the page on a free loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (
                '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Một cửa</title>'
                '<meta name="viewport" content="width=device-width, initial-scale=1">'
                f'<main><h1>Bộ phận một cửa</h1><a href="#x" id="first">Trang chủ</a></main>'
                f"{site.line}</html>"
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", site.policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
