"""What a rule of issues tells of, explained: why, an example, the mend, and whose rules it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from textwrap import fill
from typing import Any

import yaml

from converter.issues import Severity
from converter.report.aligned import table
from converter.report.json import SCHEMA, as_json
from converter.report.pages.check_page import asked_of, of_words
from converter.spec.checks.answers import Answer
from converter.spec.checks.check import WITH, CheckSpec, Row
from converter.spec.checks.mends import Mend

PAGES = "docs/reference/checks"
WIDTH = 100


@dataclass(frozen=True)
class FunctionTold:
    """A check of ours that is a function: what it is of, what it says of itself, and the rules of which it tells."""

    name: str
    of: tuple[str, ...]
    said: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class RuleTold:
    """A rule of issues: what it tells of, its mend, its check where that is data, and the rules of others it answers.

    `cites` are the rules of guides and agencies on which those of others rest; `functions` tell of it in our code.
    """

    rule: str
    title: str
    mend: Mend
    spec: CheckSpec | None
    answers: tuple[str, ...]
    cites: tuple[str, ...]
    functions: tuple[FunctionTold, ...] = ()

    @property
    def page(self) -> str:
        """Where its page is; a rule that is no check of the catalogue has none."""
        return f"{PAGES}/{self.rule}.md" if self.spec else ""

    @property
    def severity(self) -> Severity | str:
        """How severe its issues are, blank where the code says so case by case."""
        return self.spec.severity if self.spec else ""


@dataclass(frozen=True)
class Asked:
    """What was asked for: a rule of ours, or one of others with what we have for it."""

    name: str
    rules: tuple[RuleTold, ...]
    answers: tuple[Answer, ...] = ()
    functions: tuple[FunctionTold, ...] = ()


def asked_text(asked: Asked) -> str:
    """Word what is known of a rule, for a terminal."""
    parts = [*_foreign(asked), *map(_rule_text, asked.rules)]
    return "\n\n".join(parts) + "\n"


def asked_json(asked: Asked) -> str:
    """Write what is known of a rule as JSON."""
    return as_json(
        {
            "schema": SCHEMA,
            "asked": asked.name,
            "others": [asdict(one) for one in asked.answers],
            "functions": [asdict(one) for one in asked.functions],
            "rules": [_rule_body(one) for one in asked.rules],
        }
    )


def _foreign(asked: Asked) -> Iterator[str]:
    """Say what others' rules were meant, and what answers each."""
    if not asked.answers:
        return
    itself = [one for one in asked.answers if one.rule == asked.name]
    lines = [asked.name + (f" · {_lists(itself[0])}" if itself else " · cited by")]
    for one in asked.answers:
        named = one.rule if one in itself else f"{one.rule} ({_lists(one)})"
        cites = f" · cites {', '.join(one.cites)}" if one in itself and one.cites else ""
        lines.append(f"  {named}: {_answered(one)}{cites}")
    yield "\n".join(lines)
    yield from map(_function_text, asked.functions)


def _lists(one: Answer) -> str:
    return f"{one.authority} {', '.join(one.listed)}"


def _answered(one: Answer) -> str:
    if one.checks:
        return f"answered by {', '.join(one.checks)}"
    return f"answered by the check {one.function}" if one.function else f"no check of ours: {one.reason or 'not known'}"


def _function_text(one: FunctionTold) -> str:
    rules = f"its rules: {', '.join(one.rules)}; converter explain RULE tells more" if one.rules else ""
    lines = [f"{one.name} · check of {' and '.join(one.of)}", *map(_folded, filter(None, [one.said, rules]))]
    return "\n".join(lines)


def _rule_text(told: RuleTold) -> str:
    kinds = dict.fromkeys(kind for one in told.functions for kind in one.of)
    head = [told.rule, *([told.spec.severity, of_words(told.spec.of)] if told.spec else [])]
    head += [" and ".join(kinds)] if kinds and not told.spec else []
    parts = [" · ".join(head), _folded(f"{told.title}.")]
    if told.spec:
        parts += [_folded(f"why: {told.spec.why}")] if told.spec.why else []
        asked = asked_of(told.spec)
        parts += [yaml_text(asked)] if asked else []
        parts += [*_examples(told.spec)]
    parts += [_folded(f"told by {one.name}: {one.said}") for one in told.functions]
    parts.append(_folded(f"mend: {told.mend.mend}"))
    if told.mend.line:
        parts.append(f"paste under {told.mend.under}\n  {told.mend.line.format(value='VALUE', variable='VARIABLE')}")
    parts.append(f"accept under accepted:\n  - {{rule: {told.rule}, place: PLACE, reason: REASON}}")
    who = "answers" if told.spec else "the checks that tell of it answer"
    parts += [_folded(f"{who}: {', '.join(told.answers)}")] if told.answers else []
    parts += [_folded(f"rests on: {', '.join(told.cites)}")] if told.cites else []
    parts += [f"page: {told.page}"] if told.page else []
    return "\n\n".join(parts)


def yaml_text(said: Any) -> str:  # noqa: ANN401 - what a model dumps
    """Write what a check asks as YAML, indented."""
    text = yaml.safe_dump(said, sort_keys=False, default_flow_style=None, width=WIDTH, allow_unicode=True)
    return "\n".join(f"  {line}" for line in text.splitlines())


def _examples(spec: CheckSpec) -> Iterator[str]:
    for name, rows in spec.examples.given.items():
        yield f"where {name} has\n{_rows(rows)}"
    if spec.examples.fail:
        yield f"it tells of\n{_rows(spec.examples.fail)}"
    if spec.examples.pass_:
        yield f"and not of\n{_rows(spec.examples.pass_)}"


def _rows(rows: Sequence[Row]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row if name != WITH))
    cells = [["" if row.get(name) is None else str(row[name]) for name in names] for row in rows]
    return "\n".join(f"  {line}" for line in table(names, cells).splitlines())


def _rule_body(told: RuleTold) -> dict[str, Any]:
    spec = told.spec
    return {
        "rule": told.rule,
        "title": told.title,
        "severity": told.severity,
        "of": of_words(spec.of) if spec else "",
        "why": spec.why if spec else "",
        "asks": asked_of(spec) if spec else {},
        "examples": spec.examples.model_dump(by_alias=True) if spec else {},
        **told.mend.model_dump(),
        "answers": list(told.answers),
        "cites": list(told.cites),
        "functions": [asdict(one) for one in told.functions],
        "page": told.page,
    }


def _folded(text: str) -> str:
    return fill(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
