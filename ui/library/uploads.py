"""The form that takes files, and the list of background jobs (pure).

The browser sends the files to the API itself: they never lie in the page's own cache.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from ui.cards import html_text
from ui.library.listing import shown_moment
from ui.library.wording import LibraryTexts
from ui.texts import Language

MAY_ADD = ("editor", "admin")


def upload_script() -> str:
    """Return the script of the form."""
    return files("ui.library").joinpath("upload.js").read_text(encoding="utf-8")


def render_form(me: Mapping[str, Any], words: LibraryTexts, language: Language) -> str:
    """Return the form for the caller of GET /v1/me, or why there is none."""
    if me["role"] not in MAY_ADD:
        told = words.readers_may_not.format(role=me["role"])
        return f'<p class="planqa-hint">{html_text(told)}</p>'
    labels = "".join(
        f'<option value="{html_text(label)}">{html_text(words.label(label))}</option>'
        for label in me["labels"]
    )
    told = json.dumps(
        {
            **words.upload_words,
            "language": language,
            "states": words.file_states,
        },
        ensure_ascii=False,
    )
    return (
        f'<form class="planqa-upload" data-words="{html_text(told)}">'
        f"<p>{html_text(words.add_hint)}</p>"
        f'<label class="drop"><span>{html_text(words.choose_files)}</span>'
        '<input type="file" name="files" multiple></label>'
        f'<div class="row"><label>{html_text(words.add_label)} '
        f'<select name="label"><option value="">{html_text(words.label_by_rule)}</option>'
        f'{labels}</select></label><button type="submit" disabled>{html_text(words.send)}</button>'
        '</div><ul class="progress" role="status"></ul></form>'
    )


def render_jobs(jobs: Sequence[Mapping[str, Any]], words: LibraryTexts, language: Language) -> str:
    """Return the items of GET /v1/jobs as a list, each with its files folded in."""
    heading = f"<h4>{html_text(words.jobs)}</h4>"
    if not jobs:
        return f'{heading}<p class="planqa-hint">{html_text(words.no_jobs)}</p>'
    return heading + "".join(_job(job, words, language) for job in jobs)


def _job(job: Mapping[str, Any], words: LibraryTexts, language: Language) -> str:
    lines = "".join(
        f'<li class="{html_text(file["state"])}"><b>{html_text(file["source"])}</b> '
        f"{html_text(_became(file, words, language))}</li>"
        for file in job["files"]
    )
    names = ", ".join(file["source"] for file in job["files"][:3])
    more = " …" if len(job["files"]) > 3 else ""
    told = f"{shown_moment(job['created_at'])} · {names}{more}"
    state = html_text(words.job_states[job["state"]])
    return (
        f'<details class="planqa-job"><summary>{html_text(told)} <b>{state}</b></summary>'
        f"<ul>{lines}</ul></details>"
    )


def _became(file: Mapping[str, Any], words: LibraryTexts, language: Language) -> str:
    """Return what became of a file in words; upload.js says it the same way."""
    state = words.file_states.get(file["state"], file["state"])
    message = str(file[f"message_{language}"]).removeprefix(f"{file['source']}: ")
    if not message or message.startswith(state):
        return message or state
    return f"{state}: {message}"
