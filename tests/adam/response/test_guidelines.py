"""Every decision of shipped criteria by a timeline of its own: what was recorded or measured, and what it is.

`guidelines/*.yaml` has one timeline a line. `given` are responses ('28:SD', days from the start), `measured` are
components ('SUM -7=100 56=125; LONG/A 56=20' of lesion A). `each` is the response of each assessment, `stands` what
stands of each response by the file of the same name with -confirmation, `best` the best of those and its day; behind
'@', or last, is the decision. `with` are settings, `plan` what the step says, `therapy` the day of new therapy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.adam.response.plain import confirmation, engine
from tests.adam.response.plain.assessment import Reader, Record
from tests.adam.response.plain.confirmation import Response, Subject
from tests.adam.response.plain.reading import SPECS, read
from tests.adam.response.test_plain import of_subjects

FOLDER = Path(__file__).parent / "guidelines"
Row = tuple[float | None, str, str]
Made = tuple[float | None, str, str, str]
"""A row of an assessment with the kind of its progression."""


@cache
def lines(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
CASES = [(name, number) for name in NAMES for number in range(len(lines(name)))]


def day_of(text: str) -> int | None:
    return None if text == "?" else int(text)


def rows_of(text: str) -> list[Row]:
    """Read '56:PR@RULE 84:SD@RULE'."""
    found = (one.partition(":") for one in text.split())
    return [(day_of(day), *said.rpartition("@")[::2]) for day, _, said in found]


def best_of(text: str) -> list[Row]:
    """Read 'PR 56 RULE'."""
    response, day, rule = text.split()
    return [(day_of(day), response, rule)]


def records_of(text: str) -> list[Record]:
    """Read 'SUM -7=100 56=125; LONG/A 56=20'."""
    made = []
    for part in filter(str.strip, text.split(";")):
        name, *values = part.split()
        component, _, item = name.partition("/")
        made += [Record(component, day_of(day), said, item) for day, _, said in (one.partition("=") for one in values)]
    return made


def responses_of(text: str, line: Mapping[str, Any]) -> Subject:
    """Read '28:SD 56:PR', with the day of new therapy."""
    said = (one.partition(":") for one in text.split())
    return Subject(tuple(Response(day_of(day), one) for day, _, one in said), line.get("therapy"))


@cache
def assessed(name: str, settings: str) -> dict[int, list[Made]]:
    """Give the answers of all timelines of a file that are measured with the same settings."""
    numbers = [n for n, line in enumerate(lines(name)) if "measured" in line and key(line) == settings]
    found = engine.assessed(name, [records_of(lines(name)[n]["measured"]) for n in numbers], json.loads(settings))
    rows = of_subjects(found, ["DAY", "AVALC", "RSPRULE", "PDKIND"])
    named = zip(engine.names(len(numbers)), numbers, strict=True)
    return {n: [(one[0], *map(str, one[1:])) for one in rows.get(subject, [])] for subject, n in named}  # type: ignore[misc]


def key(line: Mapping[str, Any]) -> str:
    """Give the settings of a timeline as text."""
    return json.dumps(line.get("with", {}), sort_keys=True)


def confirming(name: str, line: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Give the criteria that confirm, and their settings."""
    if "given" in line:
        return name, line.get("with", {})
    return f"{name}-confirmation", line.get("with_confirmation", {})


def asked_of(name: str, number: int) -> Subject:
    """Give the responses of a timeline, those that were computed for one that is measured."""
    line = lines(name)[number]
    if "given" in line:
        return responses_of(line["given"], line)
    rows = assessed(name, key(line))[number]
    return Subject(tuple(Response(int(day or 0), said, kind) for day, said, _, kind in rows), line.get("therapy"))


def confirmed_groups(name: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any], list[int]]]:
    """Group the timelines of a file that are confirmed by criteria, settings and plan."""
    groups: dict[str, list[int]] = {}
    for number, line in enumerate(lines(name)):
        if "stands" in line or "best" in line:
            asked, settings = confirming(name, line)
            group = json.dumps([asked, settings, line.get("plan", {})], sort_keys=True)
            groups.setdefault(group, []).append(number)
    for group, numbers in groups.items():
        asked, settings, plan = json.loads(group)
        yield asked, settings, plan, numbers


@cache
def standing(name: str) -> dict[int, tuple[list[Row], list[Row]]]:
    """Give what stands and what is best of every timeline of a file that asks for it."""
    answers = {}
    for asked, settings, plan, numbers in confirmed_groups(name):
        subjects = [asked_of(name, number) for number in numbers]
        frames = engine.confirmed(asked, subjects, settings, **plan)
        found = [of_subjects(one, ["DAY", "AVALC", "RSPRULE"]) for one in frames]
        for subject, number in zip(engine.names(len(numbers)), numbers, strict=True):
            answers[number] = (found[0].get(subject, []), found[1].get(subject, []))
    return answers  # type: ignore[return-value]


@pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{n} {i} {lines(n)[i]['title']}" for n, i in CASES])
def test_a_timeline_has_the_answers_of_its_guideline(name: str, number: int) -> None:
    line = lines(name)[number]
    if "each" in line:
        assert [one[:3] for one in assessed(name, key(line))[number]] == rows_of(line["each"])
        plain = Reader(read(name, line.get("with")), records_of(line["measured"])).answers()
        assert [one[:3] for one in plain] == rows_of(line["each"])
    if "stands" in line:
        assert standing(name)[number][0] == rows_of(line["stands"])
    if "best" in line:
        assert standing(name)[number][1] == best_of(line["best"])


@pytest.mark.parametrize("name", NAMES)
def test_every_decision_of_a_guideline_has_a_timeline(name: str) -> None:
    taken = " ".join(str(line.get(one, "")) for line in lines(name) for one in ("each", "stands", "best"))
    by_it = f"{name}-confirmation" not in NAMES and (SPECS / f"{name}-confirmation.yaml").is_file()
    files = [name, f"{name}-confirmation"] if by_it else [name]
    wanted = [one for file in files for one in decisions(read(file))]
    assert [one for one in wanted if one not in taken] == []


def decisions(criteria: Mapping[str, Any]) -> Iterator[str]:
    """Give the id of every decision that gives an answer by itself; a level under `overall` gives none."""
    tables = [] if "overall" in criteria else [one["decisions"] for one in criteria.get("levels", {}).values()]
    tables += [criteria.get(one, []) for one in ("progression", "overall", "decisions", "best")]
    tables += [[criteria["never"]]] if "never" in criteria else []
    yield from (one["id"] for table in tables for one in table)


def test_there_is_a_plain_reading_of_what_stands_too() -> None:
    """The timelines are read alike by the plain reading, plans of a step aside, which only the engine knows."""
    for name in NAMES:
        for asked, settings, plan, numbers in confirmed_groups(name):
            for number in [] if plan else numbers:
                subject = asked_of(name, number)
                rows = confirmation.standing(read(asked, settings), subject)
                best = confirmation.best(read(asked, settings), rows, subject.therapy)
                assert (rows, [best]) == standing(name)[number]


@pytest.mark.parametrize("name", ["irecist", "eln-2022-aml", "pcwg3-combined", "gcig-ca125"])
def test_subjects_without_an_assessment_have_no_row(name: str) -> None:
    """Criteria that look at earlier assessments have nothing to look at, and stop nothing."""
    component = next(iter(read(name)["components"]))
    assert engine.assessed(name, [[], []]).empty
    assert engine.assessed(name, [[Record(component, -7, "1")], []]).empty
