"""The whole flow on the sample plans: real reading, library and word index; fake vectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pipeline import Ingestor
from rag.answer.confidence import Nearness
from rag.assistant import Assistant
from rag.domain import Answer, Filters, Question, Turn
from rag.errors import InputError
from rag.index.tantivy import TantivyIndex
from rag.library import Library
from rag.settings import Settings, load_settings
from tests.fakes import MODEL, FakeDense, FakeEmbeddings, plan_text, write

SAMPLES = Path(__file__).parent.parent / "samples"


@dataclass
class Setup:
    library: Library
    assistant: Assistant
    settings: Settings

    def ask(self, text: str, *earlier: str, filters: Filters | None = None) -> Answer:
        turns = tuple(Turn("user", said) for said in earlier)
        answer = self.assistant.ask(Question(text, turns, filters or Filters()))
        for citation in answer.citations:
            words = self.library.document(citation.document_id).text
            assert words[citation.start : citation.end] == citation.quote != ""
        return answer


def assistant_over(
    folder: Path, home: Path, nearness: Nearness | None = None, **told: object
) -> Iterator[Setup]:
    chosen = load_settings(home=home, **told)
    library = Library.open(f"sqlite:///{home / 'library.sqlite'}")
    dense, lexical, embeddings = FakeDense(), TantivyIndex(home / "words"), FakeEmbeddings()
    Ingestor(library, (dense, lexical), embeddings=embeddings, model=MODEL, settings=chosen).ingest(
        [folder]
    )
    yield Setup(
        library,
        Assistant(
            library=library,
            dense=dense,
            lexical=lexical,
            embeddings=embeddings,
            settings=chosen,
            nearness=nearness,
        ),
        chosen,
    )
    lexical.close()
    library.close()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    yield from assistant_over(SAMPLES, tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize(
    "text",
    [
        "Quý III năm 2026 phường Mây Hạ phải làm gì?",
        "quy 3 nam 2026 phuong may ha phai lam gi",
        "What does Quarter III 2026 require of May Ha ward?",
        "Q3/2026 phường Mây Hạ có những nhiệm vụ nào?",
    ],
)
def test_a_list_question_gets_the_whole_list(samples: Setup, text: str) -> None:
    answer = samples.ask(text)
    assert answer.status == "answered"
    assert [c.quote[:2] for c in answer.citations] == ["a)", "b)", "c)", "d)", "đ)"]
    assert {c.source for c in answer.citations} == {"may-ha-ke-hoach-thi-dua-2026.md"}
    assert all(c.path[-1] == "3. Quý III năm 2026" for c in answer.citations)


@pytest.mark.parametrize(
    ("text", "expected", "source"),
    [
        ("Chủ đề thi đua năm 2026 của phường Mây Hạ là gì?", "Về đích sớm", "may-ha"),
        ("phuong may ha trong moi bao nhieu cay xanh", "1.250 cây xanh", "may-ha"),
        ("Phường Mây Hạ phải báo cáo 6 tháng đầu năm trước ngày nào?", "15/6/2026", "may-ha"),
        ("Đảng ủy phường Sông Ngân kiểm tra bao nhiêu chi bộ năm 2026?", "04 chi bộ", "dang-uy"),
        ("Kế hoạch 15/KH-UBND ban hành ngày nào?", "20 tháng 01 năm 2026", "may-ha"),
    ],
)
def test_a_fact_is_quoted_from_the_right_document(
    samples: Setup, text: str, expected: str, source: str
) -> None:
    answer = samples.ask(text)
    assert answer.status == "answered"
    assert expected in answer.text
    assert answer.citations[0].source.startswith(source)
    assert len(answer.text) < 600


def test_a_directive_that_several_plans_name_is_quoted_from_each(samples: Setup) -> None:
    answer = samples.ask("Chỉ thị 41-CT/TW về việc gì?")
    assert answer.status == "answered"
    assert all("công tác thi đua, khen thưởng" in c.quote for c in answer.citations)
    assert {c.source for c in answer.citations} == {
        "may-ha-ke-hoach-thi-dua-2026.md",
        "song-ngan-ke-hoach-thi-dua-2027.txt",
    }


def test_who_signed_is_read_from_the_signature(samples: Setup) -> None:
    card = next(c for c in samples.library.cards() if c.source.startswith("may-ha"))
    signer = card.metadata.signer
    assert signer is not None
    answer = samples.ask("Ai ký kế hoạch 15/KH-UBND?")
    assert signer.value in answer.text
    assert answer.citations[0].quote.endswith(signer.value)


def test_where_no_document_is_named_the_embedding_model_judges_too(tmp_path: Path) -> None:
    near = Nearness(covered=0.0, pairs=0.0, cosine=1.0, first=0.0, second=0.0, field=0.0, bias=-0.9)
    for setup in assistant_over(SAMPLES, tmp_path, nearness=near):
        refused = setup.ask("Giá vàng hôm nay bao nhiêu?")
        assert (refused.status, refused.citations) == ("not_found", ())
        assert "Không tìm thấy" in refused.text
        told = setup.ask("Trồng mới 1.250 cây xanh tại các tuyến phố và khuôn viên công cộng?")
        assert "trồng mới 1.250 cây xanh" in told.text


def test_an_amendment_answers_what_was_amended(samples: Setup) -> None:
    answer = samples.ask("Kế hoạch 31/KH-UBND được sửa đổi những gì?")
    assert answer.status == "answered"
    assert {c.source for c in answer.citations} == {"doi-suong-quyet-dinh-sua-doi-2026.md"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Chỉ tiêu năm 2026 của phường Gió Thoảng là bao nhiêu?", "Gió Thoảng"),
        ("Chủ đề thi đua năm 2019 của phường Mây Hạ là gì?", "2019"),
        ("Quý V năm 2026 phường Mây Hạ phải làm gì?", "bốn quý"),
        ("Chỉ thị 999-CT/TW về việc gì?", "999"),
        ("Số điện thoại của Chủ tịch phường Mây Hạ?", "Không tìm thấy"),
        ("Số của báo cáo quý I năm 2026 phường Trúc Lam là gì?", "để trống"),
        ("What is the 2026 target of Gio Thoang ward?", "Gio Thoang"),
    ],
)
def test_what_is_not_there_is_refused_with_the_reason(
    samples: Setup, text: str, reason: str
) -> None:
    answer = samples.ask(text)
    assert answer.status == "not_found"
    assert reason in answer.text
    assert not answer.citations


def test_a_follow_up_leans_on_the_question_before(samples: Setup) -> None:
    first = "Quý III năm 2026 phường Mây Hạ phải làm gì?"
    answer = samples.ask("Còn Quý IV phải làm gì?", first)
    assert answer.status == "answered"
    assert {c.path[-1] for c in answer.citations} == {"4. Quý IV năm 2026"}
    assert answer.resolved_question == "Quý IV năm 2026 phường Mây Hạ phải làm gì?"


def test_filters_limit_the_documents(samples: Setup) -> None:
    answer = samples.ask("Chủ đề thi đua là gì?", filters=Filters(year=2027))
    assert {c.source for c in answer.citations} == {"song-ngan-ke-hoach-thi-dua-2027.txt"}


def test_many_equal_documents_are_asked_back(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    for year in range(2024, 2029):
        write(folder / f"{year}.txt", plan_text("Đồng Sen", year, ["Trồng 120 cây xanh."]))
    for setup in assistant_over(folder, tmp_path):
        answer = setup.ask("Phường Đồng Sen trồng bao nhiêu cây xanh?")
        assert answer.status == "clarify"
        assert len(answer.choices) == 5
        chosen = setup.ask(answer.choices[0].question)
        assert chosen.status == "answered"
        assert chosen.citations[0].document_id == answer.choices[0].document_id


def test_a_label_that_is_not_held_hides_the_document(samples: Setup) -> None:
    question = Question("Chủ đề thi đua năm 2026 của phường Mây Hạ là gì?", labels=("secret",))
    answer = samples.assistant.ask(question)
    assert answer.status == "not_found"
    assert "Mây Hạ" not in answer.text


def test_empty_and_overlong_questions_are_bad_input(samples: Setup) -> None:
    for text in ("", "   ", "a" * (samples.settings.max_question_chars + 1)):
        with pytest.raises(InputError):
            samples.assistant.ask(Question(text))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(min_size=1, max_size=120).filter(str.strip))
def test_every_citation_quotes_its_source_whatever_is_asked(samples: Setup, text: str) -> None:
    samples.ask(f"{text} phường Mây Hạ")


def test_search_ranks_and_scopes(samples: Setup) -> None:
    found = samples.assistant.search("cây xanh", k=3, mode="lexical", labels=("public",))
    assert found
    assert all("xanh" in evidence.passage.text for evidence in found[:1])
    assert samples.assistant.search("cây xanh", k=3, mode="hybrid", labels=("secret",)) == []
