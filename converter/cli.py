"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal, NoReturn, TypedDict

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from converter import errors, pipeline, report
from converter.commands.audit import AuditOption, audit
from converter.commands.compare import compare
from converter.commands.diff import diff
from converter.commands.doctor import doctor
from converter.commands.finish import FINDINGS, FailOn, Format, finish
from converter.commands.package import package
from converter.commands.printed import print_text as _print
from converter.commands.spec import spec_app
from converter.commands.start import StartOption
from converter.commands.uses import uses
from converter.commands.verify import verify
from converter.errors import InputError, LedgerError, SpecError, told
from converter.spec.start import Start

OK, INTERNAL, USAGE, INVALID, STOPPED = 0, 1, 2, 3, 130
EXIT_CODES = """Exit codes: 0 done; 1 internal fault; 2 wrong usage; 3 the specification or the input cannot be used,
nothing was written; 4 done, with open findings at or above --fail-on; 130 stopped by the user, nothing was written."""

app = typer.Typer(
    help=f"Raw clinical trial data to SDTM, XPT v5 and Define-XML 2.1, driven by YAML.\n\n{EXIT_CODES}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
ct_app = typer.Typer(help="Controlled terminology: import official packages, compare them.", no_args_is_help=True)
app.add_typer(ct_app, name="ct")
app.add_typer(spec_app, name="spec")
app.command()(compare)
app.command()(diff)
app.command()(uses)
app.command()(package)
app.command()(doctor)
app.command()(verify)
app.command()(audit)


def _version(asked: bool) -> None:
    if asked:
        _print(f"converter {version('converter')}\n")
        raise typer.Exit


@app.callback()
def _settings(
    *,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print name and version.")
    ] = False,
) -> None:
    pass


def _workers(text: str) -> int | str:
    try:
        return pipeline.workers_of(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--workers") from error


class _Ways(TypedDict):
    raw: Path | None
    start: Start | None
    last: Literal["sdtm", "adam", "results"]
    trace: Literal["parquet", "csv"]


class Last(StrEnum):
    """The last stage of a conversion."""

    sdtm = "sdtm"
    adam = "adam"
    results = "results"


class TraceFormat(StrEnum):
    """The form in which the sources of records are written: for programs, or for spreadsheets."""

    parquet = "parquet"
    csv = "csv"


StudyFolder = Annotated[Path, typer.Argument(help="Folder with study.yaml and sdtm/*.yaml.", show_default=False)]
Spec = Annotated[
    list[Path] | None,
    typer.Option(
        "--spec",
        help="What describes the data: a study folder, or .xlsx and define.xml (one --spec each).",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON (schema converter.report/1) on standard output.")]
FormatOption = Annotated[
    Format, typer.Option("--format", help="Form of what is printed: SARIF for code hosts, JUnit for CI systems.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print every issue, not the first of each kind.")]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="Exit with 4 at open findings of this severity.")]


@app.command()
def convert(
    study: StudyFolder,
    out: Annotated[Path, typer.Option("--out", "-o", help="Package folder; replaced whole or not at all.")] = Path(
        "out"
    ),
    raw: Annotated[Path | None, typer.Option("--raw", help="Folder of raw exports (default: study.yaml).")] = None,
    start: StartOption = None,
    last: Annotated[Last, typer.Option("--to", help="The last stage: the package ends with what it makes.")] = (
        Last.results
    ),
    work: Annotated[
        Path | None,
        typer.Option("--work", "-w", help="Folder that keeps what each stage makes: only what changed runs again."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Tell which stages would run, and why; run none.")] = False,
    workers: Annotated[
        str | None,
        typer.Option(
            "--workers",
            metavar="N|tcp://HOST:PORT",
            help="Processes, or a Dask cluster, that make ranges (default: one a processor).",
        ),
    ] = None,
    ranges: Annotated[
        int | None,
        typer.Option("--ranges", min=1, help="Ranges of subjects (default: as many as --memory asks for)."),
    ] = None,
    memory: Annotated[
        int,
        typer.Option("--memory", min=400, help="Megabytes that a worker may take of a large study."),
    ] = 1000,
    parts: Annotated[
        Path | None,
        typer.Option("--parts", help="Folder for ranges meanwhile, seen by all workers (default: beside the package)."),
    ] = None,
    trace: Annotated[TraceFormat, typer.Option("--trace", help="Form of the trace.")] = TraceFormat.parquet,
    _audit: AuditOption = None,
    fail_on: FailOnOption = FailOn.error,
    form: FormatOption = Format.text,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Convert raw exports, or datasets that others made: XPT, Dataset-JSON, define.xml, ledger, trace and issues."""
    ways: _Ways = {"raw": raw, "start": start, "last": last.value, "trace": trace.value}
    if explain:
        if work is None:
            message = "--explain tells what of a work folder would be made again; name it with --work"
            raise typer.BadParameter(message)
        stages = pipeline.would_run(study, work=work, **ways)
        _print(report.stages_json(stages) if json else report.stages_text(stages))
        return
    by = pipeline.Ways(_workers(workers) if workers else 0, ranges or 0, parts, memory)
    form = Format.json if json else form
    with _stages("Converting", shown=not quiet and form is Format.text) as tell:
        made = pipeline.convert(study, out, work=work, tell=tell, ways=by, **ways)
    names = {"package": "", "review page": "review.html", "all in words": "report.txt", "all issues": "issues.csv"}
    places = {name: out / file for name, file in names.items()}
    finish(made, fail_on, places, form, quiet=quiet, verbose=verbose, converted=study)


@app.command()
def check(
    data: Annotated[
        Path,
        typer.Argument(
            help="Folder of datasets: XPT, sas7bdat, Dataset-JSON, Parquet or CSV; or a study folder alone."
        ),
    ],
    spec: Spec = None,
    standard: Annotated[
        str, typer.Option("--standard", help="Guide to check against where there is no --spec, such as sdtmig-3.4.")
    ] = "",
    sdtm: Annotated[
        Path | None, typer.Option("--sdtm", help="Folder of the SDTM datasets behind ADaM (default: sdtm next to it).")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder or file (.csv, .txt, .json, .sarif, .xml) for the issues."),
    ] = None,
    opinions: Annotated[
        list[Path] | None,
        typer.Option("--opinions", help="Report of CDISC CORE, Pinnacle 21 or Pointblank to read beside (several)."),
    ] = None,
    _audit: AuditOption = None,
    core: Annotated[
        Path | None, typer.Option("--core", help="Where CDISC CORE is, to run it as well: executable, core.py, folder.")
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option("--rule", help="Tell only of this rule, ours or one of others such as SD0028 (several)."),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Tell only of checks of record, dataset, terminology or define (several)."),
    ] = None,
    fail_on: FailOnOption = FailOn.error,
    form: FormatOption = Format.text,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check SDTM or ADaM datasets, ours or others', against a specification and the standards.

    A study folder alone, without --spec, is checked itself: whether its specification is right. Datasets alone are
    checked against the guide that they name.
    """
    if not (spec or standard or pipeline.holds_datasets(data)):
        plan = pipeline.planned(data, sdtm)
        _print("" if quiet else report.specification_json(plan) if json else report.specification_text(plan))
        return
    form = Format.json if json else form
    with _stages("Checking", shown=not quiet and form is Format.text) as tell:
        made = pipeline.check(
            data,
            spec or (),
            sdtm=sdtm,
            standard=standard,
            opinions=opinions or (),
            core=core,
            rules=rule or (),
            kinds=kind or (),
            tell=tell,
        )
    places = pipeline.write_lists(made, out, data) if out else {}
    finish(made, fail_on, places, form, quiet=quiet, verbose=verbose)


@app.command()
def define(
    data: Annotated[
        Path, typer.Option("--data", help="Folder of datasets: XPT, sas7bdat, Dataset-JSON, Parquet or CSV.")
    ],
    spec: Spec = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Folder for define.xml and the list of issues (default: only define.xml, to DATA)."
        ),
    ] = None,
    _audit: AuditOption = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write Define-XML 2.1 for SDTM or ADaM datasets, ours or others'."""
    if not spec:
        message = "say what describes the data: a study folder, an .xlsx or a define.xml"
        raise typer.BadParameter(message, param_hint="--spec")
    made = pipeline.define(data, spec, out or data)
    apart = out is not None and out.resolve() != data.resolve()
    places = pipeline.write_lists(made, out, data) if out and apart else {}
    places = {"define.xml": (out or data) / "define.xml", **places}
    finish(made, FailOn.never, places, Format.json if json else Format.text, quiet=quiet)


@app.command()
def results(
    study: StudyFolder,
    out: Annotated[Path, typer.Option("--out", "-o", help="Package folder that convert wrote.")] = Path("out"),
    figure: Annotated[
        str, typer.Option("--figure", help="Only figures whose path begins so; names the subjects.")
    ] = "",
    json: Json = False,
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell every figure, not what differs.")] = False,
) -> None:
    """Compare each published figure of a study with what its data give, and name the result and subjects behind it."""
    figures = pipeline.results(study, out, figure)
    told = report.figures_text(figures, quiet=quiet, every=verbose or bool(figure))
    _print(f"{figures.to_json(orient='records', indent=2)}\n" if json else told)
    if figure and not json:
        _print(f"{report.subjects_text(figures)}\n")
    if not report.reproduced(figures):
        raise typer.Exit(FINDINGS)


@app.command()
def explain(
    study: Annotated[
        str,
        typer.Argument(help="A study folder; or a rule alone, ours or such as SD0002, CG0001, CORE-000123."),
    ],
    cell: Annotated[str, typer.Argument(help="DATASET.VARIABLE, such as AE.AESTDTC or ADTTE.AVAL.")] = "",
    out: Annotated[Path, typer.Option("--out", "-o", help="Package folder that convert wrote.")] = Path("out"),
    raw: Annotated[Path | None, typer.Option("--raw", help="Folder of raw exports (default: study.yaml).")] = None,
    start: StartOption = None,
    record: Annotated[int, typer.Option("--record", help="Record number in the dataset (1 is the first).")] = 0,
    subject: Annotated[str, typer.Option("--subject", help="USUBJID, in place of --record.")] = "",
    seq: Annotated[int, typer.Option("--seq", help="--SEQ of the subject's record, or ASEQ.")] = 0,
    paramcd: Annotated[str, typer.Option("--paramcd", help="PARAMCD of the subject's record in ADaM.")] = "",
    depth: Annotated[int, typer.Option("--depth", help="Levels below the value (default: what fits a screen).")] = 0,
    full: Annotated[bool, typer.Option("--full", help="All that stands behind the value, nothing cut.")] = False,
    json: Json = False,
) -> None:
    """Explain one value: its rule, the decision taken, the records that decided, and the raw cells below.

    A rule alone, as an issue or the report of another validator names it, is explained itself: what it tells of, why,
    an example, what mends it, and whose rules it answers.
    """
    if not cell:
        if Path(study).is_dir():
            message = "name the value to explain, DATASET.VARIABLE, such as AE.AESTDTC"
            raise typer.BadParameter(message)
        _print(pipeline.explain_rule(study, json=json))
        return
    asked = {"record": record, "seq": seq, "depth": depth}
    explanation = pipeline.explain(
        Path(study), cell, out, raw=raw, start=start, subject=subject, paramcd=paramcd, full=full, **asked
    )
    _print(report.explanation_json(explanation) if json else report.explanation_text(explanation, full=full))


@app.command("list")
def list_(
    what: Annotated[str, typer.Argument(help="standards, datasets, variables, rules, codelists, profiles or checks.")],
    name: Annotated[str, typer.Argument(help="A dataset, rule or codelist; of datasets a study.")] = "",
    standard: Annotated[str, typer.Option(help="Whose datasets and variables: a standard or a study.")] = "sdtmig-3.4",
    json: Json = False,
) -> None:
    """List what the converter knows: standards, datasets, variables, rules, codelists, profiles, checks."""
    _print(pipeline.listed(what, name, standard=standard, json=json))


@app.command()
def schema(
    to: Annotated[Path, typer.Option("--to", help="Folder for the schemas and settings.json, such as .vscode.")],
    kind: Annotated[str, typer.Argument(help="study, domain, analysis, display, criteria, ... (default: all).")] = "",
    study: Annotated[
        Path | None, typer.Option("--study", help="Study whose methods.py has rules of its own.", show_default=False)
    ] = None,
) -> None:
    """Write JSON Schemas of the YAML files, so that an editor completes keys, shows help and marks mistakes."""
    _print("".join(f"{path}\n" for path in pipeline.write_schemas(to, kind, study=study)))


@app.command()
def init(
    raw: Annotated[Path, typer.Argument(help="Folder of raw exports, or of SDTM datasets.")],
    to: Annotated[Path, typer.Option("--to", help="New study folder.")],
    study: Annotated[str, typer.Option("--study", help="Study identifier (STUDYID).")] = "STUDY01",
    json: Json = False,
) -> None:
    """Profile raw exports, or SDTM that others made, and write a first study specification with suggestions."""
    files = pipeline.init(raw, to, study, today=datetime.now(tz=UTC).date(), tell=_told)
    if json:
        _print(report.as_json(files))
        return
    _print("".join(f"{to / file}\n" for file in files))
    option = f"--from sdtm:{raw}" if "adam/adsl.yaml" in files else f"--raw {raw}"
    _print(f"read them, then: converter convert {to} {option} --out out\n")


def _told(line: str) -> None:
    """Print a line that is no answer, beside the answer."""
    _print(f"{line}\n", err=True)


@ct_app.command("import")
def ct_import(
    file: Annotated[Path, typer.Argument(help="NCI EVS package: text, workbook or ODM-XML.")],
    to: Annotated[Path, typer.Option("--to", help="Terminology folder, such as STUDY/terminology.")],
    name: Annotated[str, typer.Option("--name", help="Package name, such as sdtm-ct-2025-09-26.")] = "",
) -> None:
    """Import an official terminology package, so that a study can pin its version."""
    package, folder = pipeline.import_terminology(file, to, name, _told)
    terms = sum(len(codelist.terms) for codelist in package.codelists.values())
    _print(f"{folder}: {len(package.codelists)} codelists, {terms} terms; pin it as '{folder.name}'\n")


@ct_app.command("compare")
def ct_compare(
    old: Annotated[str, typer.Argument(help="Package such as sdtm-ct-2025-03-28, or a file of NCI EVS.")],
    new: Annotated[str, typer.Argument(help="The other package or file.")],
    study: Annotated[
        Path | None, typer.Argument(help="Study folder: which values it uses are concerned.", show_default=False)
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of datasets whose values count, not the specification's.")
    ] = None,
    json: Json = False,
) -> None:
    """Say which codelists and terms are new, changed or retired, and which values in use that concerns."""
    if data is not None and study is None:
        message = "--data needs the study that describes the datasets"
        raise typer.BadParameter(message)
    found = pipeline.compare_terminology(old, new, study, data, _told)
    _print(report.as_json([asdict(one) for one in found]) if json else report.changes_text(found))


@contextmanager
def _stages(title: str, *, shown: bool) -> Iterator[Callable[[str], None]]:
    """Show the running stage on a terminal; elsewhere say nothing."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield pipeline.silent
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title)
        yield lambda stage: progress.update(task, description=f"{title}: {stage}")


def main() -> None:
    """Run the command line; what author, input or system got wrong is told in lines, never as a traceback."""
    try:
        app()
    except (SpecError, InputError, LedgerError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(told(error))
    except (KeyboardInterrupt, SystemExit) as end:
        if isinstance(end, SystemExit) and end.code != STOPPED:
            raise
        _fail(errors.STOPPED, STOPPED)


def _fail(message: str, code: int = INVALID) -> NoReturn:
    with suppress(OSError):  # nobody hears it, but the exit code stands
        _print(f"{message}\n", err=True)
    sys.exit(code)
