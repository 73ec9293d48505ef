"""Examples in the OpenAPI document, by the name of the shape; their wards are those of samples/."""

from __future__ import annotations

from collections.abc import Mapping

QUESTION = "Quý III năm 2026 phường Mây Hạ phải làm gì?"

EXAMPLES: Mapping[str, object] = {
    "AskIn": {
        "question": QUESTION,
        "filters": {"year": 2026, "issuer": "Ủy ban nhân dân phường Mây Hạ"},
    },
    "VerifyIn": {"text": "Phường Mây Hạ trồng mới ít nhất 500 cây xanh."},
    "FeedbackIn": {
        "question": QUESTION,
        "answer": "Có 5 nội dung …",
        "helpful": False,
        "reason": "Thiếu mục đ)",
    },
    "EvaluationIn": {
        "suite": "cau-hoi-phuong",
        "questions": 120,
        "figures": {"accuracy": 0.95, "cite_recall": 0.98, "refusal": 0.9, "p95_s": 0.4},
        "version": "0.1.0",
    },
    "ExchangeIn": {
        "question": QUESTION,
        "status": "not_found",
        "answer": "Không tìm thấy thông tin này trong các tài liệu.",
    },
    "TitleIn": {"title": "Thi đua quý III"},
    "ChatIn": {"model": "planqa", "messages": [{"role": "user", "content": QUESTION}]},
    "VisitorIn": {},
    "MetadataIn": {"number": "57/KH-UBND", "issued_on": "2026-02-05", "years": [2026]},
    "LabelIn": {"label": "noi-bo"},
    "LlmIn": {"url": "http://127.0.0.1:11434/v1", "model": "qwen3"},
    "PathsIn": {"paths": ["/srv/van-ban/2026"]},
    "FolderIn": {"folder": "/srv/van-ban/2026"},
    "ProblemOut": {
        "type": "urn:planqa:problem:bad-input",
        "title": "Dữ liệu gửi lên không dùng được / Unusable input",
        "status": 422,
        "detail": "Câu hỏi trống. Hãy nhập câu hỏi. / The question is empty. Enter a question.",
        "detail_vi": "Câu hỏi trống. Hãy nhập câu hỏi.",
        "detail_en": "The question is empty. Enter a question.",
        "instance": "urn:planqa:request:0f8fad5bd9cb469fa16570867728950e",
    },
}
