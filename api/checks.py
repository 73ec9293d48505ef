"""POST /v1/verify: what goes in and out, and how the command prints it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from api.schemas import CitationOut, FiltersIn, Text
from rag.checking import Finding
from rag.errors import InputError

SIGNS = {"supported": "✓", "contradicted": "✗", "not_found": "?"}


class VerifyIn(BaseModel):
    """POST /v1/verify: a text to be checked, and which documents to check it against."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    filters: FiltersIn | None = None


class DifferenceOut(BaseModel):
    """One thing that the source says otherwise; `stated` is empty where it says nothing."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    said: str
    stated: str


class FindingOut(BaseModel):
    """One sentence, text[start:end], and what the library says about it."""

    model_config = ConfigDict(from_attributes=True)

    start: int
    end: int
    text: str
    status: Literal["supported", "contradicted", "not_found"]
    citations: tuple[CitationOut, ...]
    differences: tuple[DifferenceOut, ...]


class CountsOut(BaseModel):
    """How many sentences fared how."""

    supported: int
    contradicted: int
    not_found: int


class VerifyOut(BaseModel):
    """The sentences in order; headings and lines of less than four words are left out."""

    sentences: tuple[FindingOut, ...]
    counts: CountsOut


def checks_out(findings: Sequence[Finding]) -> VerifyOut:
    """Return the findings as the API gives them."""
    counts = Counter(finding.status for finding in findings)
    return VerifyOut(
        sentences=tuple(FindingOut.model_validate(finding) for finding in findings),
        counts=CountsOut(
            supported=counts["supported"],
            contradicted=counts["contradicted"],
            not_found=counts["not_found"],
        ),
    )


def checks_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the findings as JSON."""
    return checks_out(findings).model_dump(mode="json")


def read_text(file: Path) -> str:
    """Return the text of a file, or of standard input for "-".

    Raises:
        InputError: there is no such file, or it is not UTF-8 text.
    """
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"Không đọc được {file} như văn bản UTF-8. Chép nội dung vào tệp .txt rồi thử lại.",
            f"{file} cannot be read as UTF-8 text. Copy the text into a .txt file and try again.",
        ) from error


def shown(checked: dict[str, Any]) -> str:
    """Return the findings as lines for a terminal."""
    lines: list[str] = []
    for one in checked["sentences"]:
        lines.append(f"{SIGNS[one['status']]} {' '.join(one['text'].split())}")
        for difference in one["differences"]:
            stated = f" ≠ {difference['stated']}" if difference["stated"] else ""
            lines.append(f"    {difference['said']}{stated}")
        for citation in one["citations"]:
            lines.append(f"    “{' '.join(citation['quote'].split())}”")
            known = (citation["number"], citation["source"], *citation["path"][-1:])
            lines.append(f"    {' · '.join(part for part in known if part)}")
    counts = checked["counts"]
    lines.append(
        f"✓ {counts['supported']} có căn cứ / supported   ✗ {counts['contradicted']} trái với văn "
        f"bản / contradicted   ? {counts['not_found']} không thấy / not found"
    )
    return "\n".join(lines)
