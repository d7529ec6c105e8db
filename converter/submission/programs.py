"""The programs of a submission: the specification as text, the converter's version, and how to run them again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution, version

from converter.spec.package.agency import Names
from converter.submission.tree import written

FILES, README, PINS = "files.txt", "readme.txt", "requirements.txt"
STEM = 50
"""Characters of a name that are kept of the path of a file."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def program_names(files: Sequence[str], names: Names) -> dict[str, str]:
    """Name each file of a specification as a text in one folder: sdtm/dm.yaml becomes 002-sdtm-dm-yaml.txt."""
    numbered = enumerate(files, start=1)
    return {file: f"{number:03}-{_stem(file, names)}.txt" for number, file in numbered}


def _stem(file: str, names: Names) -> str:
    return written(file.replace("/", "-").replace(".", "-"), names)[:STEM].strip("-_")


def files_text(named: Mapping[str, str], documents: Mapping[str, str]) -> str:
    """List which text is which file of the specification; `documents` lie elsewhere in the submission."""
    every = {**named, **documents}
    return "".join(f"{where}|{file}\n" for file, where in every.items())


def pins(name: str = "converter") -> dict[str, str]:
    """Give the version of each package that the converter needs, and of what these need, as they are installed."""
    found: dict[str, str] = {}
    left = [*_needs(name)]
    while left:
        one = left.pop()
        key = one.lower().replace("_", "-").replace(".", "-")
        if key not in found:
            try:
                found[key] = version(one)
            except PackageNotFoundError:  # what another system or an extra needs
                continue
            left += _needs(one)
    return dict(sorted(found.items()))


def _needs(name: str) -> Iterator[str]:
    for line in distribution(name).requires or ():
        said = _NAME.match(line)
        if said and "extra ==" not in line:
            yield said[0]


def pins_text() -> str:
    """Write what pip installs: the converter and every package that it needs, each in one version."""
    every = {"converter": version("converter"), **pins()}
    return "".join(f"{name}=={number}\n" for name, number in every.items())


README_TEXT = """Programs of study {study}

The datasets were made by converter {version}, an open-source program, from this specification. Every file is text:
files.txt says which text is which file of the specification, requirements.txt pins every package. Python 3.11, 3.12 or
3.13 is needed. Copy the folder of the study to a place that you may write to, go to this folder in it, and enter:

Linux and macOS (sh)

    python3 -m venv .venv
    .venv/bin/python -m pip install --requirement requirements.txt
    while IFS='|' read -r from to; do
      mkdir -p "study/$(dirname "$to")"; cp "$from" "study/$to"
    done < files.txt
    .venv/bin/converter {command}

Windows (PowerShell)

    py -3 -m venv .venv
    .venv\\Scripts\\python -m pip install --requirement requirements.txt
    Get-Content -Encoding UTF8 files.txt | ForEach-Object {{
      $from, $to = $_ -split '\\|'
      New-Item -ItemType Directory -Force (Split-Path "study\\$to") | Out-Null
      Copy-Item $from "study\\$to"
    }}
    .venv\\Scripts\\converter {command}

{outcome}
"""
CONVERT = "convert study --from sdtm:../../../tabulations/sdtm --out again --fail-on never"
AGAIN = """This makes the analysis datasets again from the tabulations that were submitted (again/adam), with results
and checks. Where a value comes from: converter explain study ADSL.TRTSDT --out again --record 1"""
CHECK = "check study"
NO_ANALYSIS = """This checks the specification. The tabulations are made from raw exports, which are not submitted;
there are no analysis datasets."""


def readme_text(study: str, *, analysis: bool) -> str:
    """Tell another reviewer how to run the specification on Linux and on Windows."""
    command, outcome = (CONVERT, AGAIN) if analysis else (CHECK, NO_ANALYSIS)
    return README_TEXT.format(study=study, version=version("converter"), command=command, outcome=outcome)
