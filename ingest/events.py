"""What becomes of files, told as it happens and in sum, with the words for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.ledger import Change, Refused
from ingest.readers import is_container
from rag.domain import Quarantine
from rag.errors import InputError, PlanQAError, ReadError
from rag.files import FileRecord

FileState = Literal[
    "reading",  # on its way
    "embedding",  # on its way: read, its passages get their vectors
    "waiting",  # still being written: left for the next time
    "added",
    "updated",
    "unchanged",
    "renamed",
    "restored",
    "withdrawn",
    "quarantined",
    "failed",
    "skipped",
    "opened",
]
"""A file that only holds others (.zip, .eml) is "opened"; each of those has its own state."""

_DONE: dict[Change, tuple[str, str]] = {
    "added": ("đã thêm", "added"),
    "updated": ("đã cập nhật", "updated"),
    "unchanged": ("không thay đổi", "unchanged"),
}
_KEPT = frozenset({"added", "updated", "unchanged", "renamed", "restored"})


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one file: `done` of `total` files are finished with it.

    `eta_s` are the seconds that the rest will take, None while that is unknown.
    """

    source: str
    state: FileState
    document_id: str | None
    vi: str
    en: str
    done: int = 0
    total: int = 0
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all files, in the order in which they were finished.

    `passages` counts those of the documents that were read, `texts` the distinct texts among them
    batch by batch, `embedded` those not known before: only these cost time. `purged` documents
    were withdrawn so long ago that they are gone for good.
    """

    events: tuple[Event, ...]
    passages: int
    texts: int
    embedded: int
    purged: int = 0

    @property
    def failed(self) -> tuple[Event, ...]:
        """The files that could not be ingested."""
        return tuple(event for event in self.events if event.state == "failed")

    @property
    def shared(self) -> int:
        """The passages that needed no embedding: another passage has the same text."""
        return self.passages - self.embedded

    def count(self, state: FileState) -> int:
        """Return how many files ended in a state."""
        return sum(event.state == state for event in self.events)


def success(source: str, change: Change, document: str, count: int | None = None) -> Event:
    """Return the event of a document that is in the library; `count` are its passages."""
    vi, en = _DONE[change]
    if count is not None:
        vi, en = f"{vi}, {count} đoạn", f"{en}, {count} passages"
    return Event(source, change, document, vi, en)


def unchanged(source: str, records: Sequence[FileRecord]) -> list[Event]:
    """Return the events of a file that is as it was, and of the files in it."""
    told: list[Event] = []
    for record in records:
        if record.document_id is not None:
            told.append(success(record.source, "unchanged", record.document_id))
        elif is_container(record.source):
            told.append(opened(source, len(records) - 1))
        else:
            told.append(left_out(record.source))
    return told


def relabelled(source: str, document: str, label: str) -> Event:
    """Return the event of a document that is as it was, under another label."""
    return Event(source, "updated", document, f"nhãn mới: {label}", f"new label: {label}")


def name_taken(source: str) -> InputError:
    """Return the error for a file whose name belongs to a document that its sender may not see."""
    return InputError(
        f"{source}: tên này không dùng được ở đây. Đổi tên tệp rồi gửi lại.",
        f"{source}: this name cannot be used here. Rename the file and send it again.",
    )


def left_out(source: str) -> Event:
    """Return the event of a file whose document a person has removed."""
    return Event(
        source,
        "skipped",
        None,
        "đã bị rút bằng tay nên bỏ qua; đọc lại: planqa ingest với chính tệp này, hoặc planqa "
        "documents restore",
        "removed by a person, left out; to have it back: planqa ingest with this very file, or "
        "planqa documents restore",
    )


def step(source: str, state: Literal["reading", "embedding"]) -> Event:
    """Return the event of a file that is being worked on."""
    vi, en = ("đang đọc", "reading") if state == "reading" else ("đang lập chỉ mục", "embedding")
    return Event(source, state, None, vi, en)


def recognised(source: str, done: int, of: int, seconds: float) -> Event:
    """Return the event of a scan that is being read: `done` of its pages after so many seconds."""
    rate = done / max(seconds, 1e-3)
    return Event(
        source,
        "reading",
        None,
        f"đang nhận dạng chữ: {done}/{of} trang, {rate:.2f} trang/giây".replace(".", ","),
        f"recognising: {done} of {of} pages, {rate:.2f} pages/s",
    )


def waiting(source: str) -> Event:
    """Return the event of a file that somebody is still writing."""
    return Event(
        source, "waiting", None, "đang được ghi, đọc sau", "still being written, for later"
    )


def kept(source: str, document: str, earlier: str | None) -> Event:
    """Return the event of a document that needed no reading.

    `earlier` is the path that its file is missing from, None where nothing was missing.
    """
    if earlier is None:
        return success(source, "unchanged", document)
    if earlier == source:
        return Event(source, "restored", document, "tệp đã trở lại", "the file is back")
    return Event(source, "renamed", document, f"đổi tên từ {earlier}", f"renamed from {earlier}")


def withdrawn(source: str, document: str, days: int) -> Event:
    """Return the event of a document whose file is gone."""
    return Event(
        source,
        "withdrawn",
        document,
        f"tệp không còn; văn bản được rút và giữ {days} ngày, khôi phục: planqa documents restore "
        f"{document}",
        f"the file is gone; withdrawn and kept for {days} days, restore: planqa documents restore "
        f"{document}",
    )


def held(source: str, document: str, why: Quarantine) -> Event:
    """Return the event of a document that is kept out of search."""
    return Event(source, "quarantined", document, why.vi, why.en)


def failure(source: str, error: PlanQAError) -> Event:
    """Return the event of a file that could not be ingested."""
    return Event(source, "failed", None, error.vi, error.en)


def refusal(item: Refused) -> Event:
    """Return the event of a path that is not read."""
    state: FileState = "failed" if item.failed else "skipped"
    return Event(item.source, state, None, item.reason.vi, item.reason.en)


def opened(source: str, count: int) -> Event:
    """Return the event of a file that holds others."""
    return Event(source, "opened", None, f"đã mở, {count} tệp bên trong", f"opened, {count} files")


def of_upload(events: Sequence[Event], source: str) -> Event:
    """Return what became of an upload; for an archive, of all the files in it together."""
    own = next(event for event in events if event.source == source)
    members = [event for event in events if event is not own]
    failed = [event for event in members if event.state == "failed"]
    if not failed:
        return own
    vi = f"{own.vi}; {len(failed)} tệp không đọc được, ví dụ: {failed[0].vi}"
    en = f"{own.en}; {len(failed)} could not be read, for example: {failed[0].en}"
    kept = any(event.state in _KEPT for event in members)
    return replace(own, state=own.state if kept else "failed", vi=vi, en=en)


def too_large(source: str, megabytes: int) -> ReadError:
    """Return the error for a file that is larger than the settings allow."""
    return ReadError(
        f"{source}: tệp lớn hơn {megabytes} MB. Tách tệp, hoặc tăng PLANQA_MAX_FILE_MB.",
        f"{source}: the file is larger than {megabytes} MB. Split it, or raise PLANQA_MAX_FILE_MB.",
    )


def changing(source: str) -> ReadError:
    """Return the error for a file that was written while it was read."""
    return ReadError(
        f"{source}: tệp đang được ghi nên chưa đọc. Chờ chép xong rồi nạp lại.",
        f"{source}: the file is being written and was not read. Ingest it again when it is whole.",
    )


def defect(source: str) -> ReadError:
    """Return the error for a file that shows a defect of ours."""
    return ReadError(
        f"{source}: planqa gặp lỗi khi đọc tệp này; các tệp khác không bị ảnh hưởng. "
        "Xem nhật ký và báo lỗi giúp chúng tôi.",
        f"{source}: planqa has a defect that shows when it reads this file; the others are kept. "
        "See the log and please report it.",
    )
