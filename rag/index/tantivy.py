"""Lexical search in a tantivy index on disk, which can be rebuilt from the library at any time.

Tokens are ours (rag.vietnamese), joined by blanks; queries are built from term queries, never
parsed, so that no text in a question is syntax. Committed writes survive a kill.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.domain import Passage
from rag.errors import SearchIndexError
from rag.index.base import Entry, Hit, Scope
from rag.vietnamese import bigrams, document_numbers, folded_syllables, has_accents, syllables

if TYPE_CHECKING:
    from tantivy import Query, Schema, Searcher

BOOSTS = {
    "folded": 1.0,
    "pairs": 1.0,
    "exact": 0.25,
    "h_folded": 0.4,
    "h_pairs": 0.4,
    "numbers": 3.0,
}
"""Weight of each field's BM25. Folded syllables and pairs carry the search, accents only break
ties; headings name many passages at once; a document number is rarely there by chance."""

MAX_TERMS = 64
"""Terms of a question searched in one field; of a longer one, the rarest."""

_HEAP = 64 << 20


class TantivyIndex:
    """The LexicalIndex of rag.index.base over one folder, which one process holds at a time.

    Every method raises SearchIndexError when the folder is damaged or cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._folder = folder
        with self._failing():
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(folder))
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)

    def close(self) -> None:
        """Let go of the folder; the index cannot be used afterwards."""
        with self._failing():
            self._writer.wait_merging_threads()

    def replace(self, remove: Sequence[str], add: Sequence[Entry]) -> None:
        """Take out the passages of the documents `remove`, put in `add`; committed on return."""
        from tantivy import Document

        with self._failing():
            for document_id in remove:
                self._writer.delete_documents_by_term("document_id", document_id)
            for entry in add:
                self._writer.delete_documents_by_term("passage_id", entry.passage.id)
                self._writer.add_document(
                    Document(
                        passage_id=entry.passage.id,
                        document_id=entry.passage.document_id,
                        label=entry.label,
                        **_passage_fields(entry.passage),
                    )
                )
            self._writer.commit()
            self._index.reload()

    def search(self, text: str, k: int, scope: Scope) -> list[Hit]:
        """Return the k best passages in scope, best first; scores are BM25 sums."""
        with self._failing():
            searcher = self._index.searcher()
            words = self._words(text, searcher)
            if k < 1 or not words or not scope.labels:
                return []
            found = searcher.search(_within(scope, words), k, count=False)
            return [
                Hit(str(searcher.doc(address).get_first("passage_id")), float(score))
                for score, address in found.hits
            ]

    def fingerprint(self) -> dict[str, int]:
        """Return passages held per document id, to be checked against the library."""
        from tantivy import Query

        with self._failing():
            # With a query, for without one deleted passages are counted too.
            return dict(
                self._index.searcher().terms_with_prefix("document_id", "", Query.all_query())
            )

    def _words(self, text: str, searcher: Searcher) -> list[Query]:
        """Return a term query for each word of a question that the index holds."""
        from tantivy import Query

        queries: list[Query] = []
        for field, terms in _question_fields(text).items():
            counts = {term: searcher.doc_freq(field, term) for term in dict.fromkeys(terms)}
            known = sorted((term for term in counts if counts[term]), key=counts.__getitem__)
            queries += [
                Query.boost_query(Query.term_query(_schema(), field, term, "freq"), BOOSTS[field])
                for term in known[:MAX_TERMS]
            ]
        return queries

    @contextmanager
    def _failing(self) -> Generator[None]:
        try:
            yield
        except (OSError, ValueError, RuntimeError) as error:
            raise SearchIndexError(
                f"Chỉ mục từ ở {self._folder} không dùng được: {error}. "
                "Chạy planqa reindex để dựng lại.",
                f"The word index in {self._folder} cannot be used: {error}. "
                "Run planqa reindex to rebuild it.",
            ) from error


@cache
def _schema() -> Schema:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("passage_id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("document_id", "label"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in BOOSTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _passage_fields(passage: Passage) -> dict[str, str]:
    folded = folded_syllables(passage.text)
    # Heading by heading: the end of one and the start of the next are no pair.
    headings = [folded_syllables(heading) for heading in passage.path]
    whole = "\n".join((*passage.path, passage.text))
    return {
        "folded": " ".join(folded),
        "pairs": " ".join(bigrams(folded)),
        "exact": " ".join(syllables(passage.text)),
        "h_folded": " ".join(word for words in headings for word in words),
        "h_pairs": " ".join(pair for words in headings for pair in bigrams(words)),
        "numbers": " ".join(document_numbers(whole)),
    }


def _question_fields(text: str) -> dict[str, Iterable[str]]:
    folded = folded_syllables(text)
    pairs = bigrams(folded)
    return {
        "folded": folded,
        "pairs": pairs,
        "exact": syllables(text) if has_accents(text) else (),
        "h_folded": folded,
        "h_pairs": pairs,
        "numbers": document_numbers(text),
    }


def _within(scope: Scope, words: Sequence[Query]) -> Query:
    """Return a query for any of the words inside the scope; the scope adds nothing to scores."""
    from tantivy import Occur, Query

    parts = [(Occur.Must, Query.boolean_query([(Occur.Should, word) for word in words]))]
    for field, values in (("label", scope.labels), ("document_id", scope.document_ids)):
        if values:
            allowed = Query.term_set_query(_schema(), field, list(values))
            parts.append((Occur.Must, Query.const_score_query(allowed, 0.0)))
    return Query.boolean_query(parts)
