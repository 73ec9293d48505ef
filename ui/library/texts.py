"""Every sentence of the library page, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.texts import Language


@dataclass(frozen=True, slots=True)
class LibraryTexts:
    """The words of one language; mappings go from the API's own words."""

    tab: str
    # documents
    documents: str
    find: str
    find_placeholder: str
    every_state: str
    states: Mapping[str, str]
    counts: str
    columns: tuple[str, str, str, str, str]
    """Document, number, date, label, state."""
    none_found: str
    nothing_kept: str
    more: str
    refresh: str
    table: str
    # one document
    choose: str
    facts: Mapping[str, str]
    open_source: str
    quality: str
    quality_told: str
    quality_few: str
    needed: str
    outline: str
    outline_none: str
    versions: str
    this_one: str
    relations: str
    relation_kinds: Mapping[str, str]
    hidden: str
    withdrawn_note: str
    remove: str
    remove_sure: str
    restore: str
    # adding files
    add: str
    add_hint: str
    choose_files: str
    add_label: str
    label_by_rule: str
    send: str
    readers_may_not: str
    upload_words: Mapping[str, str]
    file_states: Mapping[str, str]
    jobs: str
    job_states: Mapping[str, str]
    no_jobs: str
    # trying the search
    trying: str
    trying_hint: str
    try_question: str
    try_placeholder: str
    try_it: str
    understood: str
    understood_keys: Mapping[str, str]
    considered: str
    passages: str
    passage_columns: tuple[str, str, str, str]
    """Passage, lexical, dense, hybrid."""
    decision: str
    statuses: Mapping[str, str]
    # usage
    usage: str
    days: str
    usage_told: str
    usage_none: str
    usage_partly: str
    usage_unshown: str
    chart: str
    table_of_days: str
    day: str
    most_asked: str
    unanswered: str
    unanswered_hint: str
    none_unanswered: str
    times: str


VI = LibraryTexts(
    tab="Thư viện",
    documents="Văn bản",
    find="Tìm văn bản",
    find_placeholder="Trích yếu, số, cơ quan, tên tệp…",
    every_state="Mọi trạng thái",
    states={
        "active": "Đang dùng",
        "quarantined": "Cách ly",
        "superseded": "Đã thay thế",
        "withdrawn": "Đã rút",
    },
    counts="{active} đang dùng · {quarantined} cách ly · {superseded} đã thay thế · "
    "{withdrawn} đã rút",
    columns=("Văn bản", "Số", "Ngày", "Nhãn", "Trạng thái"),
    none_found="Không có văn bản nào khớp. Hãy bớt từ khoá hoặc chọn trạng thái khác.",
    nothing_kept="Thư viện chưa có văn bản nào. Hãy nạp tệp ở thẻ «Nạp tệp».",
    more="Xem thêm",
    refresh="Tải lại",
    table="Danh sách văn bản",
    choose="Chọn một văn bản trong danh sách để xem chi tiết.",
    facts={
        "number": "Số",
        "kind": "Loại",
        "issuer": "Cơ quan",
        "place": "Địa danh",
        "issued_on": "Ngày ban hành",
        "period": "Giai đoạn",
        "years": "Năm",
        "signer": "Người ký",
        "signer_office": "Chức vụ",
        "label": "Nhãn",
        "source": "Tệp",
        "added_at": "Nạp lúc",
    },
    open_source="Mở văn bản gốc",
    quality="Chất lượng đọc",
    quality_told="{score} % · {words} từ · {valid} % từ đúng âm tiết · {split} % từ bị tách · "
    "{garbage} % ký tự rác",
    quality_few="{words} từ: quá ít để chấm điểm.",
    needed="Cần từ {needed} % để được đưa vào tìm kiếm.",
    outline="Đề mục",
    outline_none="Văn bản không có đề mục.",
    versions="Phiên bản",
    this_one="đang xem",
    relations="Quan hệ với văn bản khác",
    relation_kinds={
        "outgoing amends": "Sửa đổi, bổ sung",
        "incoming amends": "Được sửa đổi bởi",
        "outgoing replaces": "Thay thế",
        "incoming replaces": "Bị thay thế bởi",
        "outgoing repeals": "Bãi bỏ",
        "incoming repeals": "Bị bãi bỏ bởi",
        "outgoing issued_with": "Ban hành kèm theo",
        "incoming issued_with": "Kèm theo có",
        "outgoing draft_of": "Dự thảo của",
        "incoming draft_of": "Có dự thảo",
    },
    hidden="Nội dung ẩn, không đưa vào tìm kiếm",
    withdrawn_note="Văn bản đã rút khỏi tìm kiếm. Giữ đến {date}, sau đó bị xoá hẳn.",
    remove="Rút khỏi thư viện",
    remove_sure="Rút văn bản này khỏi tìm kiếm? Có thể phục hồi sau đó.",
    restore="Phục hồi",
    add="Nạp tệp",
    add_hint="Kéo tệp vào khung dưới đây hoặc bấm chọn. Nhận .docx, .pdf, .odt, .xlsx, .pptx, "
    ".html, .txt, .md, .doc, .rtf, ảnh quét, .zip…",
    choose_files="Chọn hoặc kéo tệp vào đây",
    add_label="Nhãn truy cập",
    label_by_rule="Theo quy tắc đã đặt",
    send="Nạp vào thư viện",
    readers_may_not="Cần vai trò editor để nạp tệp; vai trò của bạn là {role}.",
    upload_words={
        "sending": "đang gửi",
        "waiting": "đang chờ",
        "unreachable": "Không liên lạc được với máy chủ. Hãy thử lại.",
        "chosen": "Đã chọn {count} tệp",
    },
    file_states={
        "queued": "đang chờ",
        "reading": "đang đọc",
        "embedding": "đang lập chỉ mục",
        "waiting": "đang chờ",
        "added": "đã thêm",
        "updated": "đã cập nhật",
        "unchanged": "không đổi",
        "renamed": "đổi tên",
        "restored": "đã phục hồi",
        "withdrawn": "đã rút",
        "quarantined": "cách ly",
        "failed": "lỗi",
        "skipped": "bỏ qua",
        "opened": "đã mở",
    },
    jobs="Việc gần đây",
    job_states={
        "queued": "đang chờ",
        "running": "đang chạy",
        "done": "xong",
        "failed": "lỗi",
    },
    no_jobs="Chưa có việc nào.",
    trying="Thử tìm kiếm",
    trying_hint="Nhập một câu hỏi để xem planqa hiểu gì, xét văn bản nào và chấm điểm từng đoạn. "
    "Câu thử không tính vào số liệu sử dụng.",
    try_question="Câu hỏi thử",
    try_placeholder="Ví dụ: Quý III phường phải làm gì?",
    try_it="Thử",
    understood="Đã hiểu",
    understood_keys={
        "asks": "Hỏi về",
        "times": "Quý, tháng",
        "years": "Năm",
        "numbers": "Số văn bản",
        "places": "Điều, mục",
        "bodies": "Tên nhận ra",
        "unknown": "Tên không có",
        "mended": "Sửa chính tả",
        "glosses": "Hiểu là",
        "language": "Ngôn ngữ",
    },
    considered="Văn bản đã xét",
    passages="Đoạn tìm được",
    passage_columns=("Đoạn", "Từ ngữ", "Ngữ nghĩa", "Tổng hợp"),
    decision="Kết luận",
    statuses={
        "answered": "có câu trả lời",
        "not_found": "không tìm thấy",
        "clarify": "hỏi lại",
    },
    usage="Sử dụng",
    days="Số ngày",
    usage_told="**{questions}** câu hỏi · **{refused} %** không có câu trả lời",
    usage_none="Chưa có câu hỏi nào trong thời gian này.",
    usage_partly="Nhật ký chưa có, đã tắt hoặc quá dài; số liệu có thể thiếu.",
    usage_unshown="{count} câu hỏi về văn bản bạn không được xem: có đếm, không hiện.",
    chart="Số câu hỏi mỗi ngày",
    table_of_days="Xem bảng số liệu",
    day="Ngày",
    most_asked="Hỏi nhiều nhất",
    unanswered="Chưa trả lời được",
    unanswered_hint="Việc cần làm: nạp văn bản còn thiếu rồi hỏi lại; câu đã trả lời được sẽ tự "
    "rời danh sách.",
    none_unanswered="Không có câu nào.",
    times="lần",
)

EN = LibraryTexts(
    tab="Library",
    documents="Documents",
    find="Find documents",
    find_placeholder="Title, number, issuer, file name…",
    every_state="Any state",
    states={
        "active": "In use",
        "quarantined": "Quarantined",
        "superseded": "Superseded",
        "withdrawn": "Withdrawn",
    },
    counts="{active} in use · {quarantined} quarantined · {superseded} superseded · "
    "{withdrawn} withdrawn",
    columns=("Document", "Number", "Date", "Label", "State"),
    none_found="No document fits. Take words away or choose another state.",
    nothing_kept="The library holds no document yet. Add files under “Add files”.",
    more="Show more",
    refresh="Reload",
    table="List of documents",
    choose="Choose a document of the list to see more of it.",
    facts={
        "number": "Number",
        "kind": "Kind",
        "issuer": "Issuer",
        "place": "Place",
        "issued_on": "Issued on",
        "period": "Period",
        "years": "Years",
        "signer": "Signer",
        "signer_office": "Office",
        "label": "Label",
        "source": "File",
        "added_at": "Added",
    },
    open_source="Open the source",
    quality="How well it was read",
    quality_told="{score} % · {words} words · {valid} % possible words · {split} % torn words · "
    "{garbage} % garbage characters",
    quality_few="{words} words: too few to be judged.",
    needed="{needed} % are needed to be searched.",
    outline="Outline",
    outline_none="The document has no headings.",
    versions="Versions",
    this_one="shown here",
    relations="Relations to other documents",
    relation_kinds={
        "outgoing amends": "Amends",
        "incoming amends": "Amended by",
        "outgoing replaces": "Replaces",
        "incoming replaces": "Replaced by",
        "outgoing repeals": "Repeals",
        "incoming repeals": "Repealed by",
        "outgoing issued_with": "Issued with",
        "incoming issued_with": "Comes with",
        "outgoing draft_of": "Draft of",
        "incoming draft_of": "Has the draft",
    },
    hidden="Hidden content, not searched",
    withdrawn_note="The document is withdrawn from search. Kept until {date}, then gone for good.",
    remove="Withdraw from the library",
    remove_sure="Withdraw this document from search? It can be restored later.",
    restore="Restore",
    add="Add files",
    add_hint="Drag files onto the frame below or press it to choose. Takes .docx, .pdf, .odt, "
    ".xlsx, .pptx, .html, .txt, .md, .doc, .rtf, scans, .zip…",
    choose_files="Choose files or drag them here",
    add_label="Access label",
    label_by_rule="By the rules that are set",
    send="Add to the library",
    readers_may_not="Adding files needs the role editor; yours is {role}.",
    upload_words={
        "sending": "sending",
        "waiting": "waiting",
        "unreachable": "The server cannot be reached. Please try again.",
        "chosen": "{count} files chosen",
    },
    file_states={
        "queued": "waiting",
        "reading": "being read",
        "embedding": "being indexed",
        "waiting": "waiting",
        "added": "added",
        "updated": "updated",
        "unchanged": "unchanged",
        "renamed": "renamed",
        "restored": "restored",
        "withdrawn": "withdrawn",
        "quarantined": "quarantined",
        "failed": "failed",
        "skipped": "skipped",
        "opened": "opened",
    },
    jobs="Latest jobs",
    job_states={
        "queued": "waiting",
        "running": "running",
        "done": "done",
        "failed": "failed",
    },
    no_jobs="No jobs yet.",
    trying="Try the search",
    trying_hint="Enter a question to see what planqa understands, which documents it looks at and "
    "how each passage scores. Tries do not count as usage.",
    try_question="Question to try",
    try_placeholder="For example: What does Quarter III require?",
    try_it="Try",
    understood="Understood",
    understood_keys={
        "asks": "Asks for",
        "times": "Quarters, months",
        "years": "Years",
        "numbers": "Document numbers",
        "places": "Articles, sections",
        "bodies": "Names recognised",
        "unknown": "Names not known",
        "mended": "Spelling mended",
        "glosses": "Taken for",
        "language": "Language",
    },
    considered="Documents considered",
    passages="Passages found",
    passage_columns=("Passage", "Lexical", "Dense", "Hybrid"),
    decision="Decision",
    statuses={
        "answered": "answered",
        "not_found": "not found",
        "clarify": "asks back",
    },
    usage="Usage",
    days="Days",
    usage_told="**{questions}** questions · **{refused} %** without an answer",
    usage_none="No questions in this time.",
    usage_partly="The log is missing, switched off or too long; figures may be too low.",
    usage_unshown="{count} questions about documents that you may not see: counted, not shown.",
    chart="Questions a day",
    table_of_days="Show the figures",
    day="Day",
    most_asked="Most asked",
    unanswered="Unanswered",
    unanswered_hint="To do: add the missing documents and ask again; a question that has been "
    "answered leaves the list by itself.",
    none_unanswered="None.",
    times="times",
)

LIBRARY: dict[Language, LibraryTexts] = {"vi": VI, "en": EN}
