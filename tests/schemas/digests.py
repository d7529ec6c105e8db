"""The digest of what each kind of YAML file may say, and the version under which it is recorded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from converter.plan.schema.document import kind_schema
from converter.plan.schema.kinds import KINDS

RECORDED = Path(__file__).with_name("recorded.json")
TOLD = frozenset({"$id", "title", "description", "markdownDescription", "enumDescriptions"})
"""What a schema says for readers alone."""


def recorded() -> dict[str, dict[str, Any]]:
    """Read the version and the digest of each kind as they were recorded."""
    found: dict[str, dict[str, Any]] = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.is_file() else {}
    return found


def schemas() -> dict[str, dict[str, Any]]:
    """Give the version and the digest of each kind as they are."""
    return {kind: {"version": said.version, "digest": digest(kind_schema(kind))} for kind, said in KINDS.items()}


def digest(schema: dict[str, Any]) -> str:
    """Give the digest of what a schema lets files say; words for readers do not count."""
    text = json.dumps(_shape(schema), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _shape(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    if isinstance(part, list):
        return [_shape(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _shape(one) for key, one in part.items() if not (key in TOLD and isinstance(one, str | list))}
