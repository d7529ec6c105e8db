"""Verify a package: its files are as they were written, and the study gives them again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.pipeline.conversion import convert
from converter.pipeline.stages.specified import Last
from converter.pipeline.stages.workers import Ways
from converter.pipeline.tell import Tell, silent
from converter.report.answers.verification import Moved, Verification
from converter.report.why.trace_file import TraceForm
from converter.spec.start import Start
from converter.write.folder.listing import Listing, listing_of
from converter.write.folder.ours import strangers

NEW = "package"


def verify(
    study: Path,
    out: Path,
    *,
    raw: Path | None = None,
    start: Start | None = None,
    rebuild: bool = True,
    ways: Ways = Ways(),  # noqa: B008 - frozen
    tell: Tell = silent,
) -> Verification:
    """Verify the package `out` that `convert` made of a study.

    Its files are compared with its manifest; then the study is converted anew beside it, and its inputs, the versions
    of the packages and the bytes of each file with those that the manifest lists. `rebuild` may be left out. Raises
    InputError where `out` is no package, and what `convert` raises.
    """
    tell("manifest")
    was = listing_of(out)
    changed = strangers(out)
    if not rebuild:
        return Verification(len(was.inputs), len(was.outputs), changed)
    with TemporaryDirectory(prefix=".verify-", dir=out.resolve().parent) as folder:
        again = Path(folder) / NEW
        convert(study, again, raw=raw, start=start, last=_last(was), trace=_trace(was), ways=ways, tell=tell)
        now = listing_of(again)
    return Verification(
        len(was.inputs),
        len(was.outputs),
        changed,
        versions=moved_between(was.versions, now.versions),
        inputs=moved_between(was.inputs, now.inputs),
        outputs=moved_between(was.outputs, now.outputs),
        rebuilt=True,
    )


def _last(listing: Listing) -> Last:
    """Tell what a package ends with, by the folders that it has."""
    folders = {name.partition("/")[0] for name in listing.outputs}
    return "results" if "results" in folders else "adam" if "adam" in folders else "sdtm"


def _trace(listing: Listing) -> TraceForm:
    parquet = any(name.startswith("trace/") and name.endswith(".parquet") for name in listing.outputs)
    return "parquet" if parquet else "csv"


def moved_between(was: Mapping[str, str], now: Mapping[str, str]) -> Moved:
    """Compare what is listed under names: what changed, what is gone, what is new."""
    changed = tuple(name for name in was if name in now and was[name] != now[name])
    return Moved(changed, tuple(sorted(set(was) - set(now))), tuple(sorted(set(now) - set(was))))
