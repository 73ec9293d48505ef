"""Links between documents, over HTTP: in the detail, the viewer and answers."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from tests.served import document, serving, upload, wait_until_ready

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PLAN = "doi-suong-ke-hoach-chuyen-doi-so-2026.txt"
CHANGE = "doi-suong-quyet-dinh-sua-doi-2026.md"


def test_an_amended_plan_says_so_everywhere(tmp_path: Path) -> None:
    with TestClient(create_app(serving(tmp_path))) as client:
        wait_until_ready(client)
        upload(client, CHANGE, (SAMPLES / CHANGE).read_bytes())
        change = document(client, CHANGE)
        [early] = client.get(f"/v1/documents/{change['id']}").json()["relations"]
        assert (early["kind"], early["document_id"], early["name"]) == (
            "amends",
            None,
            "31/KH-UBND",
        )

        upload(client, PLAN, (SAMPLES / PLAN).read_bytes())
        plan = document(client, PLAN)
        [link] = client.get(f"/v1/documents/{plan['id']}").json()["relations"]
        assert (link["kind"], link["direction"]) == ("amends", "incoming")
        assert link["document_id"] == link["said_in"] == change["id"]
        text = client.get(f"/v1/documents/{change['id']}/text").json()["text"]
        assert text[link["start"] : link["end"]] == link["quote"]
        assert "sửa đổi, bổ sung Kế hoạch số 31/KH-UBND" in link["quote"]
        [back] = client.get(f"/v1/documents/{change['id']}").json()["relations"]
        assert (back["direction"], back["document_id"]) == ("outgoing", plan["id"])

        page = client.get(f"/view/{plan['id']}").text
        assert "đã được sửa đổi, bổ sung bởi" in page
        assert f"/view/{change['id']}?lang=vi&amp;start={link['start']}" in page
        assert "This document amends" in client.get(f"/view/{change['id']}?lang=en").text

        question = {"question": "Kế hoạch số 31/KH-UBND do ai ký?"}
        answer = client.post("/v1/ask", json=question).json()
        assert answer["status"] == "answered"
        last = answer["citations"][-1]
        assert f"Kế hoạch số 31/KH-UBND đã được sửa đổi, bổ sung. [{last['n']}]" in answer["answer"]
        assert (last["document_id"], last["quote"]) == (change["id"], link["quote"])
