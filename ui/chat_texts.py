"""What stands around the conversation: filters, history, judgements; in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChatTexts:
    """The words of one language."""

    theme: str
    shortcuts: str
    # filters
    filters: str
    filtering: str
    no_filters: str
    filter_hint: str
    filter_issuer: str
    filter_year: str
    filter_kind: str
    filter_documents: str
    filter_any: str
    # judging an answer
    helpful: str
    unhelpful: str
    why: str
    reasons: tuple[str, ...]
    comment: str
    send_judgement: str
    thanks: str
    # copying an answer
    copy: str
    copied: str
    not_copied: str
    sources: str
    # history
    history: str
    history_toggle: str
    history_empty: str
    history_kept: str
    history_off: str
    rename: str
    new_title: str
    delete: str
    delete_sure: str
    export: str
    more: str
    superseded: str


VI = ChatTexts(
    theme="Sáng / tối",
    shortcuts="Enter: hỏi · Shift+Enter: xuống dòng · Esc: dừng · Alt+Q: về ô câu hỏi · "
    "Alt+N: cuộc trò chuyện mới",
    filters="Lọc văn bản",
    filtering="Đang lọc {count} văn bản: {filters}",
    no_filters="Bỏ lọc",
    filter_hint="Chỉ trả lời từ những văn bản được chọn ở đây.",
    filter_issuer="Cơ quan ban hành",
    filter_year="Năm",
    filter_kind="Loại văn bản",
    filter_documents="Văn bản",
    filter_any="Tất cả",
    helpful="✓ Hữu ích",
    unhelpful="✗ Chưa đúng",
    why="Chưa đúng ở điểm nào?",
    reasons=("Sai nội dung", "Thiếu ý", "Sai văn bản", "Thừa, không đúng câu hỏi", "Lý do khác"),
    comment="Nói rõ thêm, hoặc câu trả lời đúng (không bắt buộc)",
    send_judgement="Gửi góp ý",
    thanks="Đã ghi nhận, cảm ơn bạn.",
    copy="Chép kèm trích dẫn",
    copied="Đã chép câu trả lời kèm trích dẫn.",
    not_copied="Trình duyệt không cho chép. Hãy chọn chữ rồi bấm Ctrl+C.",
    sources="Nguồn trích dẫn:",
    history="Lịch sử",
    history_toggle="Mở hoặc đóng lịch sử trò chuyện",
    history_empty="Chưa có cuộc trò chuyện nào.",
    history_kept="Chỉ mình bạn thấy. Giữ {days} ngày sau câu hỏi cuối.",
    history_off="Máy chủ này không lưu lịch sử trò chuyện.",
    rename="Đổi tên",
    new_title="Tên mới của cuộc trò chuyện",
    delete="Xoá",
    delete_sure="Xoá hẳn cuộc trò chuyện này?",
    export="Tải {format}",
    more="Việc khác với",
    superseded="Đã có bản mới hơn",
)

EN = ChatTexts(
    theme="Light / dark",
    shortcuts="Enter: ask · Shift+Enter: new line · Esc: stop · Alt+Q: question box · "
    "Alt+N: new conversation",
    filters="Filter documents",
    filtering="Filtering {count} documents: {filters}",
    no_filters="Clear filters",
    filter_hint="Answers come only from the documents chosen here.",
    filter_issuer="Issuing body",
    filter_year="Year",
    filter_kind="Kind of document",
    filter_documents="Documents",
    filter_any="All",
    helpful="✓ Helpful",
    unhelpful="✗ Not right",
    why="What is not right?",
    reasons=("Wrong content", "Incomplete", "Wrong document", "Beside the question", "Other"),
    comment="Say more, or give the right answer (optional)",
    send_judgement="Send",
    thanks="Recorded, thank you.",
    copy="Copy with citations",
    copied="The answer was copied with its citations.",
    not_copied="The browser does not allow copying. Select the text and press Ctrl+C.",
    sources="Sources:",
    history="History",
    history_toggle="Open or close the history",
    history_empty="No conversations yet.",
    history_kept="Only you see them. Kept for {days} days after the last question.",
    history_off="This server keeps no conversations.",
    rename="Rename",
    new_title="New title of the conversation",
    delete="Delete",
    delete_sure="Delete this conversation for good?",
    export="Download {format}",
    more="More for",
    superseded="A newer version exists",
)
