"""Write the review page: template, style, scripts and packed data in one file that opens anywhere, offline."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from html import escape
from itertools import accumulate
from pathlib import Path

from converter.report.review import bound
from converter.report.review.columns import Body
from converter.report.review.data import Reviewed, behind_parts, compact, held_parts, sizes_of, told_parts

HERE = Path(__file__).parent
LEVEL = 6
"""Of gzip: level 9 takes four times as long for 2 % less."""
SCRIPTS = (
    "store.js",
    "held.js",
    "elements.js",
    "texts.js",
    "making.js",
    "package.js",
    "explain_tabulation.js",
    "explain_place.js",
    "explain.js",
    "why.js",
    "rows.js",
    "grid.js",
    "grid_keys.js",
    "print.js",
    "place.js",
    "columns.js",
    "column.js",
    "record.js",
    "data_view.js",
    "datasets.js",
    "populations.js",
    "overview.js",
    "flow_map.js",
    "ledger.js",
    "issues.js",
    "results.js",
    "theme.js",
    "router.js",
)
"""The scripts in the order in which they stand in the page; each is one concept."""


def review_page(reviewed: Reviewed, held: Mapping[str, str] | None = None) -> str:
    """Write the page; `held` has its parts with data packed, if they are. The same conversion gives the same text."""
    told, held = packed_told(reviewed), packed_data(reviewed) if held is None else held
    script = "".join(_resource(f"app/{name}") for name in SCRIPTS)
    style = _resource("style.css")
    filled = {
        "title": escape(reviewed.report.study),
        "policy": _policy(script, style),
        "style": style,
        "data": "\n".join(_element(name, text) for name, text in {**told, **held}.items()),
        "script": script,
    }
    page = _resource("template.html")
    for name, text in filled.items():
        before, _, after = page.partition("{{" + name + "}}")
        page = before + text + after
    return page


def _resource(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def packed_data(reviewed: Reviewed) -> dict[str, str]:
    """Pack the data that the page holds: as many records of each dataset and raw table as take no more than BYTES.

    How many that is follows from the data alone; where not even the first subjects fit, the page holds none of them.
    """
    for most in bound.may_hold(sizes_of(reviewed)):
        held = packed(held_parts(reviewed, most))
        if size_of(held) <= bound.BYTES:
            break
    return held


def size_of(parts: Mapping[str, str]) -> int:
    """Give the bytes that packed parts take."""
    return sum(map(len, parts.values()))


def packed_told(reviewed: Reviewed) -> dict[str, str]:
    """Pack what tells of the conversion as a whole: pictures as far as they fit, and records behind results.

    A picture that is left out is told with its file; of records behind a result the first are held, and their number.
    """
    told = packed(told_parts(replace(reviewed, figures=fitting(reviewed.figures, bound.TOLD_BYTES))))
    for most in (bound.RECORDS, *bound.FEWER):
        behind = packed(behind_parts(reviewed, most))
        if size_of(behind) <= bound.TOLD_BYTES:
            break
    return {**told, **behind}


def fitting(figures: Mapping[str, str], most: int) -> dict[str, str]:
    """Choose the first figures, the pictures of which take no more bytes together than `most` when they are packed."""
    sizes = [size_of(packed([(name, picture)])) for name, picture in figures.items()]
    return {one: figures[one] for one, until in zip(figures, accumulate(sizes), strict=True) if until <= most}


def packed(parts: Iterable[tuple[str, Body | str]]) -> dict[str, str]:
    """Pack parts of the data, as text that cannot end its element: gzip without a time stamp, base64."""
    return {
        name: b64encode(gzip.compress(compact(body).encode("ascii"), LEVEL, mtime=0)).decode() for name, body in parts
    }


def _element(name: str, text: str) -> str:
    return f'<script type="application/gzip" id="part-{escape(name)}">{text}</script>'


def _policy(script: str, style: str) -> str:
    """Allow this script and this style and embedded pictures; nothing of the network, no form, no frame."""
    allowed = {"script-src": _hash(script), "style-src": _hash(style), "img-src": "data:"}
    closed = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{what} {who}" for what, who in {**closed, **allowed}.items())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"
