"""Every sentence that the page and the viewer show, in Vietnamese and English, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ui import chat_texts
from ui.chat_texts import ChatTexts

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language."""

    language: Language
    chat: ChatTexts
    title: str
    subtitle: str
    ask_label: str
    ask_placeholder: str
    send: str
    stop: str
    stopped: str
    clear: str
    empty_chat: str
    examples: str
    citations: str
    no_citations: str
    citations_hint: str
    source_panel: str
    source_empty: str
    new_tab: str
    page: str
    which_document: str
    try_instead: str
    failed: str
    unreachable: str
    not_ready: str
    signin: str
    signin_first: str
    too_long: str
    # checking a text
    ask_tab: str
    check_tab: str
    check_hint: str
    check_placeholder: str
    check: str
    check_empty: str
    check_counts: str
    found: Mapping[str, str]
    """By status: "supported", "contradicted", "not_found"."""
    said: str
    stated: str
    # settings
    settings_tab: str
    llm_hint: str
    llm_none: str
    llm_set: str
    llm_chosen: str
    llm_found: str
    llm_not_found: str
    llm_elsewhere: str
    llm_on: str
    llm_off: str
    llm_look: str
    # viewer
    number: str
    issuer: str
    issued_on: str
    signer: str
    file: str
    quote_span: str
    superseded: str
    open_newer: str
    shortened: str
    open_whole: str
    cannot_show: str
    show_text: str
    show_page: str
    page_picture: str
    to_quote: str
    relations: Mapping[str, str]
    """By direction and kind: "incoming.amends" is said of a document that another one amends."""
    # starting page
    starting: str
    loading: str
    loading_steps: Mapping[str, str]
    # example questions, filled from the library's own documents
    ask_quarter: str
    ask_targets: str
    ask_goal: str
    ask_purpose: str
    ask_signer: str


VI = Texts(
    language="vi",
    chat=chat_texts.VI,
    title="Hỏi đáp văn bản kế hoạch",
    subtitle="Mỗi ý trả lời đều kèm trích dẫn nguyên văn; bấm vào trích dẫn để xem văn bản gốc.",
    ask_label="Câu hỏi",
    ask_placeholder="Ví dụ: Quý III phải làm gì?",
    send="Hỏi",
    stop="Dừng",
    stopped="Đã dừng theo yêu cầu.",
    clear="Cuộc trò chuyện mới",
    empty_chat="Hãy hỏi về các văn bản trong thư viện.",
    examples="Câu hỏi gợi ý từ thư viện",
    citations="Trích dẫn",
    no_citations="Chưa có trích dẫn.",
    citations_hint="Trích dẫn của câu trả lời sẽ hiện ở đây.",
    source_panel="Văn bản gốc",
    source_empty="Bấm vào một trích dẫn để xem văn bản gốc.",
    new_tab="Mở trong thẻ mới",
    page="trang",
    which_document="Chọn văn bản",
    try_instead="Có thể hỏi",
    failed="Không trả lời được",
    unreachable="Không kết nối được máy chủ planqa. Hãy thử lại sau ít giây.",
    not_ready="Hệ thống đang khởi động, hãy hỏi lại sau ít giây.",
    signin="Đăng nhập",
    signin_first="Hãy đăng nhập để hỏi.",
    too_long="Câu hỏi trống hoặc quá dài.",
    ask_tab="Hỏi đáp",
    check_tab="Kiểm tra",
    check_hint="Dán một bài phát biểu, báo cáo hay câu trả lời của công cụ khác: từng câu được đối "
    "chiếu với các văn bản trong thư viện.",
    check_placeholder="Dán văn bản cần kiểm tra vào đây.",
    check="Kiểm tra",
    check_empty="Không có câu nào để kiểm tra.",
    check_counts="{supported} câu có căn cứ · {contradicted} câu trái với văn bản · "
    "{not_found} câu không thấy căn cứ",
    found={
        "supported": "Có căn cứ",
        "contradicted": "Trái với văn bản",
        "not_found": "Không thấy căn cứ",
    },
    said="Viết",
    stated="Văn bản gốc",
    settings_tab="Cài đặt",
    llm_hint="### Mô hình ngôn ngữ\nCâu trả lời luôn ghép từ nguyên văn trích dẫn. Bật một mô hình "
    "thì nó viết lại cho liền mạch, từng câu được đối chiếu với trích dẫn trước khi hiện. Câu hỏi "
    "và các đoạn trích được gửi tới máy chủ mô hình đã bật; không mô hình nào tự bật.",
    llm_none="**Đang dùng:** không có mô hình ngôn ngữ.",
    llm_set="**Đang dùng:** {setting} (theo cấu hình PLANQA_LLM).",
    llm_chosen="**Đang dùng:** {model} tại {url}, được bật trên trang này; giữ nguyên khi khởi "
    "động lại.",
    llm_found="Thấy trên máy này:",
    llm_not_found="Không thấy máy chủ mô hình nào khác trên máy này (Ollama, vLLM, llama.cpp, "
    "LM Studio, LiteLLM ở cổng thường dùng).",
    llm_elsewhere="Chỉ người dùng ngay trên máy chạy planqa (địa chỉ 127.0.0.1) đổi được cài đặt.",
    llm_on="Bật {model} ({url})",
    llm_off="Tắt mô hình đã bật",
    llm_look="Tìm lại",
    number="Số",
    issuer="Cơ quan ban hành",
    issued_on="Ngày",
    signer="Người ký",
    file="Tệp",
    quote_span="Vị trí trích dẫn",
    superseded="Văn bản này đã được thay bằng bản mới hơn.",
    open_newer="Mở bản mới",
    shortened="Văn bản rất dài: chỉ hiện phần quanh trích dẫn.",
    open_whole="Toàn văn",
    cannot_show="Không hiển thị được văn bản",
    show_text="Xem bản chữ",
    show_page="Xem ảnh trang",
    page_picture="Ảnh trang {page}",
    to_quote="Đến đoạn trích",
    relations={
        "incoming.amends": "Văn bản này đã được sửa đổi, bổ sung bởi",
        "incoming.replaces": "Văn bản này đã được thay thế bởi",
        "incoming.repeals": "Văn bản này đã bị bãi bỏ bởi",
        "outgoing.draft_of": "Đây là dự thảo; bản chính thức:",
        "outgoing.amends": "Văn bản này sửa đổi, bổ sung",
        "outgoing.replaces": "Văn bản này thay thế",
        "outgoing.repeals": "Văn bản này bãi bỏ",
        "outgoing.issued_with": "Ban hành kèm theo",
    },
    starting="planqa đang khởi động",
    loading="Đang nạp",
    loading_steps={
        "library": "thư viện",
        "model": "mô hình",
        "indexes": "chỉ mục",
        "ingest": "tài liệu",
        "page": "trang hỏi đáp",
    },
    ask_quarter="Quý {quarter} năm {year} {who} phải làm gì?",
    ask_targets="{name} đặt ra những chỉ tiêu gì?",
    ask_goal="Mục tiêu của {name} là gì?",
    ask_purpose="Mục đích của {name} là gì?",
    ask_signer="Ai ký {name}?",
)

EN = Texts(
    language="en",
    chat=chat_texts.EN,
    title="Plan documents: questions and answers",
    subtitle="Every statement carries a word-for-word citation; click one to see it in the source.",
    ask_label="Question",
    ask_placeholder="For example: What does Quarter III require?",
    send="Ask",
    stop="Stop",
    stopped="Stopped as you asked.",
    clear="New conversation",
    empty_chat="Ask about the documents in the library.",
    examples="Questions suggested by the library",
    citations="Citations",
    no_citations="No citations yet.",
    citations_hint="The citations of the answer will appear here.",
    source_panel="Source",
    source_empty="Click a citation to see the source.",
    new_tab="Open in a new tab",
    page="page",
    which_document="Choose a document",
    try_instead="You could ask",
    failed="No answer could be given",
    unreachable="The planqa server cannot be reached. Try again in a few seconds.",
    not_ready="The system is still starting, ask again in a few seconds.",
    signin="Sign in",
    signin_first="Sign in to ask.",
    too_long="The question is empty or too long.",
    ask_tab="Ask",
    check_tab="Check a text",
    check_hint="Paste a speech, a report or another tool's answer: each sentence is held against "
    "the documents in the library.",
    check_placeholder="Paste the text to be checked here.",
    check="Check",
    check_empty="There is no sentence to check.",
    check_counts="{supported} supported · {contradicted} contradicted · {not_found} not found",
    found={
        "supported": "Supported",
        "contradicted": "Contradicted",
        "not_found": "Not found",
    },
    said="Written",
    stated="Source",
    settings_tab="Settings",
    llm_hint="### Language model\nAnswers are always composed of word-for-word quotes. A model "
    "that is switched on puts them into prose; each sentence is held against its quotes before it "
    "is shown. Question and quotes are sent to that model's server; none switches itself on.",
    llm_none="**In use:** no language model.",
    llm_set="**In use:** {setting} (set by PLANQA_LLM).",
    llm_chosen="**In use:** {model} at {url}, switched on here, also after a restart.",
    llm_found="Found on this machine:",
    llm_not_found="No other model server was found on this machine (Ollama, vLLM, llama.cpp, "
    "LM Studio, LiteLLM at their usual ports).",
    llm_elsewhere="Only who uses the machine that planqa runs on (127.0.0.1) may change it.",
    llm_on="Switch on {model} ({url})",
    llm_off="Switch the chosen model off",
    llm_look="Look again",
    number="Number",
    issuer="Issuing body",
    issued_on="Date",
    signer="Signed by",
    file="File",
    quote_span="Position of the quote",
    superseded="A newer version has replaced this document.",
    open_newer="Open the newer version",
    shortened="This document is very long: only the part around the quote is shown.",
    open_whole="Whole text",
    cannot_show="The document cannot be shown",
    show_text="Show the text",
    show_page="Show the page",
    page_picture="Picture of page {page}",
    to_quote="Go to the quote",
    relations={
        "incoming.amends": "This document has been amended by",
        "incoming.replaces": "This document has been replaced by",
        "incoming.repeals": "This document has been repealed by",
        "outgoing.draft_of": "This is a draft; the final version:",
        "outgoing.amends": "This document amends",
        "outgoing.replaces": "This document replaces",
        "outgoing.repeals": "This document repeals",
        "outgoing.issued_with": "Issued with",
    },
    starting="planqa is starting (đang khởi động)",
    loading="Loading",
    loading_steps={
        "library": "library",
        "model": "model",
        "indexes": "indexes",
        "ingest": "documents",
        "page": "chat page",
    },
    ask_quarter="What must {who} do in Quarter {quarter} of {year}?",
    ask_targets="What targets does {name} set?",
    ask_goal="What is the aim of {name}?",
    ask_purpose="What is the purpose of {name}?",
    ask_signer="Who signed {name}?",
)

TEXTS: Mapping[Language, Texts] = {"vi": VI, "en": EN}
