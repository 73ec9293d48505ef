from __future__ import annotations

import math
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.domain import PUBLIC, Passage
from rag.errors import SearchIndexError
from rag.index import chroma
from rag.index.base import DenseIndex, Entry, LexicalIndex, Scope
from rag.index.chroma import ChromaIndex
from rag.index.local import discard_local, open_local
from rag.index.tantivy import TantivyIndex
from rag.vietnamese import fold

ALL = Scope((PUBLIC,))
Index = ChromaIndex | TantivyIndex
Open = Callable[[Path], Index]

TEXTS = {
    "tree": "Trồng 300 cây xanh trên tuyến phố Hoàng Mai Hạ, hoàn thành trước ngày 30/9",
    "prize": "Tổng kết công tác khen thưởng và trình Hội đồng Thi đua - Khen thưởng phường",
    "budget": "Bố trí kinh phí từ ngân sách phường cho phong trào theo Kế hoạch số 12/KH-UBND",
    "party": "Quán triệt Chỉ thị số 41-CT/TW của Ban Bí thư đến từng chi bộ",
    "market": "Kiểm tra an toàn thực phẩm tại chợ Vĩnh Sơn Đông vào quý III",
}
"""Passages of a fictional ward; each begins a direction of its own as a vector."""


def vector(name: str) -> list[float]:
    """Return a vector that is nearest to itself and has length 2."""
    place = sorted(TEXTS).index(name)
    return [2.0 if index == place else 0.02 * index for index in range(8)]


def entry(name: str, document: str = "plan", label: str = PUBLIC) -> Entry:
    text = TEXTS[name]
    path = ("II. NHIỆM VỤ TRỌNG TÂM", "1. Công tác tuyên truyền")
    passage = Passage(f"{document}/{name}", document, 1, "item", path, 0, len(text), text)
    return Entry(passage, vector(name), label)


def document(name: str, label: str = PUBLIC) -> list[Entry]:
    return [entry(text, name, label) for text in TEXTS]


def find(index: Index, name: str, k: int = 10, scope: Scope = ALL) -> list[str]:
    """Search as each kind of index is searched: by the vector or by the words of a passage."""
    if isinstance(index, ChromaIndex):
        return [hit.passage_id for hit in index.search(vector(name), k, scope)]
    return [hit.passage_id for hit in index.search(TEXTS[name], k, scope)]


@pytest.fixture(params=[ChromaIndex, TantivyIndex])
def opener(request: pytest.FixtureRequest) -> Open:
    return request.param


@pytest.fixture
def index(opener: Open, tmp_path: Path) -> Iterator[Index]:
    opened = opener(tmp_path / "index")
    yield opened
    opened.close()


@pytest.fixture
def words(tmp_path: Path) -> Iterator[TantivyIndex]:
    opened = TantivyIndex(tmp_path / "words")
    yield opened
    opened.close()


def test_indexes_are_what_the_protocols_ask(tmp_path: Path) -> None:
    dense_index, lexical_index = open_local(tmp_path)
    dense: DenseIndex = dense_index
    lexical: LexicalIndex = lexical_index
    assert dense.fingerprint() == lexical.fingerprint() == {}
    dense_index.close()
    lexical_index.close()


# The contract, for every index


def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert find(index, "tree") == []
    assert index.fingerprint() == {}


def test_what_was_put_in_is_found_best_first(index: Index) -> None:
    index.replace([], document("plan"))
    for name in TEXTS:
        assert find(index, name)[0] == f"plan/{name}"
    assert index.fingerprint() == {"plan": len(TEXTS)}


def test_scores_fall(index: Index) -> None:
    index.replace([], document("plan"))
    if isinstance(index, ChromaIndex):
        hits = index.search(vector("prize"), 10, ALL)
    else:
        hits = index.search(TEXTS["prize"], 10, ALL)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 1


def test_k_bounds_the_hits(index: Index) -> None:
    index.replace([], document("plan") + document("other"))
    assert len(find(index, "prize", k=3)) == 3
    assert len(find(index, "prize", k=1)) == 1
    assert find(index, "prize", k=0) == []


def test_removed_documents_are_gone(index: Index) -> None:
    index.replace([], document("plan") + document("other"))
    index.replace(["plan"], [])
    assert all(found.startswith("other/") for found in find(index, "tree"))
    assert index.fingerprint() == {"other": len(TEXTS)}


def test_removing_what_is_not_there_is_no_error(index: Index) -> None:
    index.replace(["nothing"], [entry("tree")])
    index.replace(["nothing"], [])
    assert index.fingerprint() == {"plan": 1}


def test_replacing_swaps_the_passages_of_a_document(index: Index) -> None:
    index.replace([], [entry("tree"), entry("prize")])
    index.replace(["plan"], [entry("budget")])
    assert index.fingerprint() == {"plan": 1}
    assert "plan/tree" not in find(index, "tree")


def test_replacing_twice_changes_nothing(index: Index) -> None:
    for _ in range(2):
        index.replace(["plan"], document("plan"))
    once = find(index, "market")
    index.replace([], document("plan"))
    assert find(index, "market") == once
    assert len(once) == len(set(once))
    assert index.fingerprint() == {"plan": len(TEXTS)}


def test_labels_bound_what_is_seen(index: Index) -> None:
    index.replace([], document("open") + document("closed", label="hr"))
    assert {found.split("/")[0] for found in find(index, "tree")} == {"open"}
    assert {found.split("/")[0] for found in find(index, "tree", scope=Scope(("hr",)))} == {
        "closed"
    }
    both = Scope((PUBLIC, "hr"))
    assert {found.split("/")[0] for found in find(index, "tree", scope=both)} == {"open", "closed"}
    assert find(index, "tree", scope=Scope(())) == []
    assert find(index, "tree", scope=Scope(("nobody",))) == []


def test_documents_bound_what_is_seen(index: Index) -> None:
    index.replace([], document("a") + document("b") + document("c", label="hr"))
    chosen = Scope((PUBLIC,), ("b", "c", "missing"))
    assert {found.split("/")[0] for found in find(index, "prize", scope=chosen)} == {"b"}
    assert find(index, "prize", scope=Scope((PUBLIC,), ("c",))) == []


def test_everything_is_there_after_reopening(opener: Open, tmp_path: Path) -> None:
    first = opener(tmp_path / "index")
    first.replace([], document("plan") + document("closed", label="hr"))
    expected = find(first, "party")
    first.close()
    second = opener(tmp_path / "index")
    assert find(second, "party") == expected
    assert second.fingerprint() == {"plan": len(TEXTS), "closed": len(TEXTS)}
    second.replace(["plan"], [])
    assert second.fingerprint() == {"closed": len(TEXTS)}
    second.close()


def test_many_passages_in_one_call(index: Index) -> None:
    chance = random.Random(3)
    text = TEXTS["tree"]
    entries = [
        Entry(
            Passage(f"p{n}", f"d{n % 40}", 0, "item", (), 0, len(text), f"{text} {n}"),
            [chance.gauss(0, 1) for _ in range(8)],
            PUBLIC if n % 4 else "hr",
        )
        for n in range(6000)
    ]
    index.replace([], entries)
    assert index.fingerprint() == {f"d{n}": 150 for n in range(40)}
    some = tuple(f"d{n}" for n in range(1, 30))
    assert len(find(index, "tree", k=50, scope=Scope((PUBLIC,), some))) == 50
    assert len(find(index, "tree", k=50)) == 50
    assert len(find(index, "tree", k=50, scope=Scope((PUBLIC, "hr")))) == 50


@pytest.mark.parametrize("damage", ["file in the way", "garbage"])
def test_damage_is_named(opener: Open, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index"
    if damage == "garbage":
        opened = opener(folder)
        opened.replace([], document("plan"))
        opened.close()
        for name in ("chroma.sqlite3", "meta.json"):
            if (folder / name).exists():
                (folder / name).write_bytes(b"garbage" * 1000)
    else:
        folder.write_text("not a folder", "utf-8")
    with pytest.raises(SearchIndexError, match="planqa reindex"):
        opener(folder)


# Dense alone


def test_scores_are_cosines(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path)
    index.replace([], document("plan"))
    a, b = vector("tree"), vector("budget")
    cosine = sum(x * y for x, y in zip(a, b, strict=True)) / (math.hypot(*a) * math.hypot(*b))
    scores = {hit.passage_id: hit.score for hit in index.search(a, 10, ALL)}
    assert scores["plan/tree"] == pytest.approx(1, abs=1e-5)
    assert scores["plan/budget"] == pytest.approx(cosine, abs=1e-5)
    exact = index.similarities(a, ["plan/budget", "plan/tree", "plan/tree", "unknown"])
    assert exact == pytest.approx({"plan/budget": cosine, "plan/tree": 1}, abs=1e-5)
    assert index.similarities(a, []) == {}
    index.close()


def test_few_and_many_passages_are_scored_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = ChromaIndex(tmp_path)
    index.replace([], document("a") + document("b"))
    scope = Scope((PUBLIC,), ("b",))
    one_by_one = index.search(vector("party"), 4, scope)
    monkeypatch.setattr(chroma, "EXACT_LIMIT", 0)
    filtered = index.search(vector("party"), 4, scope)
    assert [hit.passage_id for hit in filtered] == [hit.passage_id for hit in one_by_one]
    assert [hit.score for hit in filtered] == pytest.approx(
        [hit.score for hit in one_by_one], abs=1e-5
    )
    index.close()


def test_a_vector_of_another_model_is_refused(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path)
    index.replace([], document("plan"))
    with pytest.raises(SearchIndexError):
        index.search([1.0, 0.0], 3, ALL)
    index.close()


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, "tests")
from rag.index.chroma import ChromaIndex
from test_index import document
index = ChromaIndex(Path(sys.argv[1]))
index.replace([], document("whole"))
upsert = index._upsert
def killed(entries):
    upsert(entries)
    os.kill(os.getpid(), signal.SIGKILL)
index._upsert = killed
index.replace([], document("half"))
"""


def test_a_kill_in_the_middle_of_a_write_is_seen_and_mended(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path / "chroma")]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with pytest.raises(SearchIndexError, match="ended while it wrote"):
        open_local(tmp_path)
    discard_local(tmp_path)
    dense, lexical = open_local(tmp_path)
    dense.replace([], document("whole"))
    assert dense.fingerprint() == {"whole": len(TEXTS)}
    dense.close()
    lexical.close()


# Lexical alone


@pytest.mark.parametrize("name", TEXTS)
def test_accents_may_be_missing(words: TantivyIndex, name: str) -> None:
    words.replace([], document("plan"))
    assert words.search(fold(TEXTS[name]), 1, ALL)[0].passage_id == f"plan/{name}"
    assert words.search(TEXTS[name].upper(), 1, ALL)[0].passage_id == f"plan/{name}"


def test_accents_break_ties(words: TantivyIndex) -> None:
    for name, text in (("1", "thu hồi đất"), ("2", "thư hội dắt")):
        passage = Passage(name, "plan", 0, "item", (), 0, 11, text)
        words.replace([], [Entry(passage, [0.0], PUBLIC)])
    assert [hit.passage_id for hit in words.search("thu hồi đất", 2, ALL)] == ["1", "2"]
    assert [hit.passage_id for hit in words.search("thư hội dắt", 2, ALL)] == ["2", "1"]


@pytest.mark.parametrize("written", ["41-CT/TW", "41 - ct/tw", "41–CT/TW"])
def test_document_numbers_are_single_tokens(words: TantivyIndex, written: str) -> None:
    texts = ("Chỉ thị 41-CT/TW", "Chỉ thị 14-CT/TW và 41 việc của TW", "41 ct tw 41 ct tw")
    for name, text in enumerate(texts):
        passage = Passage(str(name), "plan", 0, "item", (), 0, len(text), text)
        words.replace([], [Entry(passage, [0.0], PUBLIC)])
    assert words.search(written, 3, ALL)[0].passage_id == "0"


def test_headings_are_searched_too(words: TantivyIndex) -> None:
    words.replace([], [entry("tree")])
    assert words.search("công tác tuyên truyền", 1, ALL)[0].passage_id == "plan/tree"


def test_words_count_more_than_headings(words: TantivyIndex) -> None:
    text, heading = "tuyên truyền lưu động", "II. Việc khác"
    swapped = [
        Entry(Passage("words", "p", 0, "item", (heading,), 0, 9, text), [0.0], PUBLIC),
        Entry(Passage("heading", "p", 0, "item", (text,), 0, 9, heading), [0.0], PUBLIC),
    ]
    words.replace([], swapped)
    assert [hit.passage_id for hit in words.search(text, 2, ALL)] == ["words", "heading"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!…",
        'label:hr OR document_id:"closed"',
        '+folded:* -label:public AND (NOT "',
        "* ? [a TO z] {x} /.*/ ^9 ~2 \\ \x00 \ud7ff",
        "passage_id:closed/tree",
        "TO AND OR NOT",
        "'; DROP TABLE passages; --",
        "cây " * 5000,
        "x" * 100_000,
    ],
)
def test_a_question_is_never_syntax(words: TantivyIndex, text: str) -> None:
    words.replace([], document("open") + document("closed", label="hr"))
    hits = words.search(text, 20, ALL)
    assert all(hit.passage_id.startswith("open/") for hit in hits)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=200))
def test_any_question_is_searched(words: TantivyIndex, text: str) -> None:
    if not words.fingerprint():
        words.replace([], document("plan"))
    assert all(hit.score > 0 for hit in words.search(text, 5, ALL))


def test_a_long_question_keeps_its_rare_words(words: TantivyIndex) -> None:
    common = " ".join(f"chung{n}" for n in range(200))
    entries = [
        Entry(Passage(str(n), "p", 0, "item", (), 0, 9, f"{common} riêng{n}"), [0.0], PUBLIC)
        for n in range(20)
    ]
    words.replace([], entries)
    assert words.search(f"{common} riêng7", 1, ALL)[0].passage_id == "7"


def test_a_second_writer_is_refused(words: TantivyIndex, tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError):
        TantivyIndex(tmp_path / "words")


def test_an_older_layout_is_refused_and_can_be_discarded(tmp_path: Path) -> None:
    import tantivy

    (tmp_path / "tantivy").mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("old")
    tantivy.Index(builder.build(), path=str(tmp_path / "tantivy"))
    with pytest.raises(SearchIndexError):
        open_local(tmp_path)
    discard_local(tmp_path)
    for opened in open_local(tmp_path):
        opened.close()
    shutil.rmtree(tmp_path / "tantivy")
    discard_local(tmp_path)
    discard_local(tmp_path)
