"""Outline and metadata against the marks made by hand, and the marks themselves."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.alignment import align, ends, places
from eval.cli import app
from eval.fields import score_fields
from eval.marked import FOLDER, Marked, load_marked
from eval.outlines import figures, measure, read_file
from eval.structure import score_structure
from eval.thresholds import load_thresholds
from rag.domain import Metadata
from rag.errors import InputError
from scripts.render_corpus import write

CORPUS = Path(
    os.environ.get("PLANQA_CORPUS", Path(__file__).parents[2] / "shared" / "corpus")
).resolve()
PICTURED = (".doc", ".pdf")
"""Samples of these need LibreOffice or Tesseract; `make eval-outline` measures them too."""


def corpus() -> Path:
    if not CORPUS.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"corpus not found: {CORPUS}")
        pytest.skip("corpus not found")
    return CORPUS


def plain(folder: Path | None) -> list[Marked]:
    return [one for one in load_marked(folder) if one.path.suffix not in PICTURED]


def named(name: str) -> Marked:
    return next(one for one in load_marked(None) if one.name == name)


@pytest.mark.corpus
def test_marked_documents_are_read_as_well_as_before() -> None:
    marked = plain(corpus())
    assert len(marked) >= 28
    score = measure(marked)
    assert load_thresholds("outline").missed(figures(score)) == (), score.mistakes


def test_invented_documents_are_read_as_well_as_before() -> None:
    score = measure(plain(None))
    assert load_thresholds("outline-invented").missed(figures(score)) == (), score.mistakes


@pytest.mark.corpus
def test_the_corpus_as_docx_is_read_as_well_as_before(tmp_path: Path) -> None:
    marked = [one for one in load_marked(corpus()) if one.name.startswith("corpus")]
    made = write(marked, tmp_path, ["docx"])["docx"]
    score = measure(made)
    assert load_thresholds("outline-docx").missed(figures(score)) == (), score.mistakes


def test_what_is_wrong_is_counted_and_said() -> None:
    marked = named("rach-tram")
    document = read_file(marked.path)
    flat = replace(document, sections=document.sections[:1])
    score = score_structure(marked, flat)
    assert figures(score)["paths"] == figures(score)["headings"] == 0
    assert score.tallies["footnotes"].right == 0
    lost = score_fields(marked, Metadata())
    wanted = {mistake.figure: mistake.wanted for mistake in lost.mistakes}
    assert wanted["signer"] == "Lê Giang Hà" and "parent_body" in wanted
    assert lost.tallies["amends"].right == 1


def test_a_leaf_under_another_heading_is_a_mistake() -> None:
    marked = named("dinh-cot")
    document = read_file(marked.path)
    sections = list(document.sections)
    heading = next(s for s in sections if s.label == "4.")
    point = next(s for s in sections if s.label == "b)" and s.parent == heading.ordinal)
    sections[point.ordinal] = replace(point, parent=0, level=1)
    score = score_structure(marked, replace(document, sections=tuple(sections)))
    assert [m.figure for m in score.mistakes] == ["paths"]
    assert score.mistakes[0].came == "the top"


def test_every_line_must_be_marked_once(tmp_path: Path) -> None:
    name = "dinh-cot.toml"
    shutil.copytree(FOLDER / "documents", tmp_path / "documents")
    content = (FOLDER / name).read_text(encoding="utf-8")
    for wrong in (content.replace("  37 -\n", ""), content.replace("  37 -", "  36 -")):
        (tmp_path / name).write_text(wrong, encoding="utf-8")
        with pytest.raises(InputError, match=name):
            load_marked(None, folder=tmp_path)


def test_places_are_exact_where_words_are_known() -> None:
    wanted = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy"]
    given = ["một", "hai", "bà", "bón", "năm", "sáu", "bảy", "tám"]
    found = align(wanted, given)
    assert found == (0, 1, None, None, 4, 5, 6)
    assert places(found, len(given))[2:5] == ((2, 4), (2, 4), (4, 4))
    assert ends(found, len(given))[2] == (2, 2) and ends(found, len(given))[7] == (7, 7)


def test_long_texts_align_over_insertions() -> None:
    words = [f"w{n % 97}x{n}" for n in range(3000)]
    given = [*words[:1000], "mới", *words[1000:2000], *words[2010:]]
    found = align(words, given)
    assert found[999] == 999 and found[1000] == 1001 and found[2005] is None
    assert found[-1] == len(given) - 1


def test_the_command_prints_figures_and_mistakes() -> None:
    done = CliRunner().invoke(app, ["outline", "--only", "lang-cam"])
    assert done.exit_code == 0, done.output
    assert "outline: 1 documents" in done.output and "paths" in done.output
