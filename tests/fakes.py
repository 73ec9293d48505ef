"""Deterministic stand-ins and made-up documents for the tests; every ward here is invented."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

from langchain_core.embeddings import Embeddings

from rag.domain import PUBLIC, Document, Fact, Metadata, Passage, Run, Section
from rag.index.base import Entry, Hit, Scope, Vector
from rag.versions import document_id
from rag.vietnamese import bigrams, folded_syllables

MODEL = "fake"
"""The model name that fake vectors are stored under."""

DIMENSIONS = 16
WARDS = ("Đồng Sen", "Bến Gạo", "Gò Lau", "Cầu Ngói")
TASKS = ("Trồng 120 cây xanh.", "Sửa 3 cây cầu.", "Mở lớp học bơi.", "Quét dọn ngõ xóm.")


class FakeEmbeddings(Embeddings):
    """Bags of folded words hashed into a few dimensions; remembers the texts it was given."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [0.0] * DIMENSIONS
        for word in folded_syllables(text):
            vector[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1.0
        norm = math.sqrt(sum(value * value for value in vector)) or 1.0
        return [value / norm for value in vector]


class _FakeIndex:
    """Entries in a dictionary."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.writes = 0

    def replace(self, remove: Sequence[str], add: Sequence[Entry]) -> None:
        self.writes += 1
        gone = set(remove)
        kept = {k: e for k, e in self.entries.items() if e.passage.document_id not in gone}
        self.entries = kept | {entry.passage.id: entry for entry in add}

    def fingerprint(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for entry in self.entries.values():
            counts[entry.passage.document_id] = counts.get(entry.passage.document_id, 0) + 1
        return counts

    def _best(self, scores: dict[str, float], k: int, scope: Scope) -> list[Hit]:
        seen = [
            Hit(name, score)
            for name, score in scores.items()
            if self.entries[name].label in scope.labels
            and (
                not scope.document_ids
                or self.entries[name].passage.document_id in scope.document_ids
            )
        ]
        return sorted(seen, key=lambda hit: (-hit.score, hit.passage_id))[:k]


class FakeDense(_FakeIndex):
    """Cosine over all entries."""

    def search(self, vector: Vector, k: int, scope: Scope) -> list[Hit]:
        scores = {
            name: sum(a * b for a, b in zip(vector, entry.vector, strict=True))
            for name, entry in self.entries.items()
        }
        return self._best(scores, k, scope)


class FakeLexical(_FakeIndex):
    """Share of the asked folded words and pairs that a passage holds."""

    def search(self, text: str, k: int, scope: Scope) -> list[Hit]:
        asked = _terms(text)
        scores = {
            name: len(asked & _terms(entry.passage.embedding_text)) / max(len(asked), 1)
            for name, entry in self.entries.items()
        }
        return self._best({name: score for name, score in scores.items() if score}, k, scope)


def fake_indexes() -> tuple[FakeDense, FakeLexical]:
    """Return empty indexes, dense and lexical."""
    return FakeDense(), FakeLexical()


def make_document(
    source: str = "ke-hoach.txt",
    paragraphs: Sequence[str] = ("Quý I: trồng 120 cây xanh.", "Quý II: sửa 3 cây cầu."),
    *,
    label: str = PUBLIC,
    metadata: Metadata | None = None,
) -> Document:
    """Return a document whose leaves are its paragraphs, without the real readers."""
    text = "\n".join(paragraphs)
    sections = [Section(0, None, "document", "", "", 0, len(text), 0, leaf=False)]
    start = 0
    for number, paragraph in enumerate(paragraphs, start=1):
        end = min(start + len(paragraph) + 1, len(text))
        sections.append(Section(number, 0, "paragraph", "", "", start, end, 1, leaf=True))
        start = end
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        id=document_id(source, sha256),
        source=source,
        sha256=sha256,
        text=text,
        runs=(Run(0, 0, len(text), None),),
        sections=tuple(sections),
        metadata=metadata or Metadata(title=Fact(paragraphs[0], 0, len(paragraphs[0]))),
        label=label,
    )


def make_passages(document: Document) -> tuple[Passage, ...]:
    """Return one passage a leaf of a made document."""
    return tuple(
        Passage(
            id=f"{document.id}-{leaf.ordinal}",
            document_id=document.id,
            section=leaf.ordinal,
            kind=leaf.kind,
            path=("I. NHIỆM VỤ",),
            start=leaf.start,
            end=leaf.end,
            text=document.text[leaf.start : leaf.end],
        )
        for leaf in document.sections
        if leaf.leaf
    )


def plan_text(ward: str, year: int, tasks: Sequence[str]) -> str:
    """Return a whole plan of an invented ward as a text file would hold it."""
    items = "\n".join(f"{number}. {task}" for number, task in enumerate(tasks, start=1))
    return f"""ỦY BAN NHÂN DÂN
PHƯỜNG {ward.upper()}
Số: 12/KH-UBND
{ward}, ngày 15 tháng 01 năm {year}

KẾ HOẠCH
Công tác năm {year} của phường {ward}

I. NHIỆM VỤ
{items}

II. TỔ CHỨC THỰC HIỆN
Các bộ phận báo cáo kết quả trước ngày 25 hằng tháng.

Nơi nhận:
- Như trên;
- Lưu: VT.

CHỦ TỊCH
Trần Minh Họa
"""


def write(path: Path, content: str | bytes) -> Path:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_plans(folder: Path, count: int) -> None:
    """Write plans that share all tasks but one, as sibling plans do."""
    for number in range(count):
        ward = WARDS[number % len(WARDS)]
        text = plan_text(ward, 2024 + number, [*TASKS, f"Việc riêng số {number}."])
        write(folder / f"ke-hoach-{number:03}.txt", text)


def _terms(text: str) -> set[str]:
    words = folded_syllables(text)
    return {*words, *bigrams(words)}
