"""The optional cross-encoder: loaded from a folder, refused clearly, and put to use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answer.reranking import cross
from rag.errors import ModelError
from rag.models.reranker import open_reranker
from rag.settings import load_settings
from tests.fakes import write
from tests.test_assistant import assistant_over
from tests.test_wording import REPORT


def cross_encoder(folder: Path, labels: int) -> Path:
    """Save an untrained cross-encoder, small but real, in the layout of the model hub."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "quy", "xa", "nuoc", "sach", "?"]
    vocabulary = {word: place for place, word in enumerate(words)}
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)  # pyright: ignore[reportUnknownMemberType]
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=0.3,
    )
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)  # pyright: ignore[reportUnknownMemberType]
    return folder


def test_none_is_opened_unless_it_is_set() -> None:
    assert open_reranker(load_settings()) is None


def test_a_folder_scores_each_sentence(tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "ranker", 1)
    rank = open_reranker(load_settings(reranker=str(folder)))
    assert rank is not None
    sentences = ["nước sạch", "quý xã", "nước sạch"]
    first, other, again = rank("nước sạch ?", sentences)
    assert first == pytest.approx(again, abs=1e-5) and first != pytest.approx(other, abs=1e-6)
    assert rank("nước sạch ?", []) == []


@pytest.mark.parametrize("labels", [0, 3])
def test_what_cannot_rank_is_refused(tmp_path: Path, labels: int) -> None:
    folder = cross_encoder(tmp_path / "r", labels) if labels else tmp_path
    with pytest.raises(ModelError, match="PLANQA_RERANKER"):
        open_reranker(load_settings(reranker=str(folder)))


def near(_question: str, sentences: Sequence[str]) -> list[float]:
    return [float("320 hộ" in sentence) for sentence in sentences]


def test_the_ranker_decides_among_the_best_sentences(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "bai-lau.txt", REPORT)
    asked = "Xã Bãi Lau có bao nhiêu phần trăm hộ dùng nước sạch?"
    for name, ranker, said in (("a", None, "88%"), ("b", cross(near), "320 hộ")):
        for setup in assistant_over(tmp_path / "docs", tmp_path / name, ranker=ranker):
            assert said in setup.ask(asked).text.split("[1]")[0]
