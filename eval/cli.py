"""`planqa eval`: measure planqa on questions with known answers."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from eval.domain import Case, Outcome
    from eval.targets import Target

app = typer.Typer(
    help="Đo độ chính xác trên câu hỏi đã biết đáp án. / Measure on questions with known answers.",
    no_args_is_help=True,
)

REASONS = 12
"""Commonest kinds of failure that are printed, each with one question."""

Base = Annotated[str | None, typer.Option(help="Máy chủ đang chạy / a running server.")]
Key = Annotated[str | None, typer.Option(envvar="PLANQA_EVAL_KEY", help="Khóa / its key.")]
Out = Annotated[Path | None, typer.Option(help="Ghi kết quả (.jsonl) / write the run.")]
Html = Annotated[Path | None, typer.Option("--report", help="Ghi báo cáo / write the report.")]
Check = Annotated[str | None, typer.Option(help="Mục trong / section of thresholds.toml.")]


class Missed(typer.Exit):
    """A threshold is not met: exit code 4."""

    def __init__(self) -> None:
        super().__init__(4)


@app.command()
def run(
    cases: Annotated[Path, typer.Argument(help="Câu hỏi .jsonl, .csv / questions.")],
    documents: Annotated[Path | None, typer.Option(help="Thư mục / their documents.")] = None,
    base: Base = None,
    key: Key = None,
    out: Out = None,
    report: Html = None,
    check: Check = None,
    unaccented: Annotated[bool, typer.Option(help="Hỏi lại không dấu / also bare.")] = False,
    limit: Annotated[int | None, typer.Option(help="Số câu / questions at most.")] = None,
    record: Annotated[bool, typer.Option(help="Giữ trong thư viện / keep the figures.")] = False,
) -> None:
    """Hỏi và chấm mọi câu. / Ask and score every question."""
    from eval.cases import load_cases
    from eval.cases import unaccented as without_marks
    from eval.recording import keep

    loaded = load_cases(cases)[:limit]
    if unaccented:
        loaded = (*loaded, *without_marks(loaded))
    if base is None and documents is None:
        raise typer.BadParameter("--documents hoặc / or --base")
    with _target(base, key, documents) as target:
        outcomes = _measure(cases.stem, loaded, target, documents)
    figures = _keep(cases.stem, outcomes, out, report, None)
    if record:
        keep(cases.stem, figures)
    if check:
        _enforce(check, figures)


@app.command()
def archive(
    size: Annotated[list[int], typer.Option(help="Số văn bản / documents.")],
    questions: Annotated[int, typer.Option(help="Số câu hỏi / questions.")] = 400,
    seed: Annotated[int, typer.Option(help="Mầm / seed.")] = 1,
    folder: Annotated[Path | None, typer.Option(help="Giữ văn bản / keep the archive.")] = None,
    out: Out = None,
    report: Html = None,
    check: Annotated[bool, typer.Option(help="So ngưỡng / enforce thresholds.")] = False,
    ask: Annotated[bool, typer.Option(help="Hỏi hay chỉ dựng / ask, or only make.")] = True,
) -> None:
    """Dựng kho văn bản gần giống nhau rồi đo. / Make near-identical plans and measure."""
    from eval.archive import make_plans, write_plans
    from eval.asking import make_cases
    from eval.cases import save_cases

    for count in size:
        name = f"archive-{count}"
        plans = make_plans(count, seed)
        cases = make_cases(plans, questions, seed)
        with _folder(folder, name) as home:
            write_plans(plans, home / "docs")
            save_cases(home / "gold.jsonl", cases)
            if not ask:
                typer.echo(f"{home}: {len(plans.documents)} docs, {len(cases)} questions")
                continue
            with _target(None, None, home / "docs") as target:
                outcomes = _measure(name, cases, target, home / "docs")
        _keep(name, outcomes, _named(out, name), _named(report, name), name if check else None)


@app.command()
def everyday(
    seed: Annotated[int, typer.Option(help="Mầm / seed.")] = 1,
    out: Out = None,
    report: Html = None,
    check: Annotated[bool, typer.Option(help="So ngưỡng / enforce thresholds.")] = False,
) -> None:
    """Hỏi kho dựng bằng lời nói thường ngày. / Ask made plans in everyday words."""
    from eval.archive import write_plans
    from eval.everyday import make_everyday

    plans, cases = make_everyday(seed)
    with _folder(None, "everyday") as home:
        write_plans(plans, home)
        with _target(None, None, home) as target:
            outcomes = _measure("everyday", cases, target, home)
    _keep("everyday", outcomes, out, report, "everyday" if check else None)


@app.command()
def xquad(
    data: Annotated[Path, typer.Argument(help="corpus.jsonl, queries.jsonl")],
    every: Annotated[int, typer.Option(help="Lấy mỗi câu thứ n / every n-th question.")] = 1,
    check: Annotated[bool, typer.Option(help="So ngưỡng / enforce thresholds.")] = False,
    base: Base = None,
    key: Key = None,
) -> None:
    """Tìm và đọc các đoạn văn đã đánh dấu. / Find and read passages with marked answers."""
    from eval.xquad import figures_of, load_queries, rank, read, write_passages

    queries = load_queries(data, every)
    with tempfile.TemporaryDirectory(prefix="planqa-passages-") as folder:
        documents = Path(folder)
        if base is None:
            write_passages(data, documents)
        with _target(base, key, documents) as target:
            accented = rank(queries, target)
            bare = rank(queries, target, accented=False)
            reading = read(queries, target)
    figures = figures_of(accented, bare, reading)
    _print("xquad", figures)
    if check:
        _enforce("xquad", figures)


@app.command()
def outline(
    corpus: Annotated[
        Path | None, typer.Option(help="Thư mục văn bản thật / folder of the five real documents.")
    ] = None,
    only: Annotated[str | None, typer.Option(help="Tên bắt đầu bằng / names beginning so.")] = None,
    check: Annotated[bool, typer.Option(help="So ngưỡng / enforce thresholds.")] = False,
) -> None:
    """Đo mục lục và siêu dữ liệu trên văn bản đã đánh dấu. / Measure outline and metadata."""
    from eval.marked import load_marked
    from eval.outlines import figures, measure

    marked = [one for one in load_marked(corpus) if one.name.startswith(only or "")]
    score = measure(marked)
    for mistake in score.mistakes:
        typer.echo(f"✗ {mistake.document} {mistake.figure}\n    {mistake.wanted}")
        typer.echo(f"    → {mistake.came}")
    found = figures(score)
    _print(f"outline: {len(marked)} documents", found)
    if check:
        _enforce("outline" if corpus else "outline-invented", found)


@app.command()
def llm(
    cases: Annotated[Path, typer.Argument(help="Câu hỏi .jsonl, .csv / questions.")],
    documents: Annotated[Path, typer.Option(help="Thư mục / their documents.")],
    limit: Annotated[int | None, typer.Option(help="Số câu / questions at most.")] = None,
    check: Annotated[bool, typer.Option(help="So ngưỡng / enforce thresholds.")] = False,
) -> None:
    """Đo khi một mô hình viết lại, đúng hay bịa. / Measure with models that write well or lie."""
    from eval.cases import load_cases
    from eval.targets import local
    from eval.writing import measure
    from rag.settings import load_settings

    logging.getLogger("ingest").setLevel(logging.WARNING)
    with local(load_settings(), documents) as target:
        found, worst = measure(load_cases(cases)[:limit], target, documents)
    _conclude("llm", found, worst, check=check)


@app.command()
def restated(
    documents: Annotated[Path, typer.Option(help="Thư mục / their documents.")] = Path("samples"),
    llm: Annotated[str, typer.Option(help="PLANQA_LLM")] = "none",
    check: Annotated[bool, typer.Option(help="So ngưỡng / enforce thresholds.")] = False,
) -> None:
    """Đo khi mô hình viết lại câu hỏi, tóm tắt. / Measure models that restate and sum up."""
    from eval.restating import measure
    from eval.targets import local
    from rag.models.opening import open_chat
    from rag.settings import load_settings

    logging.getLogger("ingest").setLevel(logging.WARNING)
    told = load_settings(llm="none", llm_condense=True, llm_expand=True, llm_summarize=True)
    chat = open_chat(told.model_copy(update={"llm": llm}))
    try:
        with local(told, documents) as target:
            found, worst = measure(target, chat)
    finally:
        if chat is not None:
            chat.close()
    _conclude("restated", found, worst, check=check)


@app.command()
def verify(
    every: Annotated[bool, typer.Option("--all", help="Cả nửa để chỉnh / both halves.")] = False,
    check: Annotated[bool, typer.Option(help="So ngưỡng / enforce thresholds.")] = False,
) -> None:
    """Đo việc kiểm chứng câu chữ. / Measure the verification of sentences on labelled ones."""
    from eval.labelled import labelled
    from eval.verifying import by_kind, figures, judge_all

    chosen = [one for one in labelled() if every or one.held_out]
    judged = judge_all(chosen)
    for (altered, kind), (right, total) in by_kind(judged).items():
        typer.echo(f"  {'altered' if altered else 'true':8} {kind:26} {right}/{total}")
    for one in judged:
        if not one.right:
            found = ", ".join(f"{fault.kind} {fault.words}".strip() for fault in one.faults)
            typer.echo(
                f"✗ {one.labelled.kind}: {one.labelled.statement.text} ({found or 'passed'})"
            )
            for citation in one.labelled.citations:
                typer.echo(f"    “{' '.join(citation.quote.split())}”")
    measured = figures(judged)
    _print("verify" if every else "verify, held-out half", measured)
    if check:
        _enforce("verify", measured)


@app.command()
def compare(before: Path, after: Path) -> None:
    """So hai lần đo. / Compare two runs question by question."""
    from eval.figures import compare as compare_runs
    from eval.run import load_run

    found = compare_runs(load_run(before), load_run(after))
    for name, value in found.after.items():
        if name in found.before:
            typer.echo(f"{name:18} {found.before[name]:8.3f} -> {value:8.3f}")
    sure = found.change
    if sure is not None:
        typer.echo(
            f"{found.shared} questions, {len(found.won)} won, {len(found.lost)} lost, "
            f"p {found.p:.4f}; change {sure.mean:+.3f} (95%: {sure.low:+.3f} to {sure.high:+.3f})"
        )
    for sign, names in (("+", found.won), ("-", found.lost)):
        for name in names:
            typer.echo(f"{sign} {name}")


@app.command()
def report(run_file: Path, out: Annotated[Path, typer.Option(help=".html")]) -> None:
    """Viết báo cáo HTML của một lần đo. / Write the HTML report of a run."""
    from eval.report import write_report
    from eval.run import load_run

    write_report(out, run_file.stem, load_run(run_file))
    typer.echo(str(out))


@contextmanager
def _target(base: str | None, key: str | None, documents: Path | None) -> Generator[Target]:
    from eval.targets import HttpTarget, local
    from rag.settings import load_settings

    logging.getLogger("ingest").setLevel(logging.WARNING)
    if base is not None:
        with HttpTarget(base, key) as server:
            yield server
    else:
        assert documents is not None
        with local(load_settings(), documents) as target:
            yield target


def _conclude(
    name: str, found: dict[str, dict[str, float]], worst: dict[str, float], *, check: bool
) -> None:
    """Print the figures of each model and the worst of them, which thresholds may hold."""
    for model, measured in found.items():
        _print(model, measured)
    _print(name, worst)
    if check:
        _enforce(name, worst)


def _measure(
    name: str, cases: tuple[Case, ...], target: Target, documents: Path | None
) -> tuple[Outcome, ...]:
    from rich.console import Console
    from rich.progress import Progress

    from eval.run import read_sources
    from eval.run import run as run_cases

    sources = read_sources(documents) if documents is not None else {}
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=len(cases))
        return run_cases(cases, target, sources, lambda _: bar.advance(task))


def _keep(
    name: str,
    outcomes: tuple[Outcome, ...],
    out: Path | None,
    html: Path | None,
    check: str | None,
) -> dict[str, float]:
    from eval.figures import certainty, grouped, summarize
    from eval.report import ranked, write_report
    from eval.run import save_run

    scores = [outcome.score for outcome in outcomes]
    figures = summarize(scores)
    _print(name, figures)
    for figure, sure in certainty(scores).items():
        typer.echo(
            f"  {figure} {sure.mean:.3f} (95%: {sure.low:.3f} - {sure.high:.3f}, n {sure.n})"
        )
    for what, groups in (
        ("kind", grouped(scores, lambda score: score.kind)),
        ("noise", grouped(scores, lambda score: score.noise)),
    ):
        parts = (f"{group} {sure.mean:.2f} ({sure.n})" for group, sure in groups.items())
        typer.echo(f"  by {what}: {'  '.join(parts)}")
    for reason, found in ranked(outcomes)[:REASONS]:
        typer.echo(f"  {len(found):4} {reason}: {found[0].case.question}")
    if out:
        save_run(out, outcomes)
    if html:
        write_report(html, name, outcomes)
    if check:
        _enforce(check, figures)
    return figures


def _print(name: str, figures: dict[str, float]) -> None:
    parts = (f"{figure} {value:.3f}".replace(".000", "") for figure, value in figures.items())
    typer.echo(f"== {name}\n  {'  '.join(parts)}")


def _enforce(section: str, figures: dict[str, float]) -> None:
    from eval.thresholds import load_thresholds

    missed = load_thresholds(section).missed(figures)
    for line in missed:
        typer.echo(f"✗ {line}", err=True)
    if missed:
        raise Missed


@contextmanager
def _folder(kept: Path | None, name: str) -> Generator[Path]:
    if kept is not None:
        home = kept / name
        shutil.rmtree(home / "docs", ignore_errors=True)
        yield home
    else:
        with tempfile.TemporaryDirectory(prefix="planqa-archive-") as made:
            yield Path(made)


def _named(path: Path | None, name: str) -> Path | None:
    return path.with_name(f"{path.stem}-{name}{path.suffix}") if path else None


@app.command()
def cases(
    from_feedback: Annotated[
        Path, typer.Option(help="Tệp .jsonl để ghi / where to write the cases.")
    ],
) -> None:
    """Biến góp ý của người đọc thành câu kiểm thử. / Turn readers' feedback into cases."""
    from api.desk import open_desk
    from eval.cases import save_cases
    from eval.feedback import cases_from
    from rag.settings import load_settings

    made = cases_from(open_desk(load_settings()).feedback())
    save_cases(from_feedback, made)
    typer.echo(f"{len(made)} câu / cases: {from_feedback}")
