"""Access labels of documents: where they come from, how long they hold, what the command says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.guard import ChangedError, all_visible, still_visible
from api.identity import Caller
from ingest.pipeline import labelling_of
from rag.domain import PUBLIC, Answer, Choice
from rag.errors import InputError, NotFoundError, SettingsError
from rag.labelling import LONGEST, Labelling, label_named, rules_of
from rag.settings import load_settings
from tests.desk import Desk, desk_in, states
from tests.fakes import plan_text, write
from tests.running import planqa

RULES = {"dang-uy/*": "đảng", "*/mat/*": "mật", "*.tam.txt": "nội bộ"}


def test_the_first_rule_that_fits_gives_the_label() -> None:
    labels = Labelling(rules_of(RULES), "nội bộ")
    assert labels.of("dang-uy/2031/a.txt") == "đảng"
    assert labels.of("dang-uy/mat/a.txt") == "đảng"
    assert labels.of("a.txt", "/kho/mat/a.txt") == "mật"
    assert labels.of("a.txt") == "nội bộ"
    assert Labelling(labels.rules, "nội bộ", given="mật").of("dang-uy/a.txt") == "mật"


@given(st.text(max_size=80))
def test_a_label_is_short_and_can_be_read(name: str) -> None:
    try:
        label = label_named(name)
    except InputError:
        return
    assert label and label.isprintable() and len(label) <= LONGEST
    assert label_named(label) == label


@pytest.mark.parametrize("name", ["", "  ", "*", "a\nb", "\u202emat", "x" * 65])
def test_other_labels_are_refused(name: str) -> None:
    with pytest.raises(InputError):
        label_named(name)


def labels(desk: Desk) -> dict[str, str]:
    return {card.source: card.label for card in desk.library.cards()}


def test_rules_reach_the_indexes_and_changed_rules_do_too(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write(docs / "dang-uy" / "a.txt", plan_text("Đồng Sen", 2031, ["Kết nạp 5 đảng viên."]))
    write(docs / "b.txt", plan_text("Gò Lau", 2031, ["Trồng 9 cây."]))
    home = tmp_path / "home"
    home.mkdir()
    with desk_in(home) as desk:
        desk.ingestor.ingest([docs])
        assert labels(desk) == {"b.txt": PUBLIC, "dang-uy/a.txt": PUBLIC}
        read = len(desk.embeddings.embedded)
        desk.ingestor.labelling = Labelling(rules_of(RULES))
        report = desk.ingestor.ingest([docs])
        assert states(report) == {"b.txt": "unchanged", "dang-uy/a.txt": "updated"}
        assert labels(desk) == {"b.txt": PUBLIC, "dang-uy/a.txt": "đảng"}
        assert len(desk.embeddings.embedded) == read
        desk.check()
        assert {entry.label for index in desk.indexes for entry in index.entries.values()} == {
            PUBLIC, "đảng",
        }  # fmt: skip


def test_what_a_person_gives_outlasts_rules_and_new_versions(tmp_path: Path) -> None:
    path = write(tmp_path / "docs" / "a.txt", plan_text("Đồng Sen", 2031, ["Trồng 9 cây."]))
    with desk_in(tmp_path) as desk:
        desk.ingestor.ingest([path.parent])
        [old] = desk.library.cards()
        desk.ingestor.relabel(old.id, "mật")
        write(path, plan_text("Đồng Sen", 2031, ["Trồng 10 cây."]))
        assert states(desk.ingestor.ingest([path.parent])) == {"a.txt": "updated"}
        [new] = desk.library.cards()
        assert (new.label, desk.library.card(old.id).label) == ("mật", "mật")
        moved = path.rename(path.with_name("b.txt"))
        assert states(desk.ingestor.ingest([moved.parent])) == {"b.txt": "renamed"}
        assert labels(desk) == {"b.txt": "mật"}
        desk.ingestor.relabel(new.id, "đảng")
        assert (labels(desk), desk.library.card(old.id).label) == ({"b.txt": "đảng"}, "đảng")
        desk.check()


def test_a_document_under_the_path_of_a_stricter_one_leaves_that_its_label(tmp_path: Path) -> None:
    path = write(tmp_path / "docs" / "a.txt", plan_text("Đồng Sen", 2031, ["Trồng 9 cây."]))
    other = write(tmp_path / "docs" / "b.txt", plan_text("Gò Lau", 2031, ["Sửa 3 cây cầu."]))
    with desk_in(tmp_path) as desk:
        desk.ingestor.ingest([path.parent])
        strict, plain = desk.library.cards()
        desk.ingestor.relabel(strict.id, "mật")
        path.unlink()
        desk.ingestor.ingest([path.parent])
        other.rename(path)
        assert states(desk.ingestor.ingest([path.parent])) == {"a.txt": "renamed"}
        desk.ingestor.relabel(plain.id, "đảng")
        desk.ingestor.relabel(plain.id, PUBLIC)
        assert labels(desk) == {"a.txt": PUBLIC}
        for document_id, seen in ((plain.id, True), (strict.id, False)):
            found = desk.library.sources([document_id], [PUBLIC])
            assert bool(found) is seen
        desk.check()


def test_a_hidden_version_is_not_named_as_the_later_one(tmp_path: Path) -> None:
    path = write(tmp_path / "docs" / "a.txt", plan_text("Đồng Sen", 2031, ["Trồng 9 cây."]))
    with desk_in(tmp_path) as desk:
        desk.ingestor.ingest([path])
        [old] = desk.library.cards()
        write(path, plan_text("Đồng Sen", 2031, ["Trồng 10 cây."]))
        desk.ingestor.ingest([path], label="mật")
        [new] = desk.library.cards()
        assert desk.library.card(old.id, ["mật"]).superseded_by == new.id
        for document_id in (old.id, new.id):
            with pytest.raises(NotFoundError):
                desk.library.card(document_id, [PUBLIC])
            with pytest.raises(NotFoundError):
                desk.library.document(document_id, [PUBLIC])


def test_what_was_relabelled_meanwhile_is_not_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "docs" / "a.txt", plan_text("Đồng Sen", 2031, ["Trồng 9 cây."]))
    reader = Caller("lan", "reader", (PUBLIC,))
    with desk_in(tmp_path) as desk:
        desk.ingestor.ingest([path])
        [card] = desk.library.cards()
        answer = Answer("clarify", "?", choices=(Choice(card.id, card.name, "?"),))
        still_visible(desk.library, answer, reader)
        desk.library.versions.relabel(card.id, "mật", pinned=True)
        with pytest.raises(ChangedError):
            still_visible(desk.library, answer, reader)
        all_visible(desk.library, [card.id], Caller("hoa", "reader", (PUBLIC, "mật")))


def test_secrets_may_lie_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = write(tmp_path / "secret", "bi-mat\n")
    monkeypatch.setenv("PLANQA_LLM_API_KEY_FILE", str(secret))
    settings = load_settings(home=tmp_path)
    assert settings.llm_api_key == "bi-mat"
    assert "bi-mat" not in repr(settings)
    monkeypatch.setenv("PLANQA_LLM_API_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(home=tmp_path)
    monkeypatch.setenv("PLANQA_HOST_FILE", str(secret))
    with pytest.raises(SettingsError, match="PLANQA_HOST_FILE"):
        load_settings(home=tmp_path)


def test_settings_hold_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANQA_LABEL_RULES", '{"dang-uy/*": "đảng"}')
    monkeypatch.setenv("PLANQA_DEFAULT_LABEL", "nội bộ")
    rules = labelling_of(load_settings(home=tmp_path))
    assert (rules.of("dang-uy/a.txt"), rules.of("a.txt")) == ("đảng", "nội bộ")


def test_keys_are_made_listed_and_revoked_on_the_command_line(tmp_path: Path) -> None:
    made = planqa(tmp_path, "keys", "create", "Hoa", "--role", "editor", "--label", "đảng")
    assert made.code == 0
    secret = made.out.strip()
    assert secret.startswith("pq_") and len(secret) > 40
    twice = planqa(tmp_path, "keys", "create", "Hoa")
    assert twice.code == 1 and "There is a key named Hoa" in twice.err
    listed = planqa(tmp_path, "keys", "list")
    assert "Hoa  editor  đảng" in listed.out and secret not in listed.out
    assert planqa(tmp_path, "keys", "revoke", "Hoa").code == 0
    assert "revoked" in planqa(tmp_path, "keys", "list").out
    assert planqa(tmp_path, "keys", "revoke", "Hoa").code == 1
    refused = planqa(tmp_path / "other", "serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.code == 1 and "planqa keys create" in refused.err
