"""Where the line begins: at raw exports, or at SDTM or analysis datasets that others made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Stage = Literal["raw", "sdtm", "adam"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True)
class Start:
    """The stage whose data are given, and the folder in which they lie."""

    stage: Stage
    folder: str

    def __str__(self) -> str:
        return f"{self.stage}:{self.folder}"


def start_of(text: str) -> Start:
    """Read a start written `raw:FOLDER`, `sdtm:FOLDER` or `adam:FOLDER`; raises ValueError for anything else."""
    written, colon, folder = text.partition(":")
    stage = next((one for one in STAGES if one == written), None)
    if stage is None or not colon or not folder.strip():
        message = f"'{text}': expected {', '.join(f'{one}:FOLDER' for one in STAGES[:-1])} or {STAGES[-1]}:FOLDER"
        raise ValueError(message)
    return Start(stage, folder.strip())
