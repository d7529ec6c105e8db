"""What a program has beside what it should be: datasets beside others, a package beside its study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.comparison.comparison import Comparison, DatasetComparison, Settings
from converter.library.frames import Folder, Frames, data_folder
from converter.library.worded import worded
from converter.pipeline.life.compared import compare, comparison_settings
from converter.pipeline.life.verified import verify
from converter.report.answers.comparison import comparison_text
from converter.report.answers.verification import Verification
from converter.report.summary import as_html


@dataclass(frozen=True, repr=False)
class Compared:
    """Two sets of datasets beside each other: whether they are `equal`, and what differs in each of the `datasets`."""

    comparison: Comparison

    @property
    def equal(self) -> bool:
        """Tell whether both hold the same."""
        return self.comparison.equal

    @property
    def datasets(self) -> Mapping[str, DatasetComparison]:
        """Give what differs in each dataset that both have, by its name."""
        return {one.name: one for one in self.comparison.datasets}

    def __repr__(self) -> str:
        return comparison_text(self.comparison)

    def _repr_html_(self) -> str:
        return as_html(repr(self))


@worded()
def compare_datasets(
    base: Folder | Frames,
    compare_with: Folder | Frames,
    *,
    by: Sequence[str] | Mapping[str, Sequence[str]] = (),
    absolute: float = 0.0,
    relative: float = 0.0,
    ignore: Sequence[str] = (),
    first: int | None = 20,
) -> Compared:
    """Compare two sets of datasets as PROC COMPARE does, as `converter compare`: files, folders, packages, or frames.

    `by` are the keys of every dataset that has them all, or of each dataset by its name. Numbers are equal within the
    `absolute` or the `relative` tolerance; `ignore` names variables, and attributes (label, type, length, format,
    order); `first` values of each variable that differ are kept, with None all of them. Raises InputError.

    >>> compare_datasets("prod/adam", {"ADSL": adsl}, by=["USUBJID"]).equal
    """
    named = by if isinstance(by, Mapping) else {"": by} if by else {}
    keys = {str(name).upper(): tuple(one.upper() for one in keys) for name, keys in named.items()}
    said = comparison_settings((), absolute, relative, ignore)
    settings = Settings(keys, said.absolute, said.relative, said.ignore, first)
    with data_folder(base) as left, data_folder(compare_with) as right:
        return Compared(compare(left, right, settings))


@worded()
def verify_package(
    study: Folder, out: Folder = "out", *, raw: Folder | None = None, rebuild: bool = True
) -> Verification:
    """Verify the package `out` that `convert` made of a study, as `converter verify` does.

    Its files are as they were written, and the study gives the same bytes again; without `rebuild` only the first is
    looked at. Raises InputError where `out` is no package, and what `convert` raises.

    >>> verify_package("examples/demo", "out").verified
    """
    return verify(Path(study), Path(out), raw=None if raw is None else Path(raw), rebuild=rebuild)
