"""Diacritics for questions typed without, taken from the passages that their words find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.accents import restored
from rag.vietnamese import fold, nfc

PASSAGES = (
    "Xã Bãi Lau trồng mới 1.200 cây phi lao ven biển, bảo vệ 14 km đê.",
    "Ban Chỉ đạo xã họp bàn việc trồng cây ven đê trong quý II.",
    "Cây cầu qua kênh được sửa trước mùa mưa.",
)


def test_words_get_the_diacritics_that_they_have_beside_each_other() -> None:
    asked = "xa bai lau trong bao nhieu cay ven bien?"
    assert restored(asked, PASSAGES) == "xã bãi lau trồng bao nhiêu cây ven biển?"


def test_unknown_words_and_capitals_stay() -> None:
    assert restored("Xa BAI LAU co zumba khong", PASSAGES) == "Xã BÃI LAU có zumba không"


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=4))
def test_only_diacritics_are_added(text: str, passages: list[str]) -> None:
    assert fold(restored(nfc(text), passages)) == fold(text)
