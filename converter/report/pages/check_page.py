"""A page for each check: what it reports, why, an example that is a test, how to mend it, whose rules it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from converter.spec.checks.check import WITH, CheckSpec, Row, Scope
from converter.spec.library import load_authorities, load_mends

STANDARDS = {"sdtmig": "SDTM", "adamig": "ADaM", "any": "SDTM and ADaM"}
MANY = 12
"""Rows of names that a page shows."""


def check_page(spec: CheckSpec) -> str:
    """Write the page of a check as Markdown."""
    parts = [
        f"# {spec.id}",
        f"{spec.title}.",
        f"{spec.severity} · {of_words(spec.of)}",
        *([spec.why] if spec.why else []),
        *_asked(spec),
        *_examples(spec),
        f"**Mend:** {load_mends().of(spec.id).mend}.",
        *_references(spec),
    ]
    return "\n\n".join(parts) + "\n"


def of_words(scope: Scope) -> str:
    """Say of which datasets a check is asked."""
    parts = [STANDARDS[scope.standard]]
    parts += [f"version {', '.join(scope.versions)}"] if scope.versions else []
    parts += [f"class {', '.join(scope.classes)}"] if scope.classes else []
    parts += [", ".join(scope.datasets)] if scope.datasets else []
    parts += [f"not {', '.join(scope.but_not)}"] if scope.but_not else []
    parts += [f"the table {', '.join(scope.tables)}"] if scope.tables else []
    return " · ".join(parts)


def _asked(spec: CheckSpec) -> Iterator[str]:
    if spec.run:
        yield f"Its logic is Python: the check `{spec.run}` of [the list of checks](../checks.md)."
        return
    text = yaml.safe_dump(asked_of(spec), sort_keys=False, default_flow_style=None, width=110, allow_unicode=True)
    yield f"```yaml\n{text}```"
    if len(spec.with_) > MANY:
        yield f"And {len(spec.with_) - MANY} more rows of names."


def asked_of(spec: CheckSpec) -> dict[str, Any]:
    """Give what a check asks, as its file says it: of the rows of names the first MANY, without their refs."""
    said = spec.model_dump(by_alias=True, exclude_defaults=True, include={"when", "wrong", "needs", "optional"})
    rows = [{key: value for key, value in row.items() if key != "refs"} for row in spec.with_]
    return {key: _plain(one) for key, one in {**said, **({WITH: rows[:MANY]} if any(rows) else {})}.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a model dumps
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _examples(spec: CheckSpec) -> Iterator[str]:
    examples = spec.examples
    for name, rows in examples.given.items():
        yield f"Where {name} has"
        yield _table([(row, "") for row in rows], told=False)
    told = [(row, "yes") for row in examples.fail] + [(row, "no") for row in examples.pass_]
    if told:
        yield "of these records it tells:" if examples.given else "Of these records it tells:"
        yield _table(told, told=True)


def _table(rows: Sequence[tuple[Row, str]], *, told: bool) -> str:
    names = list(dict.fromkeys(name for row, _ in rows for name in row if name != WITH))
    head = [*(f"`{name}`" for name in names), *(["told"] if told else [])]
    lines = [head, ["---"] * len(head)]
    lines += [[*(_cell(row.get(name)) for name in names), *([word] if told else [])] for row, word in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|")


def _references(spec: CheckSpec) -> Iterator[str]:
    every = {authority: ids for authority, ids in spec.every_ref.items() if ids}
    for one in load_authorities() if spec.run else ():
        every[one.name] = (*every.get(one.name, ()), *one.functions.get(spec.run, ()))
    every = {authority: ids for authority, ids in every.items() if ids}
    if every:
        said = "; ".join(f"{authority} {', '.join(ids)}" for authority, ids in every.items())
        yield f"Answers: {said}."
