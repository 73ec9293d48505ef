"""The pages for signing in and out (pure): a form, no script."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from ui.texts import Language

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #5b6570; --line: #8a949e;
  --act: #1f5fbf; --on: #fff; --bad: #a11212; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --paper: #15181c; --soft: #a9b3bd; --line: #77818b; --act: #8ab4f8;
    --on: #10151b; --bad: #ff9d9d; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 26rem; margin: 12vh auto 0; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; }
label { display: block; font-weight: 600; }
input { width: 100%; font: inherit; padding: .55rem .7rem; margin: .3rem 0 1rem;
  color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .4rem; }
button, .other { display: block; width: 100%; font: inherit; font-weight: 600; text-align: center;
  padding: .6rem; border: 0; border-radius: .4rem; background: var(--act); color: var(--on);
  text-decoration: none; cursor: pointer; }
.other { margin: 0 0 1.25rem; }
p { color: var(--soft); }
[role=alert] { color: var(--bad); font-weight: 600; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

_WORDS: dict[Language, dict[str, str]] = {
    "vi": {
        "title": "Đăng nhập planqa",
        "key": "Khoá truy cập",
        "hint": "Khoá do người quản trị cấp, bắt đầu bằng pq_.",
        "go": "Đăng nhập",
        "directory": "Đăng nhập bằng tài khoản cơ quan",
        "wrong": "Khoá không đúng hoặc đã bị thu hồi.",
        "refused": "Tài khoản này chưa được cấp quyền. Hãy hỏi người quản trị.",
        "failed": "Chưa đăng nhập được bằng tài khoản cơ quan. Hãy thử lại.",
        "leave": "Đăng xuất",
        "leaving": "Đăng xuất khỏi planqa trên trình duyệt này?",
    },
    "en": {
        "title": "Sign in to planqa",
        "key": "Access key",
        "hint": "The administrator gives you the key; it begins with pq_.",
        "go": "Sign in",
        "directory": "Sign in with the organisation's account",
        "wrong": "The key is wrong or was revoked.",
        "refused": "This account has no access yet. Ask the administrator.",
        "failed": "Signing in with the organisation's account failed. Try again.",
        "leave": "Sign out",
        "leaving": "Sign out of planqa in this browser?",
    },
}


def render_signin(
    language: Language, *, target: str, directory: bool, trouble: str | None = None
) -> str:
    """Return the page with the form for a key.

    `target` is where to go afterwards, `directory` tells that accounts can be used too, `trouble`
    ("wrong", "refused", "failed") what went wrong before.
    """
    words = _WORDS[language]
    alert = f'<p role="alert">{escape(words[trouble])}</p>' if trouble else ""
    other = (
        f'<a class="other" href="/login/oidc?next={escape(target)}">'
        f"{escape(words['directory'])}</a>"
        if directory
        else ""
    )
    body = (
        f"{alert}{other}"
        '<form method="post" action="/login">'
        f'<input type="hidden" name="next" value="{escape(target)}">'
        f'<label for="key">{escape(words["key"])}</label>'
        '<input id="key" name="key" type="password" autocomplete="current-password" required '
        'aria-describedby="hint">'
        f'<button>{escape(words["go"])}</button></form><p id="hint">{escape(words["hint"])}</p>'
    )
    return _page(language, words["title"], body)


def render_signout(language: Language) -> str:
    """Return the page that asks before it signs out: a link alone must not do it."""
    words = _WORDS[language]
    body = (
        f"<p>{escape(words['leaving'])}</p>"
        f'<form method="post" action="/logout"><button>{escape(words["leave"])}</button></form>'
    )
    return _page(language, words["leave"], body)


def _page(language: Language, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
