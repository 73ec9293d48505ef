from __future__ import annotations

import pytest

from scripts.diacritics import Loss, compare

WANT = "Độc lập - Tự do\n  Hạnh phúc"


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        (WANT, 6),
        ("| Độc lập | - | Tự do - | Hạnh | phúc |", 6),
        ("Đo\u0302\u0323c lập - Tự do - Hạnh phúc", 6),
        ("Doc lap - Tu do Hanh phuc", 0),
        ("Độc lập", 3),
        ("Độc lâp - Tự do Hạnh phúc", 5),
        ("ĐỘC LẬP - Tự do Hạnh phúc", 4),
        ("", 0),
    ],
)
def test_marks_recovered(text: str, exact: int) -> None:
    score = compare(text, WANT)
    assert (score.marked, score.exact) == (6, exact)
    assert score.accuracy == exact / 6


@pytest.mark.parametrize(
    ("text", "transcript", "loss"),
    [
        ("Việt Nam", "ViÖt Nam", "transcript"),
        ("Số TT", "SỐ TT", "capitals"),
        ("Quỷ đen", "Quỹ đen", "other"),
        ("hai dòng: hai, một", "một, hai dòng: hai", "order"),
        ("mot", "mot sách", "missing"),
    ],
)
def test_what_is_lost_is_told_by_its_cause(text: str, transcript: str, loss: Loss) -> None:
    score = compare(text, transcript)
    assert dict(score.losses) == {loss: 1}
    assert dict(score.examples)[loss] in transcript
    assert score.without_case == (score.marked - (loss != "capitals")) / score.marked


def test_a_transcript_without_marks_has_nothing_to_lose() -> None:
    assert compare("a", "b").accuracy == 1
