"""A slice of `planqa eval llm`: what scripted models make of answers over samples/."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.domain import Case
from eval.restating import measure as measure_restating
from eval.targets import local
from eval.thresholds import load_thresholds
from eval.writing import measure
from rag.settings import load_settings

SAMPLES = Path(__file__).resolve().parent.parent / "samples"

pytestmark = [pytest.mark.model, pytest.mark.slow]

CASES = (
    Case(
        "q3",
        "Quý III năm 2026 phường Mây Hạ phải làm gì?",
        "list",
        expect=(("hội nghị",), ("12 cơ quan",), ("500 cây xanh",)),
        evidence=(
            "Kiểm tra công tác thi đua, khen thưởng tại 12 cơ quan, đơn vị và tổ dân phố; "
            "thông báo kết quả kiểm tra trước ngày 20/8/2026.",
            "Phát động đợt thi đua cao điểm 100 ngày “Về đích sớm” từ ngày 15/9/2026.",
            "Tổng kết và khen thưởng học sinh đạt thành tích cao trong năm học 2025 - 2026",
            "Trồng mới ít nhất 500 cây xanh trong Ngày hội môi trường của phường.",
        ),
    ),
    Case("trees", "Phường Mây Hạ năm 2026 trồng mới bao nhiêu cây xanh?", expect=(("1.250",),)),
    Case("money", "Kinh phí kế hoạch thi đua của phường Mây Hạ?", expect=(("385 triệu",),)),
    Case("income", "Quý I/2026 phường Trúc Lam thu ngân sách bao nhiêu?", expect=(("41,6",),)),
    Case("term", "Đảng ủy phường Sông Ngân kiểm tra bao nhiêu chi bộ?", expect=(("04",),)),
    Case("none", "Quý III năm 2026 phường Ngàn Bạc phải làm gì?", wanted="not_found"),
)


def test_a_good_model_costs_nothing_and_no_liar_gets_a_fact_through() -> None:
    with local(load_settings(), SAMPLES) as target:
        found, worst = measure(CASES, target, SAMPLES)
    assert load_thresholds("llm").missed(worst) == ()
    assert sum(figures.get("lies", 0) for figures in found.values()) >= 20


def test_what_restates_well_gains_and_what_adds_names_gains_nothing() -> None:
    told = load_settings(llm_condense=True, llm_expand=True, llm_summarize=True)
    with local(told, SAMPLES) as target:
        found, worst = measure_restating(target, None)
    assert load_thresholds("restated").missed(worst) == ()
    assert found["ideal summaries"]["written"] == found["ideal summaries"]["summaries"]
