"""The OpenAPI document is exact, and the page made from it stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from api.app import create_app
from api.examples import EXAMPLES
from api.openapi import TAGS, operations
from api.problems import MEDIA_TYPE
from planqa import Client
from scripts.check_api import check
from tests.served import OTHER, PLAN, listening, serving

SECONDS = 15
"""The slice of schemathesis that runs with every test; `make schemathesis` runs ten minutes."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(serving(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("served")
    with listening(home) as url, httpx.Client(base_url=url, trust_env=False) as opened:
        with Client(url) as uploading:
            uploading.wait(uploading.upload(("a.txt", PLAN.encode()), ("b.txt", OTHER.encode())))
        yield opened


def test_every_operation_is_named_described_and_under_a_tag(document: dict[str, Any]) -> None:
    found = [operation for _, _, operation in operations(document)]
    names = [operation["operationId"] for operation in found]
    assert len(set(names)) == len(names) >= 25
    known = {tag for tag, _ in TAGS}
    for operation in found:
        assert operation["summary"]
        assert "Raises:" not in operation["description"]
        assert set(operation["tags"]) <= known
        assert operation["tags"]


def test_every_refusal_is_a_problem(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for status, response in operation["responses"].items():
            assert response["description"], (path, method, status)
            assert "X-Request-ID" in response["headers"]
            if int(status) >= 400:
                schema = response["content"][MEDIA_TYPE]["schema"]
                assert schema == {"$ref": "#/components/schemas/ProblemOut"}, (path, status)
        assert "500" in operation["responses"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_success_tells_its_shape(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        good = [one for status, one in operation["responses"].items() if status[:2] == "20"]
        assert good
        for response in good:
            kinds = response.get("content", {})
            assert kinds or "204" in operation["responses"], (path, method)
            for content in kinds.values():
                schema = content.get("schema") or content["itemSchema"]
                assert schema != {}, (path, method)


def test_every_json_that_is_sent_has_an_example(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]
    sent = [
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in operations(document)
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    ]
    assert EXAMPLES.keys() == {*sent, "ProblemOut"}
    for name in sent:
        (example,) = shapes[name]["examples"]
        assert (
            set(shapes[name].get("required", ())) <= set(example) <= set(shapes[name]["properties"])
        )


def routes(items: list[BaseRoute]) -> Iterator[APIRoute]:
    for route in items:
        if isinstance(route, APIRoute):
            yield route
        original = getattr(route, "original_router", None)
        if original is not None:
            yield from routes(original.routes)


def test_every_route_under_v1_is_in_the_document(app: FastAPI, document: dict[str, Any]) -> None:
    served = {
        (route.path, method.lower())
        for route in routes(app.routes)
        for method in route.methods or ()
    }
    assert served
    described = {(path, method) for path, method, _ in operations(document)}
    assert {pair for pair in served if pair[0].startswith("/v1")} <= described


def test_the_page_shows_every_operation_without_script_or_foreign_address(
    client: httpx.Client,
) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    document = client.get("/openapi.json").json()
    for path, _, operation in operations(document):
        assert f'id="{operation["operationId"]}"' in page.text
        assert path in page.text
    assert "<script" not in page.text
    assert re.findall(r'(?:src|href)="(?!#|/)[^"]*"', page.text) == []
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    anchors = set(re.findall(r'href="#([^"]+)"', page.text))
    assert anchors <= set(re.findall(r'id="([^"]+)"', page.text))


def test_a_wrong_method_names_all_that_the_path_takes(client: httpx.Client) -> None:
    response = client.put("/v1/documents")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.slow
def test_replies_are_what_the_document_says(client: httpx.Client) -> None:
    done = check(str(client.base_url), SECONDS)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    tested = re.search(r"(\d+) generated", done.stdout)
    assert tested, done.stdout
    assert int(tested[1]) > 100
