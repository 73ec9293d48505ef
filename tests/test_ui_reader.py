"""For whom the page asks: headers on their way to the API, and what comes back without any."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anyio
import gradio as gr
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from ui.conversation import Conversation, asked, refused, reopened, shown_messages
from ui.copying import answer_text
from ui.filters import filters_of, fitting, named
from ui.reader import Reader, relayed
from ui.server import Refusal, Server
from ui.texts import EN, VI

SEEN: list[httpx.Request] = []


def request(*headers: tuple[str, str], host: str = "10.0.0.7") -> Any:  # noqa: ANN401 - as Gradio hands it in
    scope = {
        "type": "http",
        "client": (host, 50000),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }
    return gr.Request(Request(scope))  # pyright: ignore[reportUnknownMemberType]


@pytest.fixture
def server() -> Iterator[Server]:
    def reply(asked_for: httpx.Request) -> httpx.Response:
        SEEN.append(asked_for)
        if "cookie" not in asked_for.headers:
            return httpx.Response(401, json={"status": 401, "detail_vi": "x", "detail_en": "x"})
        kept: dict[str, object] = {"items": [], "next": None, "kept_days": 90}
        return httpx.Response(200, json=kept, headers={"Set-Cookie": "planqa_session=stolen"})

    SEEN.clear()
    yield Server("http://testserver", httpx.MockTransport(reply))


def test_the_api_learns_who_asks_and_from_where() -> None:
    told = relayed(
        request(
            ("Host", "planqa.example"),
            ("Authorization", "Bearer x"),
            ("Cookie", "planqa_session=y"),
            ("X-Forwarded-For", "10.1.1.1"),
            ("X-Else", "z"),
        )
    )
    assert told == {
        b"forwarded": b'for="10.0.0.7";host="planqa.example"',
        b"authorization": b"Bearer x",
        b"cookie": b"planqa_session=y",
        b"x-forwarded-for": b"10.1.1.1",
    }


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_categories=("Cc",))))
def test_no_cookie_is_lost_or_changed_on_its_way(value: str) -> None:
    told = relayed(request(("Cookie", f"a={value}b"), host="::1"))
    assert told[b"cookie"].decode("latin-1") == f"a={value}b"
    assert told[b"forwarded"].startswith(b'for="[::1]"')


def test_a_cookie_of_one_reader_is_never_sent_for_another(server: Server) -> None:
    one = Reader({b"cookie": b"planqa_session=an"}, VI)

    async def both() -> None:
        await server.conversations(one)
        with pytest.raises(Refusal) as refusal:
            await server.conversations(Reader({}, EN))
        assert refusal.value.signin
        assert str(refusal.value) == EN.signin_first

    anyio.run(both)
    assert [seen.headers.get("cookie") for seen in SEEN] == ["planqa_session=an", None]


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(server: Server) -> None:
    async def ask() -> Refusal:
        with pytest.raises(Refusal) as refusal:
            async for _ in server.stream(Reader({}, VI), "Hỏi?", [], {"year": 2031}):
                pass
        return refusal.value

    refusal = anyio.run(ask)
    assert json.loads(SEEN[0].content)["filters"] == {"year": 2031}
    told = refused(asked(Conversation(), "Hỏi?"), str(refusal), signin=refusal.signin)
    shown = shown_messages(told, VI)[-1]["content"]
    assert shown.endswith(f"[{VI.signin}](/login?next=%2Fui)")


def test_filters_are_sent_and_named_as_far_as_they_are_set() -> None:
    plan: dict[str, Any] = {
        "id": "d1", "name": "Kế hoạch 1", "number": "1/KH", "issuer": "UBND phường Đồng Sen",
        "kind": "kế hoạch", "years": [2026, 2030],
    }  # fmt: skip
    other: dict[str, Any] = {**plan, "id": "d2", "issuer": None, "kind": "báo cáo", "years": []}
    assert filters_of("", "", None, []) == {}  # pyright: ignore[reportArgumentType] - an empty choice
    chosen = ("UBND phường Đồng Sen", 2028, "kế hoạch", ["d1"])
    assert filters_of(*chosen) == {
        "issuer": chosen[0], "year": 2028, "kind": "kế hoạch", "document_ids": ["d1"],
    }  # fmt: skip
    assert fitting([plan, other], chosen) == [plan]
    assert fitting([plan, other], (None, None, "báo cáo", ())) == [other]
    assert fitting([plan, other], (None, 2031, None, ())) == []
    assert named([plan], chosen) == ["UBND phường Đồng Sen", "2028", "kế hoạch", "1/KH"]


def test_a_kept_conversation_goes_on_where_it_ended() -> None:
    choice = {"document_id": "d1", "title": "Kế hoạch 1", "question": "Hỏi kế hoạch 1?"}
    said = {"question": "Hỏi?", "status": "clarify", "answer": "**Văn** bản nào?"}
    one = {**said, "citations": [], "choices": [choice], "withheld": False}
    gone = {**one, "choices": [], "status": "not_found", "answer": "Ẩn.", "withheld": True}
    told = reopened({"id": "c1", "exchanges": [gone, one]})
    assert told.id == "c1"
    assert [offer.question for offer in told.offers] == ["Hỏi kế hoạch 1?"]
    assert told.last_answer is not None
    assert answer_text(told.last_answer, VI) == "Văn bản nào?"
    assert reopened({"id": "c1", "exchanges": [one, gone]}).last_answer is None
