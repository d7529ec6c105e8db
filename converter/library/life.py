"""The life of a study after its package: what moved, what rests on a cell, what is handed in, the log of runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from converter.library.frames import Folder
from converter.library.worded import worded
from converter.pipeline.life.audit import audit
from converter.pipeline.life.diff import diff, write_movement
from converter.pipeline.life.doctor import doctor
from converter.pipeline.life.uses import uses
from converter.report.life.audited import Audited
from converter.report.life.installation import Found
from converter.report.life.movement import Movement
from converter.report.life.movement_text import movement_text
from converter.report.life.used import Used
from converter.report.summary import as_html
from converter.submission.fonts import refuse_bare

if TYPE_CHECKING:
    from converter.pipeline.submission.packaged import Submission


@dataclass(frozen=True, repr=False)
class Moved:
    """Two packages of a study beside each other: what moved, and why; as text, in a notebook, as a page."""

    movement: Movement

    @property
    def moved(self) -> bool:
        """Tell whether a record, a value or a figure moved."""
        return self.movement.moved

    def write(self, path: Folder) -> None:
        """Write what moved as one HTML page; raises InputError where another file is there."""
        write_movement(self.movement, Path(path))

    def __repr__(self) -> str:
        return movement_text(self.movement)

    def _repr_html_(self) -> str:
        return as_html(repr(self))


@worded()
def diff_packages(old: Folder, new: Folder, *, first: int = 20) -> Moved:
    """Tell what moved between two packages, or study folders, and which change moved it, as `converter diff`.

    `first` values of each variable are kept. Raises InputError where a side is neither, and what `convert` raises.

    >>> diff_packages("march", "june").moved
    """
    return Moved(diff(Path(old), Path(new), first))


@worded()
def find_uses(study: Folder, cell: str, out: Folder = "out", *, raw: Folder | None = None) -> Used:
    """Find every value, result and item of define.xml that rests on a raw cell or row, as `converter uses`.

    `cell` is FILE:ROW or FILE:ROW:COLUMN, `out` the package that `convert` made of the study; raises InputError.

    >>> find_uses("examples/demo", "ae.csv:2:AETERM").values
    """
    return uses(Path(study), cell, Path(out), raw=None if raw is None else Path(raw))


@worded()
def package_study(
    study: Folder,
    out: Folder,
    *,
    agency: Literal["fda", "pmda"] = "fda",
    package: Folder | None = None,
    raw: Folder | None = None,
) -> Submission:
    """Write what is handed in of a study to `out`, and judge it by an agency's criteria, as `converter package`.

    `package` is what `convert` made of the study; without it the study is converted first. Needs the extra
    `submission`; raises InputError where that is missing, and what `convert` raises.

    >>> package_study("examples/demo", "submission").gate.count("rejected")
    """
    refuse_bare()
    from converter.pipeline.submission.packaged import hand_in  # noqa: PLC0415 - needs an extra

    made, exports = (None if one is None else Path(one) for one in (package, raw))
    return hand_in(Path(study), Path(out), agency=agency, made=made, raw=exports)


@worded()
def verify_audit(file: Folder) -> Audited:
    """Verify an audit log as `converter audit`: `broken` is the first line that is not as it was written, or None.

    >>> verify_audit("log.jsonl").broken
    """
    return audit(Path(file))


@worded()
def check_installation(folder: Folder = ".") -> tuple[Found, ...]:
    """Look at the installation, and at a folder that packages are to be written to, as `converter doctor`.

    >>> check_installation("packages")
    """
    return doctor(Path(folder))
