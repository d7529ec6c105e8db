"""The headers of a transport file: library, member, and the description of each variable (SAS TS-140)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import datetime

from converter.compute.sas_format import sas_format
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.write.xpt.parts import CARD, record_width

NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
LABEL, WIDTH = 40, 200
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
HEADER = "HEADER RECORD*******{:<8}HEADER RECORD!!!!!!!{:<30}  "


def xpt_header(spec: DatasetSpec, name: str, created: datetime) -> bytes:
    """Write what stands before the records of a member; `created` is the stamp of all its places."""
    stamp = f"{created:%d}{MONTHS[created.month - 1]}{created:%y:%H:%M:%S}"
    zeros = "0" * 30
    text = [
        HEADER.format("LIBRARY", zeros),
        f"{'SAS':<8}{'SAS':<8}{'SASLIB':<8}{'9.4':<8}{'':<8}{'':<24}{stamp:<16}",
        f"{stamp:<80}",
        HEADER.format("MEMBER", "000000000000000001600000000140"),
        HEADER.format("DSCRPTR", zeros),
        f"{'SAS':<8}{name:<8}{'SASDATA':<8}{'9.4':<8}{'':<8}{'':<24}{stamp:<16}",
        f"{stamp:<16}{'':<16}{spec.label:<40}{'':<8}",
        HEADER.format("NAMESTR", f"000000{len(spec.variables):04d}".ljust(30, "0")),
    ]
    namestrs = b"".join(_namestrs(spec))
    namestrs += b" " * (-len(namestrs) % CARD)
    return "".join(text).encode("ascii") + namestrs + HEADER.format("OBS", zeros).encode("ascii")


def _namestrs(spec: DatasetSpec) -> Iterator[bytes]:
    position = 0
    for number, variable in enumerate(spec.variables, start=1):
        form, width, decimals = sas_format(variable.format) or ("", 0, 0)
        yield struct.pack(
            ">hhhh8s40s8shhh2s8shhl52s",
            *(2 if variable.type == "Char" else 1, 0, record_width(variable), number),
            *(variable.name.ljust(8).encode(), variable.label.ljust(LABEL).encode()),
            *(form.ljust(8).encode(), width, decimals, 0, b"\0\0", b" " * 8, 0, 0, position, b"\0" * 52),
        )
        position += record_width(variable)


def header_problems(spec: DatasetSpec) -> Iterator[str]:
    """Name what the format cannot say of a dataset: its names, labels and formats."""
    for name, label in ((spec.name, spec.label), *((v.name, v.label) for v in spec.variables)):
        place = spec.name if name == spec.name else f"{spec.name}.{name}"
        if not NAME.fullmatch(name):
            yield f"{place}: a name has 1 to 8 characters of A-Z, 0-9 and _, and does not start with a digit"
        size = len(label.encode())
        if size > LABEL or not _printable(label):
            yield f"{place}: the label '{label}' has {size} bytes; expected at most {LABEL}, printable ASCII"
    for variable in spec.variables:
        if variable.format and not sas_format(variable.format):
            yield f"{spec.name}.{variable.name}: '{variable.format}' is no SAS format such as DATE9. or 8.2"


def width_problems(spec: DatasetSpec, variable: VariableSpec) -> Iterator[str]:
    """Name a variable that is wider than the format allows."""
    if variable.type == "Char" and record_width(variable) > WIDTH:
        width = record_width(variable)
        yield f"{spec.name}.{variable.name}: the width is {width} bytes; expected at most {WIDTH}"


def _printable(text: str) -> bool:
    return text.isascii() and (text.isprintable() or not text)
