"""The last look before documents are shown: labels may have changed since they were found."""

from __future__ import annotations

from collections.abc import Collection

from api.identity import Caller
from rag.domain import Answer
from rag.errors import PlanQAError
from rag.library import Library


class ChangedError(PlanQAError):
    """Documents got another label while the question was being answered."""

    status = 503
    slug = "changed"


def still_visible(library: Library, answer: Answer, caller: Caller) -> None:
    """Refuse an answer that cites or offers a document which its reader may not see.

    Raises:
        ChangedError: there is one.
    """
    cited = {citation.document_id for citation in answer.citations}
    all_visible(library, cited | {choice.document_id for choice in answer.choices}, caller)


def all_visible(library: Library, documents: Collection[str], caller: Caller) -> None:
    """Refuse to show documents one of which the reader may not see; raises as still_visible."""
    if library.versions.hidden(documents, caller.labels):
        raise ChangedError(
            "Kho tài liệu vừa thay đổi trong lúc trả lời. Hãy hỏi lại.",
            "The library has changed while the answer was made. Ask again.",
        )
