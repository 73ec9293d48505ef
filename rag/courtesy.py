"""Greetings, thanks and questions about planqa itself, told from questions to the documents (pure).

Something is small talk only if nothing else is said: every word must belong to one of the phrases
or address somebody. "Chào mừng đại hội thì làm gì?" and "Cảm ơn, còn quý IV?" are questions.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.vietnamese import WORD, fold, has_accents, nfc

Courtesy = Literal["ability", "identity", "thanks", "farewell", "greeting"]

_YOU = r"(?:ban|may|em|anh|chi|bot|chatbot|planqa|he thong|ung dung|phan mem|tro ly(?: ao)?|no)"
_PHRASES: dict[Courtesy, str] = {
    "ability": rf"{_YOU} (?:nay )?(?:co the |biet )*(?:lam|giup|ho tro|tra loi)(?: duoc| duoc cho)?"
    r"(?: cho)?(?: toi| minh| em)?(?: duoc)?(?: nhung| cac)?"
    r" (?:gi|viec gi|nhung gi|dieu gi|cau hoi gi|cau hoi nao|loai cau hoi nao)(?: duoc)?"
    r"(?: cho (?:toi|minh|em))?"
    rf"|{_YOU} co (?:nhung )?(?:chuc nang|kha nang) (?:gi|nao)"
    r"|(?:toi |minh |em )?(?:co the |nen |phai )?hoi (?:ban )?(?:duoc )?(?:nhung )?(?:gi|cai gi)"
    r"(?: duoc)?"
    r"|(?:toi |minh )?(?:co the |nen |phai )?hoi (?:ban )?(?:nhu )?the nao"
    r"|(?:huong dan |cach )(?:su dung|dung)|(?:su dung|dung) (?:nhu )?the nao"
    r"|tro giup|giup toi(?: voi)?"
    r"|what (?:can|do) you (?:do|know|help (?:me )?with)|what can i ask(?: you)?|help(?: me)?"
    r"|how (?:do|can) i use (?:this|it|you|planqa)|how does (?:this|it|planqa) work"
    r"|can you help me",
    "identity": rf"(?:{_YOU}|day|cai nay) la (?:ai|gi|cai gi|ung dung gi|phan mem gi|he thong gi)"
    rf"|{_YOU} ten (?:la )?gi|ten (?:cua )?{_YOU} la gi|ai (?:tao ra|lam ra|viet ra) {_YOU}"
    r"|who are you|what are you|what(?: is|s) your name|what is (?:planqa|this)"
    r"|who (?:made|built) you",
    "thanks": r"(?:xin )?(?:cam on|cam ta|da ta)|thks|tks|thx"
    r"|thank(?:s| you)(?: so much| very much| a lot)?",
    "farewell": r"(?:chao )?tam biet|bye(?: bye)?|goodbye|good bye|good night"
    r"|see you(?: later| again)?|hen gap lai|chuc ngu ngon|chuc (?:mot )?ngay (?:tot lanh|vui ve)",
    "greeting": r"(?:xin )?(?:kinh )?chao(?: buoi (?:sang|trua|chieu|toi))?|alo+|hello+|hi+|hey"
    r"|good (?:morning|afternoon|evening)|how are you|(?:ban )?co khoe khong",
}
_ADDRESS = (
    "ban anh chi em ad admin bot chatbot planqa co chu bac moi nguoi ca nha cac oi a nhe nha nhieu"
    " rat lam qua roi minh toi xin vang da ok oke okay the la day dong chi tro ly he thong gium"
    " giup voi so very much there you please tot hay vi nay va and"
)
_FILL = rf"(?:(?:{'|'.join(sorted(_ADDRESS.split(), key=len, reverse=True))}) )*"
_WHOLE = re.compile(rf"{_FILL}(?:(?:{'|'.join(_PHRASES.values())}) {_FILL})+")
_EACH: dict[Courtesy, re.Pattern[str]] = {
    kind: re.compile(rf"\b(?:{phrase}) ") for kind, phrase in _PHRASES.items()
}
_ENGLISH = re.compile(
    r"\b(?:hello+|hi+|hey|bye|goodbye|good|thank\w*|thks|thx|what|who|how|help|see|can you)\b"
)


def courtesy(text: str) -> Courtesy | None:
    """Return which courtesy a text is, None where it says anything else as well."""
    said = _spoken(text)
    if not _WHOLE.fullmatch(said):
        return None
    for kind, phrase in _EACH.items():
        if phrase.search(said):
            return kind
    return None


def in_english(text: str) -> bool:
    """Tell an English courtesy from a Vietnamese one; three words are too few for is_english."""
    return _ENGLISH.search(_spoken(text)) is not None


def _spoken(text: str) -> str:
    words = WORD.findall(nfc(text).replace("'", "").replace("’", ""))
    # With accents elsewhere, "ban" is a board (Ban Tổ chức), not "bạn".
    board = "ban" if has_accents(text) else ""
    return "".join("… " if word.lower() == board else f"{fold(word)} " for word in words)
