"""The audit log: who asked what, which documents were shown, and every change, as JSON lines.

Lines are only ever added; a full file is renamed (audit.jsonl.1 …). Keys, tokens and cookies never
reach it.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.identity import Identity
from rag.domain import Answer, Status
from rag.settings import Settings

logger = logging.getLogger(__name__)

FOLDER = "audit"
FILE = "audit.jsonl"
MEGABYTE = 1 << 20
_NOTE = "planqa_note"
_UNSEEN = ("/healthz", "/readyz", "/openapi.json", "/v1/jobs/", "/ui", "/widget")
"""Paths that show no document and change nothing."""


@dataclass(slots=True)
class Note:
    """What is told of one request; filled in while it is answered."""

    who: str | None = None
    role: str | None = None
    how: str | None = None
    question: str | None = None
    outcome: Status | None = None
    explained: bool | None = None
    documents: tuple[str, ...] = ()

    def by(self, identity: Identity) -> None:
        """Take down who asks."""
        self.who, self.role, self.how = identity.caller.name, identity.caller.role, identity.how

    def asked(self, question: str, *, explain: bool = False) -> None:
        """Take down what was asked; with `explain` it was a try, not a reader's question."""
        self.question, self.explained = question, explain or None

    def showed(self, documents: Iterable[str]) -> None:
        """Take down which documents the reply shows."""
        self.documents = tuple(dict.fromkeys((*self.documents, *documents)))

    def answered(self, answer: Answer) -> None:
        """Take down how it went, and the documents that an answer cites or offers."""
        self.outcome = answer.status
        self.showed(citation.document_id for citation in answer.citations)
        self.showed(choice.document_id for choice in answer.choices)


def note_of(request: HTTPConnection) -> Note:
    """Return the note of a request."""
    held: dict[str, Any] = request.scope.setdefault("state", {})
    note: Note = held.setdefault(_NOTE, Note())
    return note


def _noted(request: Request) -> Note:
    return note_of(request)


Noted = Annotated[Note, Depends(_noted)]


class AuditLog:
    """The file; made with its folder when the first line is written. Safe between threads."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Write into a folder, nothing where the settings say so."""
        self._folder = folder
        self._bytes = settings.audit_file_mb * MEGABYTE
        self._files = settings.audit_files
        self._handler: RotatingFileHandler | None = None

    def write(self, entry: dict[str, object]) -> None:
        """Add a line; a disk that is full or read-only is reported by the log of the server."""
        if not self._bytes:
            return
        line = json.dumps(entry, ensure_ascii=False)
        record = logging.LogRecord("planqa.audit", logging.INFO, "", 0, line, None, None)
        try:
            (self._handler or self._open()).handle(record)
        except OSError as error:
            logger.error("the audit log cannot be written: %s", error)

    def close(self) -> None:
        """Close the file."""
        if self._handler is not None:
            self._handler.close()

    def _open(self) -> RotatingFileHandler:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handler = _Private(
            self._folder / FILE,
            maxBytes=self._bytes,
            backupCount=self._files - 1,
            encoding="utf-8",
        )
        return self._handler


class _Private(RotatingFileHandler):
    """Makes its files readable by this user alone."""

    def _open(self) -> Any:  # noqa: ANN401 - as declared there
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding)


class Audit:
    """ASGI middleware that writes a line for every request that shows or changes something."""

    def __init__(self, app: ASGIApp, log: AuditLog) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write its line when the reply has ended."""
        if scope["type"] != "http" or scope["path"].startswith(_UNSEEN) or scope["path"] == "/":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        note = note_of(HTTPConnection(scope))
        try:
            await self._app(scope, receive, watched)
        finally:
            self._log.write(_entry(scope, note, status, time.perf_counter() - began))


def _entry(scope: Scope, note: Note, status: int, seconds: float) -> dict[str, object]:
    connection = HTTPConnection(scope)
    told: dict[str, object] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "who": note.who,
        "role": note.role,
        "how": note.how,
        "address": connection.client.host if connection.client else None,
        "for": connection.headers.get("forwarded"),
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "ms": round(seconds * 1000),
        "question": note.question,
        "explain": note.explained,
        "outcome": note.outcome,
        "documents": list(note.documents) or None,
    }
    return {name: value for name, value in told.items() if value is not None}
