"""Passages: paths, lengths, and that no word of a leaf is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.outline import outline
from ingest.passages import GROUP_CHARS, LONGEST_SENTENCE, passages
from rag.domain import Canonical, Document, Metadata, Passage


def document(text: str) -> Document:
    sections = outline(Canonical(text, (), len(text)))
    return Document("d1", "a.txt", "0", text, (), sections, Metadata())


def check(text: str) -> tuple[Passage, ...]:
    made = document(text)
    found = passages(made)
    covered: set[int] = set()
    for passage in found:
        section = made.sections[passage.section]
        assert section.leaf and section.start <= passage.start < passage.end <= section.end
        assert passage.text == text[passage.start : passage.end] == passage.text.strip()
        assert passage.id == f"d1:{passage.start}-{passage.end}"
        assert len(passage.text) <= LONGEST_SENTENCE
        covered.update(range(passage.start, passage.end))
    assert all(i in covered for i, ch in enumerate(text) if not ch.isspace())
    assert len({passage.id for passage in found}) == len(found)
    return found


def test_path_leaves_out_the_root_and_its_own_heading() -> None:
    found = check("IV. NHIỆM VỤ\n3. Quý III năm 2027\na) Tập huấn cán bộ.\nb) Kiểm tra.")
    assert [(p.kind, p.path) for p in found] == [
        ("heading", ()),
        ("heading", ("IV. NHIỆM VỤ",)),
        ("point", ("IV. NHIỆM VỤ", "3. Quý III năm 2027")),
        ("point", ("IV. NHIỆM VỤ", "3. Quý III năm 2027")),
    ]


def test_long_leaf_is_grouped_by_sentences() -> None:
    sentence = "Phòng Văn hóa - Xã hội tổng hợp kết quả của các đơn vị và báo cáo lãnh đạo phường. "
    found = check("I. MỘT\n" + sentence * 20)
    pieces = [p for p in found if p.kind == "paragraph"]
    assert len(pieces) > 2
    assert all(len(p.text) <= GROUP_CHARS and p.text.endswith("phường.") for p in pieces)


def test_endless_sentence_is_cut_at_its_clauses() -> None:
    clause = "rà soát hồ sơ của từng đơn vị trên địa bàn; "
    found = check("I. MỘT\n" + clause * 80)
    pieces = [p for p in found if p.kind == "paragraph"]
    assert len(pieces) > 1 and all(p.text.endswith(";") for p in pieces)


def test_table_rows_are_grouped() -> None:
    rows = "\n".join(
        f"| {n} | Số hóa hồ sơ lưu trữ | Văn phòng | Quý {n % 4 + 1} |" for n in range(40)
    )
    found = check("I. BẢNG\n" + rows)
    pieces = [p for p in found if p.kind == "table"]
    assert len(pieces) > 2 and all(p.text.startswith("|") and p.text.endswith("|") for p in pieces)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(
            st.sampled_from(
                ["I. MỘT", "- hai.", "ba " * 900, "a) bốn;năm", "sáu; " * 400, "x" * 2000]
            ),
            max_size=8,
        ).map("\n".join),
    )
)
def test_no_text_is_lost(text: str) -> None:
    check(text)
