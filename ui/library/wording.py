"""What the library page has words for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
    edit: str
    edit_hint: str
    save: str
    history: str
    was_read: str
    take_back: str
    remove: str
    remove_sure: str
    restore: str
    # adding files
    add: str
    add_hint: str
    choose_files: str
    add_label: str
    label_by_rule: str
    public: str
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
    # evaluation
    evaluation: str
    evaluation_hint: str
    evaluation_none: str
    evaluation_chart: str
    evaluation_table: str
    run_columns: tuple[str, str, str, str]
    """Suite, time, version, questions."""
    figures: Mapping[str, str]

    def label(self, name: str) -> str:
        """Return an access label as people call it; the public one has a name of the API's own."""
        return self.public if name == "public" else name
