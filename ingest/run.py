"""The state of one ingest: what has been read, what is done, and how long the rest takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from ingest import events
from ingest.events import Event, Report
from ingest.ledger import Change, Found
from ingest.upkeep import Upkeep
from rag.domain import Document, Page, Passage


def silent(_event: Event) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document that has been read and waits for its batch."""

    item: Found
    document: Document
    passages: tuple[Passage, ...]
    change: Change
    pages: tuple[Page, ...]
    pinned: bool
    """A person gave the label."""
    data: bytes
    """The file itself, kept where its pages can be shown."""


@dataclass(slots=True)
class Run:
    """The state of one call of the Ingestor."""

    total: int
    on_event: Callable[[Event], None]
    on_step: Callable[[Event], None]
    upkeep: Upkeep
    events: list[Event] = field(default_factory=list[Event])
    batch: list[Read] = field(default_factory=list[Read])
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    """Bytes of the files that are still to be read: what the remaining time is reckoned from."""
    bytes_done: int = 0
    began: float = 0.0
    passages: int = 0
    texts: int = 0
    embedded: int = 0
    purged: int = 0

    def expect(self, items: Iterable[Found]) -> None:
        """Start the clock: these files will be read."""
        self.sizes = {item.source: item.stamp.size if item.stamp else 0 for item in items}
        self.began = time.monotonic()

    def tell(self, event: Event) -> None:
        """Report a file as being worked on."""
        self.on_step(replace(event, done=len(self.events), total=self.total, eta_s=self._eta()))

    def recognising(self, source: str) -> Callable[[int, int], None]:
        """Return what reports how many pages of a file OCR has read, and how many a second."""
        began = time.monotonic()

        def tell(done: int, of: int) -> None:
            self.tell(events.recognised(source, done, of, time.monotonic() - began))

        return tell

    def finish(self, event: Event) -> None:
        """Report a file as finished."""
        self.bytes_done += self.sizes.pop(event.source, 0)
        event = replace(event, done=len(self.events) + 1, total=self.total, eta_s=self._eta())
        self.events.append(event)
        self.on_event(event)

    def _eta(self) -> float | None:
        if not self.bytes_done:
            return None
        rate = self.bytes_done / max(time.monotonic() - self.began, 1e-3)
        return round(sum(self.sizes.values()) / rate, 1)

    def report(self) -> Report:
        """Return what became of all files."""
        return Report(tuple(self.events), self.passages, self.texts, self.embedded, self.purged)
