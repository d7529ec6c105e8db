"""Explanations that say why, and such as do not."""

from __future__ import annotations

import re
from collections.abc import Collection

from converter.spec.package.submission import load_submission_words


def is_empty_reason(reason: str) -> bool:
    """Tell whether an explanation explains nothing: blank, or nothing but a phrase such as 'as collected'."""
    return _plain(reason) in _phrases()


def _phrases() -> Collection[str]:
    return {"", *map(_plain, load_submission_words().empty_reasons.phrases)}


def _plain(text: str) -> str:
    """Leave the letters and digits of a text, and one blank between words."""
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())
