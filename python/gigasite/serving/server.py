"""The server: to this machine alone, at an address that holds a secret, and to no other page.

A page of another site cannot ask it (the ``Host`` and ``Sec-Fetch-Site`` of a request are looked at, and the path begins with a token
that was drawn for this run), cannot frame it, and nothing of what it sends may load anything from elsewhere.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import secrets
import sys
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from gigasite.errors import GigasiteError, ParameterError
from gigasite.serving.study import Study

__all__ = ["PORT", "Server"]

PORT = 8765
HOST = "127.0.0.1"
LONGEST_QUERY = 8192
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Server:
    """Listens from the moment it is made; answers once it has something to `show`. Errors: `ParameterError` for a port that is taken."""

    def __init__(self, port: int | None = None) -> None:
        self.token = secrets.token_urlsafe(16)
        self._study: Study | None = None
        wanted = (PORT, 0) if port is None else (port,)
        for one in wanted:
            try:
                self._http = _Http((HOST, one), _Handler)
                break
            except (OSError, OverflowError) as error:
                if one == wanted[-1]:
                    hint = "--port 0 takes one that is free"
                    reason = getattr(error, "strerror", None) or str(error)
                    raise ParameterError(f"cannot listen: {reason.lower()}", parameter="port", value=one, hint=hint) from None
        self._http.owner = self

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    def show(self, study: Study) -> None:
        """What the page is about."""
        self._study = study

    def run(self) -> None:
        """Answers until Ctrl-C, or until `stop` is called from another thread."""
        with contextlib.suppress(KeyboardInterrupt):
            self._http.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        self._http.shutdown()

    def close(self) -> None:
        self._http.server_close()

    # ---- what is answered -------------------------------------------------------------------------------------------------

    def answer(self, path: str, query: Mapping[str, str]) -> tuple[HTTPStatus, str, str]:
        """Status, type and text of the answer to a path behind the token."""
        if self._study is None:
            return HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", "not ready"
        if path == "":
            from gigasite.serving.page import page

            return HTTPStatus.OK, "text/html", page(self._study)
        if path in ("app.js", "app.css"):
            kind = "text/javascript" if path == "app.js" else "text/css"
            return HTTPStatus.OK, kind, resources.files("gigasite").joinpath(f"serving/{path}").read_text("utf-8")
        if path in ("shown", "more"):
            try:
                found = self._found(path, query)
            except GigasiteError as error:
                return HTTPStatus.BAD_REQUEST, "application/json", json.dumps(_told(error), ensure_ascii=False)
            return HTTPStatus.OK, "application/json", json.dumps(found, ensure_ascii=False, allow_nan=False)
        return HTTPStatus.NOT_FOUND, "text/plain", "there is nothing here"

    def _found(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        study = self._study
        assert study is not None
        try:
            width = float(query.get("width", "940"))
        except ValueError:
            width = float("nan")
        if not 0.0 < width < 10_000.0:
            raise ParameterError("a width in pixels", parameter="width", value=query.get("width"), low=1, high=10_000)
        values = study.values(query)
        if path == "more":
            return study.more(values, width)
        return study.shown(values, preview=query.get("preview") == "1", width=width)


def _told(error: GigasiteError) -> dict[str, Any]:
    """The error as the command line tells it, without the lines of a file that no one wrote."""
    from gigasite.cli.problems import one
    from gigasite.report.terminal_style import Style

    first = next((e for e in getattr(error, "errors", ()) if isinstance(e, GigasiteError)), error)
    return {"error": one(first, Style(False)), "path": first.path, "parameter": first.parameter}


class _Http(ThreadingHTTPServer):
    owner: Server
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = sys.platform != "win32"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that has gone is no error of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    server_version, sys_version = "gigasite", ""
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        owner = self.server.owner
        parts = urlsplit(self.path)
        token, slash, path = parts.path.lstrip("/").partition("/")
        host = self.headers.get("Host")
        fetched_by_another = self.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
        if host not in (f"{HOST}:{owner.port}", f"localhost:{owner.port}"):
            self._send(HTTPStatus.FORBIDDEN, "text/plain", "another host than this machine")
        elif fetched_by_another or self.headers.get("Origin") not in (None, f"http://{host}"):
            self._send(HTTPStatus.FORBIDDEN, "text/plain", "asked by another page")
        elif parts.path == "/favicon.ico":
            self._send(HTTPStatus.NOT_FOUND, "text/plain", "")
        elif not slash or not hmac.compare_digest(token.encode("utf-8", "replace"), owner.token.encode()):
            self._send(HTTPStatus.FORBIDDEN, "text/plain", "the address lacks its secret: take the whole one that gigasite serve printed")
        elif len(parts.query) > LONGEST_QUERY:
            self._send(HTTPStatus.REQUEST_URI_TOO_LONG, "text/plain", "the address is too long")
        else:
            try:
                query = dict(parse_qsl(parts.query, max_num_fields=100))
                answer = owner.answer(path, query)
            except ValueError as error:
                answer = HTTPStatus.BAD_REQUEST, "text/plain", str(error)
            except Exception as error:  # a defect of ours: said to the reader, and the server goes on
                text = f"{type(error).__name__}: {error}. This is a defect of gigasite, not of your input."
                answer = HTTPStatus.INTERNAL_SERVER_ERROR, "application/json", json.dumps({"error": text})
            self._send(*answer)

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what is asked stands on the page."""
