"""planqa for LangChain: a retriever and a runnable that ask a server over HTTP.

from planqa import Client, PlanQARetriever, asking

retriever = PlanQARetriever(client=Client("http://127.0.0.1:8000"), k=5)
documents = retriever.invoke("Ai ký kế hoạch?")
answer = asking(Client("http://127.0.0.1:8000")).invoke("Ai ký kế hoạch?")
"""

from __future__ import annotations

from dataclasses import asdict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from planqa import Answer, Client, Hit, Mode


class PlanQARetriever(BaseRetriever):
    """Passages of a planqa server as LangChain documents, best first.

    `metadata` holds document_id, source, score, path, start, end, and the title, number, kind,
    issuer and issued_on of the document; a document's are fetched once.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    client: Client
    k: int = 4
    mode: Mode = "hybrid"

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = self.client.search(query, k=self.k, mode=self.mode)
        about = {hit.document_id: self._about(hit.document_id) for hit in hits}
        return [_document(hit, about[hit.document_id]) for hit in hits]

    def _about(self, document_id: str) -> dict[str, object]:
        card = asdict(self.client.document(document_id))
        return {name: card[name] for name in ("title", "number", "kind", "issuer", "issued_on")}


def asking(client: Client) -> Runnable[str, Answer]:
    """Return a runnable from a question to the answer with its citations."""

    def ask(question: str) -> Answer:
        return client.ask(question)

    return RunnableLambda(ask)


def _document(hit: Hit, about: dict[str, object]) -> Document:
    found = asdict(hit)
    text = found.pop("text")
    identity = found.pop("passage_id")
    return Document(
        id=identity,
        page_content=text,
        metadata={**found, "path": list(hit.path), **about},
    )
