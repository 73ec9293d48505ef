from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from tests.plans import write_plans
from tests.running import planqa, server
from tests.served import OTHER, PLAN, problem, serving, upload, wait_until_ready
from tests.test_ui import Words, browser, citation, open_page, shots
from ui.checking import render_checked
from ui.texts import EN, VI

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser", "shots"]

DRAFT = (
    "Năm 2031, phường Đồng Sen trồng 120 cây xanh. Phường Đồng Sen sửa 5 cây cầu.\n"
    "Các bộ phận của phường Đồng Sen báo cáo kết quả sau ngày 25 hằng tháng.\n"
    "Phường Đồng Sen sẽ xây sân bay quốc tế. Xin cảm ơn!"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(serving(tmp_path_factory.mktemp("archive")))
    with TestClient(app, raise_server_exceptions=False) as opened:
        wait_until_ready(opened)
        for name, text in (("dong-sen.txt", PLAN), ("go-lau.txt", OTHER)):
            assert upload(opened, name, text)["state"] == "done"
        yield opened


def checked(client: TestClient, text: str, **more: object) -> dict[str, Any]:
    response = client.post("/v1/verify", json={"text": text, **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_each_sentence_is_supported_contradicted_or_not_found(client: TestClient) -> None:
    found = checked(client, DRAFT)
    told = [(one["status"], one["text"].split()[-2:]) for one in found["sentences"]]
    assert [status for status, _ in told] == [
        "supported",
        "contradicted",
        "contradicted",
        "not_found",
    ]
    assert found["counts"] == {"supported": 1, "contradicted": 2, "not_found": 1}
    for one in found["sentences"]:
        assert DRAFT[one["start"] : one["end"]] == one["text"]
    supported, wrong, late, _ = found["sentences"]
    assert "120 cây xanh" in supported["citations"][0]["quote"]
    assert wrong["differences"] == [{"kind": "number", "said": "5", "stated": "3"}]
    assert "3 cây cầu" in wrong["citations"][0]["quote"]
    assert late["differences"][0]["kind"] == "bound"
    text = client.get(f"/v1/documents/{wrong['citations'][0]['document_id']}/text").json()["text"]
    quote = wrong["citations"][0]
    assert text[quote["start"] : quote["end"]] == quote["quote"]
    assert [c["n"] for one in found["sentences"] for c in one["citations"]] == [1, 2, 3]


def test_another_ward_supports_nothing(client: TestClient) -> None:
    (one,) = checked(client, "Năm 2032, phường Gò Lau trồng 120 cây xanh.")["sentences"]
    assert one["status"] == "not_found"
    (one,) = checked(client, "Mở 2 lớp học bơi.", filters={"year": 2031})["sentences"]
    assert one["status"] != "supported"
    (one,) = checked(client, "Mở 2 lớp học bơi.", filters={"year": 2032})["sentences"]
    assert one["status"] == "supported"


def test_marks_of_another_chatbot_and_decomposed_letters_do_no_harm(client: TestClient) -> None:
    (one,) = checked(client, "Phường Đồng Sen sửa 3 cây cầu [7].")["sentences"]
    assert one["status"] == "supported"


def test_what_cannot_be_checked_is_refused(client: TestClient) -> None:
    for text in ("", "   ", "a" * 20_001):
        problem(client.post("/v1/verify", json={"text": text}), 422, "bad-input")
    assert checked(client, "# KẾ HOẠCH\n")["sentences"] == []
    assert client.post("/v1/verify", json={"text": "a", "more": 1}).status_code in (400, 422)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(text=st.text(min_size=1, max_size=80).filter(str.strip))
def test_any_text_is_checked_without_an_error(client: TestClient, text: str) -> None:
    response = client.post("/v1/verify", json={"text": text})
    assert response.status_code == 200, response.text


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_nothing_of_a_text_or_quote_becomes_markup(text: str) -> None:
    one = {
        "text": text,
        "status": "contradicted",
        "citations": [citation(text, title=text)],
        "differences": [{"kind": "number", "said": text, "stated": text}],
    }
    counts = {"supported": 0, "contradicted": 1, "not_found": 0}
    page = render_checked({"sentences": [one], "counts": counts}, VI)
    assert set(Words(page).tags) == {"p", "ol", "li", "span", "b", "a", "q"}
    assert not set("{}$`\\") & set(page)


def test_nothing_to_check_is_said() -> None:
    assert EN.check_empty in render_checked({"sentences": [], "counts": {}}, EN)


@pytest.mark.model
@pytest.mark.slow
def test_a_draft_is_checked_by_the_command_and_on_the_page(
    tmp_path: Path, browser: Browser, shots: Path
) -> None:
    draft = tmp_path / "bai-phat-bieu.txt"
    lines = (
        "Quý III năm 2031, phường Đồng Sen tổ chức hội nghị tuyên dương 25 điển hình tiên tiến.",
        "Phường kiểm tra công tác thi đua tại 41 tổ dân phố trước ngày 20/8/2031.",
        "Phường Đồng Sen sẽ xây sân bay quốc tế.",
    )
    draft.write_text("\n".join(lines), encoding="utf-8")
    plans = write_plans(tmp_path / "plans")
    with server(tmp_path / "home", tmp_path / "server.log", [plans]) as running:
        told = planqa(running.home, "verify", draft)
        assert told.code == 2
        assert "? Phường Đồng Sen sẽ xây sân bay quốc tế." in told.out
        found = json.loads(planqa(running.home, "verify", draft, "--json").out)
        statuses = ["supported", "contradicted", "not_found"]
        assert [one["status"] for one in found["sentences"]] == statuses
        page = open_page(browser, running, [])
        page.get_by_role("tab", name=VI.check_tab).click()
        page.locator("#planqa-draft textarea").fill(draft.read_text(encoding="utf-8"))
        page.locator("#planqa-check").click()
        page.wait_for_selector("#planqa-checked li")
        assert page.locator("#planqa-checked li").count() == 3
        shown = page.locator("#planqa-checked").inner_text()
        assert all(VI.found[status] in shown for status in statuses)
        page.screenshot(path=shots / "checked.png")
        page.get_by_label("English").check()
        page.wait_for_selector(f"text={EN.check_hint}")
        page.context.close()
