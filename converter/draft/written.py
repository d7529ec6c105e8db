"""A draft as YAML that a person reads: short lines, and behind them why they are a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from converter.draft.columns.lines import Block, Call, Line
from converter.spec.short.condition import in_short
from converter.spec.text.yaml import quoted

REMARK = 200
"""How much a remark shows."""
DATES, SEVERAL = "datetime", 3
"""The rule of dates, and how many of them with the same formats say them once."""


def flow(value: object) -> str:
    """Write a value in one line of YAML, conditions in short."""
    return _flow(in_short(value))


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(str(key))}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else quoted(str(value))


def remark(text: str) -> str:
    """Write text so that it stays within a remark: blanks for line breaks and for what is not printable."""
    plain = re.sub(r"\s+", " ", "".join(letter if letter.isprintable() else " " for letter in text)).strip()
    shown = plain if len(plain) <= REMARK else f"{plain[: REMARK - 4]} ..."
    return f" # {shown}" if plain else ""


def domain_yaml(
    domain: str,
    blocks: Sequence[Block],
    derive: Mapping[str, Call],
    supplemental: Mapping[str, Call],
    variables: Mapping[str, Call],
    notes: Iterable[str] = (),
) -> str:
    """Write `sdtm/xx.yaml`."""
    lines = [
        "# A draft: read it, mend it, complete it. Remarks say why a line is a guess, or what a person must say (TODO)."
    ]
    lines += [f"#{remark(note).removeprefix(' #')}" for note in notes]
    formats = _formats(blocks)
    lines += [f"domain: {domain}"]
    lines += _named("defaults", {DATES: flow({"formats": formats})} if formats else {})
    lines += ["records:", *(line for block in blocks for line in _block(block, formats))]
    lines += _named("derive", {name: flow(call) for name, call in derive.items()})
    lines += _named("supplemental", {name: _label_or(call) for name, call in supplemental.items()})
    lines += _named("variables", {name: _label_or(call) for name, call in variables.items()})
    return "\n".join(lines) + "\n"


def built_yaml(domain: str, build: Call, derive: Mapping[str, Call]) -> str:
    """Write `sdtm/xx.yaml` of a dataset that one rule makes."""
    lines = ["# A draft: made of what study.yaml says.", f"domain: {domain}", f"build: {flow(build)}"]
    return "\n".join([*lines, *_named("derive", {name: flow(call) for name, call in derive.items()})]) + "\n"


def _formats(blocks: Sequence[Block]) -> list[str]:
    """Give the formats of dates that are said once: those of all dates, where there are several."""
    calls = [line.call[DATES] for block in blocks for line in block.lines.values() if DATES in line.call]
    said: list[list[str]] = [list(call.get("formats", ())) for call in calls]
    return said[0] if len(said) >= SEVERAL and all(one == said[0] for one in said) else []


def _label_or(call: Call) -> str:
    """Write what is said of a variable; a label alone is its text."""
    return flow(call["label"] if set(call) == {"label"} else call)


def _block(block: Block, formats: Sequence[str]) -> Iterator[str]:
    yield f"  - table: {quoted(block.table)}{remark(block.why)}"
    if block.where:
        yield f"    where: {flow(block.where)}"
    if block.join:
        yield "    join:"
        yield from (f"      - {flow(join)}" for join in block.join)
    if block.unpivot:
        yield "    unpivot:"
        yield "      items:"
        yield from (f"        {quoted(code)}: {flow(item)}" for code, item in block.unpivot["items"].items())
        yield f"      required: {flow(block.unpivot['required'])}"
    yield "    map:"
    yield from (f"      {name}: {_rule(line, formats)}" for name, line in block.lines.items())


def _rule(line: Line, formats: Sequence[str]) -> str:
    call = dict(line.call)
    if formats and DATES in call:
        call[DATES] = {key: one for key, one in call[DATES].items() if key != "formats"}
    return f"{flow(call)}{remark(line.why)}"


def _named(title: str, lines: Mapping[str, str]) -> list[str]:
    return [f"{title}:", *(f"  {quoted(name)}: {text}" for name, text in lines.items())] if lines else []
