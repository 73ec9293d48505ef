"""Every sentence that planqa itself says in an answer, Vietnamese and English, in one place."""

from __future__ import annotations

from typing import Literal

Language = Literal["vi", "en"]

_TEXTS: dict[str, tuple[str, str]] = {
    "not_found": (
        "Không tìm thấy thông tin này trong các tài liệu.",
        "This is not in the documents.",
    ),
    "unknown_body": (
        "Không có tài liệu nào của «{names}» trong kho tài liệu.",
        "No document in the library is from “{names}”.",
    ),
    "unknown_number": (
        "Văn bản số {number} không có và không được nhắc đến trong các tài liệu.",
        "Document {number} is neither in the library nor mentioned in it.",
    ),
    "unknown_quarter": (
        "Một năm chỉ có bốn quý, không có quý {quarter}.",
        "A year has four quarters, there is no Quarter {quarter}.",
    ),
    "unknown_month": (
        "Một năm chỉ có 12 tháng, không có tháng {month}.",
        "A year has 12 months, there is no month {month}.",
    ),
    "unknown_day": ("Không có ngày {day}.", "There is no such day as {day}."),
    "unknown_time": (
        "Các tài liệu được hỏi không có nội dung này cho {times}.",
        "The documents asked about do not cover this for {times}.",
    ),
    "unknown_place": (
        "Các tài liệu được hỏi không có «{place}».",
        "The documents asked about have no “{place}”.",
    ),
    "quarter": ("quý {quarter}", "Quarter {quarter}"),
    "year": ("năm {year}", "{year}"),
    "unknown_year": (
        "Các tài liệu được hỏi không có nội dung này cho năm {years}.",
        "The documents asked about do not cover this for {years}.",
    ),
    "blank": (
        "Văn bản để trống hoặc không ghi thông tin này: {what}.",
        "The document leaves this blank or does not state it: {what}.",
    ),
    "not_signer": (
        "Tài liệu không nêu tên người giữ chức vụ được hỏi.",
        "The documents do not name the holder of this office.",
    ),
    "empty_library": (
        "Kho tài liệu đang trống. Hãy thêm tài liệu bằng `planqa ingest THƯ_MỤC`.",
        "The library is empty. Add documents with `planqa ingest FOLDER`.",
    ),
    "clarify": (
        "Có nhiều tài liệu trả lời được câu hỏi này. Bạn muốn hỏi tài liệu nào?",
        "Several documents could answer this. Which one do you mean?",
    ),
    "nearest": (
        "Tài liệu gần nhất: {titles}.",
        "Nearest documents: {titles}.",
    ),
    "hidden_characters": (
        "{count} ký tự không nhìn thấy",
        "{count} characters that cannot be seen",
    ),
    "hidden_text": ("chữ ẩn ({count} ký tự)", "hidden text ({count} characters)"),
    "hidden_cells": ("{count} ô ở hàng, cột ẩn", "{count} cells in hidden rows or columns"),
    "hidden_sheets": ("{count} trang tính ẩn", "{count} hidden sheets"),
    "hidden_slides": ("{count} trang chiếu ẩn", "{count} hidden slides"),
    "hidden_page": (" ở trang {page}, không đưa vào tìm kiếm.", " on page {page}, left out."),
    "hidden_file": (" trong tệp, không đưa vào tìm kiếm.", " in the file, left out."),
    "amends": ("Lưu ý: {name} đã được sửa đổi, bổ sung.", "Note: {name} has been amended."),
    "replaces": ("Lưu ý: {name} đã được thay thế.", "Note: {name} has been replaced."),
    "repeals": ("Lưu ý: {name} đã bị bãi bỏ.", "Note: {name} has been repealed."),
    "cited_document": ("văn bản được trích dẫn", "the cited document"),
    "answer_withheld": (
        "Câu trả lời này dẫn văn bản không còn trong thư viện hoặc bạn không còn được xem.",
        "This answer rests on documents that are gone from the library or that you may not see.",
    ),
    "history_off": (
        "Máy chủ này không lưu lịch sử trò chuyện (history_days = 0).",
        "This server keeps no conversations (history_days = 0).",
    ),
    "export_question": ("Câu hỏi", "Question"),
    "export_sources": ("Nguồn trích dẫn", "Sources"),
    "export_page": ("trang {page}", "page {page}"),
    "export_superseded": ("đã có bản mới hơn", "a newer version exists"),
    "llm_failed": (
        "Mô hình ngôn ngữ không trả lời được; câu trả lời ghép từ nguyên văn trích dẫn.",
        "The language model could not answer; the answer is composed of the quotes.",
    ),
    "llm_budget": (
        "Phần trích dẫn dài hơn mức mô hình ngôn ngữ được nhận; câu trả lời là nguyên văn.",
        "The quotes are longer than the language model may be given; they are the answer.",
    ),
    "restated": (
        "Câu hỏi được hiểu là: «{question}»",
        "The question was taken to mean: “{question}”",
    ),
    "issued_on": ("ngày ban hành", "date of issue"),
    "number": ("số, ký hiệu", "document number"),
    "signer": ("người ký", "signer"),
    "recipients": ("nơi nhận", "recipients"),
    "suggest_about": ("{title} nói về những nội dung gì?", "What is {title} about?"),
    "greeting": (
        "Chào bạn! Tôi trả lời câu hỏi về các văn bản trong kho, mỗi ý kèm trích dẫn nguyên văn. "
        "Bạn có thể bắt đầu bằng một câu gợi ý dưới đây.",
        "Hello! I answer questions about the documents in the library, each statement with a "
        "word-for-word citation. You could begin with one of the questions below.",
    ),
    "thanks": (
        "Rất vui được giúp bạn. Bạn cứ hỏi tiếp khi cần.",
        "You are welcome. Ask again whenever you like.",
    ),
    "ability": (
        "Tôi tìm câu trả lời trong các văn bản của kho và trích nguyên văn: việc phải làm theo "
        "quý, chỉ tiêu, thời hạn, ai chủ trì, ai ký, số và ngày ban hành, tóm tắt một văn bản. "
        "Tôi không trả lời điều mà văn bản không nêu. Ví dụ bạn có thể hỏi các câu dưới đây.",
        "I look for answers in the documents of the library and quote them: tasks of a quarter, "
        "targets, deadlines, who leads, who signed, number and date, the summary of a document. "
        "What the documents do not say I do not answer. The questions below are examples.",
    ),
    "identity": (
        "Tôi là planqa, trợ lý hỏi đáp văn bản: câu trả lời của tôi ghép từ chính câu chữ của các "
        "văn bản trong kho, có trích dẫn để kiểm tra. Bạn có thể hỏi như các câu dưới đây.",
        "I am planqa, an assistant for documents: my answers are made of the words of the "
        "library's own documents, with citations to check them by. Try the questions below.",
    ),
    "farewell": ("Chào tạm biệt, hẹn gặp lại bạn!", "Goodbye, see you again!"),
    "ask_quarter": (
        "Quý {quarter} năm {year} {who} phải làm gì?",
        "What must {who} do in Quarter {quarter} of {year}?",
    ),
    "ask_targets": ("{name} đặt ra những chỉ tiêu gì?", "What targets does {name} set?"),
    "ask_summary": ("Tóm tắt {name}", "Summarise {name}"),
    "ask_signer": ("Ai ký {name}?", "Who signed {name}?"),
    "clarify_summary": (
        "Bạn muốn tóm tắt văn bản nào?",
        "Which document should be summarised?",
    ),
    "count_items": ("Có {count} nội dung:", "{count} items:"),
    "count_recipients": ("Có {count} nơi nhận:", "{count} recipients:"),
    "count_parts": ("Có {count} phần:", "{count} parts:"),
    "label_signer": ("Ký: ", "Signer: "),
    "label_number": ("Số: ", "Number: "),
    "label_issued_on": ("Ban hành: ", "Date of issue: "),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return one sentence in one language, its blanks filled in."""
    vi, en = _TEXTS[key]
    return (en if language == "en" else vi).format(**values)
