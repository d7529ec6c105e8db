"""Response criteria: what is written wrong is told with its place and the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.spec.endpoints.confirmation import ConfirmationCriteria
from converter.spec.endpoints.criteria import CriteriaCall, criteria_names, load_criteria
from converter.spec.endpoints.response import ResponseCriteria
from converter.spec.library import specs_folder
from converter.spec.model import Model

RESPONSE = """
name: own
title: Own
source: a plan
settings:
  fall: {value: -50, unit: "%", meaning: change of a response, source: a plan}
responses:
  PR: {rank: 3, dated: last}
  SD: {rank: 2}
  PD: {rank: 4}
  NE: {rank: 1}
progressed: PD
components:
  SPIKE: {label: spike, unit: g/dL}
  BAND: {label: band, kind: text}
  MARROW: {label: marrow, carry: after_start}
  SIZE: {label: size, unit: mm, each: lesion}
values:
  TOTAL: {label: total, unit: mm, sum: SIZE}
  RATIO: {label: ratio, quotient: [SPIKE, MARROW]}
classes:
  - {id: SPIKY, when: {variable: SPIKE.BASE, gt: 1}, then: {class: SPIKE}}
  - {id: NEITHER, then: {class: NONE}}
progression:
  - {id: RISE, when: {variable: SPIKE.NCHG, ge: 1}, then: {kind: BLOOD}}
levels:
  spike:
    when: {variable: CLASS, eq: SPIKE}
    decisions:
      - {id: MISSING, when: {variable: SPIKE, missing: true}, then: {response: NE}}
      - {id: FALL, when: {variable: SPIKE.PCHG, le: "${fall}"}, then: {response: PR}}
      - {id: STABLE, then: {response: SD}}
  every:
    decisions:
      - {id: LESIONS, when: {variable: TOTAL, gt: 0}, then: {response: SD}}
      - {id: REST, then: {response: PR}}
"""
CONFIRMATION = """
name: own
title: Own
source: a plan
responses:
  PD: {rank: 4}
  PR: {rank: 3}
  SD: {rank: 2}
  NE: {rank: 1, evaluable: false}
progressed: PD
worst_first: [PD, SD, PR, NE]
decisions:
  - {id: AGAIN, when: {variable: RELATION, in: [SAME, BETTER]}, then: {response: this}}
  - {id: LOWER, when: {variable: RELATION, eq: WORSE}, then: {response: next}}
  - {id: ALONE, then: {response: SD, tell: nothing confirms it}}
tells:
  - {id: LATE, when: {variable: GAP, gt: 84}, then: {tell: late}}
best:
  - {id: BEST-PR, when: {variable: THIS, eq: PR}, then: {response: PR}}
  - {id: BEST-NE, then: {response: NE}}
never: {id: NEVER, then: {response: NE}}
"""
MODELS: dict[str, type[Model]] = {RESPONSE: ResponseCriteria, CONFIRMATION: ConfirmationCriteria}


def loaded(folder: Path, text: str, old: str = "", new: str = "", settings: dict[str, float] | None = None) -> Model:
    assert old in text
    (folder / "own.yaml").write_text(text.replace(old, new) if old else text)
    return load_criteria(CriteriaCall(name="own", settings=settings or {}), MODELS[text], (folder,))


@pytest.mark.parametrize("text", MODELS, ids=["response", "confirmation"])
def test_the_criteria_of_this_test_are_sound(tmp_path: Path, text: str) -> None:
    assert str(loaded(tmp_path, text)) == "Own"


WRONG = [
    (RESPONSE, "SPIKE.PCHG, le", "SPIK.PCHG, le", "FALL: no component or value 'SPIK' (did you mean 'SPIKE'?)"),
    (RESPONSE, "SPIKE.PCHG, le", "SPIKE.PCGH, le", "FALL: no feature 'SPIKE.PCGH' (did you mean 'PCHG'?)"),
    (RESPONSE, "SPIKE.PCHG, le", "BAND.PCHG, le", "FALL: BAND is text, which has no PCHG"),
    (RESPONSE, "SPIKE.PCHG, le", "SPIKE.LAST, le", "FALL: SPIKE is not carried, so it has no LAST"),
    (RESPONSE, "SPIKE.PCHG, le", "SIZE, le", "FALL: SIZE is one of each lesion; sum or count it"),
    (
        RESPONSE,
        "variable: CLASS,",
        "variable: CLAS,",
        "levels spike: no component or value 'CLAS' (did you mean 'CLASS'?)",
    ),
    (RESPONSE, "CLASS,", "CLASS.BASE,", "levels spike: no feature 'CLASS.BASE'"),
    (
        RESPONSE,
        "[SPIKE, MARROW]",
        "[SPIKE, MARRO]",
        "value RATIO: no component or value 'MARRO' (did you mean 'MARROW'?)",
    ),
    (RESPONSE, "[SPIKE, MARROW]", "[SPIKE, LATER]", "value RATIO: no component or value 'LATER'"),
    (RESPONSE, "sum: SIZE", "sum: SPIKE", "value TOTAL: sum and count go over lesions, SPIKE is not one of each"),
    (RESPONSE, "TOTAL: {", "SPIKE: {", "value SPIKE: this name is taken"),
    (RESPONSE, "sum: SIZE", "sum: SIZE, product: [SIZE, SIZE]", "expected exactly one of difference, product"),
    (RESPONSE, "sum: SIZE", "least: 0", "expected exactly one of difference, product"),
    (RESPONSE, "SPIKE.BASE, gt", "SPIKE, gt", "SPIKY: the class is decided on baseline, got 'SPIKE'"),
    (RESPONSE, "progressed: PD", "progressed: PDD", "progressed: no response 'PDD' (did you mean 'PD'?)"),
    (
        RESPONSE,
        "{response: SD}}\n  every",
        "{response: SDD}}\n  every",
        "STABLE: no response 'SDD' (did you mean 'SD'?)",
    ),
    (RESPONSE, "then: {kind: BLOOD}", "then: {response: PD}", "RISE: expected then: {kind: ...}, got ['response']"),
    (
        RESPONSE,
        "STABLE, then",
        "STABLE, when: {variable: SPIKE, gt: 0}, then",
        "levels spike: the last decision must have no",
    ),
    (
        RESPONSE,
        "NEITHER, then",
        "NEITHER, when: {variable: SPIKE.BASE, gt: 0}, then",
        "classes: the last decision must",
    ),
    (
        RESPONSE,
        "  every:\n",
        "  every:\n    when: {variable: SPIKE, gt: 0}\n",
        "levels: one table must have no condition",
    ),
    (RESPONSE, "id: REST", "id: FALL", "the id 'FALL' is given twice"),
    (RESPONSE, "each: lesion", "every: lesion", "components.SIZE.every: unknown key"),
    (RESPONSE, "kind: text", "kind: words", "components.BAND.kind"),
    (RESPONSE, "${fall}", "${fal}", "levels.spike.decisions[1].when.le: no setting 'fal' (did you mean 'fall'?)"),
    (CONFIRMATION, "RELATION, in", "RELATON, in", "AGAIN: no feature 'RELATON' (did you mean 'RELATION'?)"),
    (CONFIRMATION, "THIS, eq", "NEXT, eq", "BEST-PR: no feature 'NEXT'"),
    (CONFIRMATION, "GAP, gt", "GAPP, gt", "LATE: no feature 'GAPP' (did you mean 'GAP'?)"),
    (CONFIRMATION, "{response: next}", "{response: nxt}", "LOWER: no response 'nxt' (did you mean 'next'?)"),
    (CONFIRMATION, "{response: PR}}", "{response: this}}", "BEST-PR: no response 'this'"),
    (CONFIRMATION, "tell: nothing", "say: nothing", "ALONE: expected response and tell, got ['response', 'say']"),
    (CONFIRMATION, "{tell: late}", "{response: NE}", "LATE: expected then: {tell: ...}, got ['response']"),
    (CONFIRMATION, "progressed: PD", "progressed: PDD", "progressed: no response 'PDD' (did you mean 'PD'?)"),
    (CONFIRMATION, "SD, PR, NE]", "SD, PR]", "worst_first: every response must stand in it once"),
    (CONFIRMATION, "PR: {rank: 3}", "PR: {rank: 2}", "responses: every response must have a rank of its own"),
    (CONFIRMATION, "PR: {rank: 3}", "PR: {rank: 3, aval: 2}", "responses: every response must have an AVAL of its own"),
    (
        CONFIRMATION,
        "ALONE, then",
        "ALONE, when: {variable: GAP, gt: 0}, then",
        "decisions: the last decision must have no",
    ),
    (
        CONFIRMATION,
        "BEST-NE, then",
        "BEST-NE, when: {variable: THIS, eq: NE}, then",
        "best: the last decision must have no",
    ),
]


LOOK = """looks:
  BEFORE: {toward: earlier, until: {variable: RESPONSE, eq: PR}, counts: {HIGH: {variable: SPIKE, gt: 1}}}
classes:"""
"""A look at earlier assessments, in place of the line `classes:`."""
WRONG_LOOK = [
    ("RESPONSE, eq: PR", "RESPONSE, eq: PRR", "looks BEFORE, until: no response 'PRR' (did you mean 'PR'?)"),
    ("RESPONSE, eq: PR", "RESPONS, eq: PR", "looks BEFORE, until: no component or value 'RESPONS'"),
    ("{variable: SPIKE, gt: 1}", "{variable: SIZE, gt: 1}", "SIZE is one of each lesion; sum or count it"),
    ("toward: earlier", "toward: later", "at one assessment only those before it are known, so toward: earlier"),
    ("HIGH:", "KIND:", "a count cannot be called KIND, which is read of the end"),
    ("HIGH:", "GAP:", "'GAP' is a name of the look itself; give it another one"),
    ("BEFORE:", "SPIKE:", "looks SPIKE: this name is taken"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG_LOOK, ids=[message for *_, message in WRONG_LOOK])
def test_what_is_wrong_with_a_look_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in LOOK
    with pytest.raises(SpecError, match=r"own\.yaml") as caught:
        loaded(tmp_path, RESPONSE, "classes:", LOOK.replace(old, new))
    assert message in str(caught.value)


READ_WRONG = [
    ("BEFORE.HIHG", "FALL: BEFORE: no feature 'HIHG' of the look (did you mean 'HIGH'?)"),
    ("BEFORE.SIZE", "FALL: SIZE is one of each lesion; sum or count it"),
    ("BEFORE.SPIKE.PCGH", "FALL: no feature 'SPIKE.PCGH' (did you mean 'PCHG'?)"),
    ("SPIKE.SINC", "FALL: no feature 'SPIKE.SINC' (did you mean 'SINCE'?)"),
    ("RATIO.SINCE", "FALL: SINCE is of a component of the subject, RATIO is none"),
]


@pytest.mark.parametrize(("read", "message"), READ_WRONG, ids=[message for _, message in READ_WRONG])
def test_what_is_read_wrong_of_a_look_is_told(tmp_path: Path, read: str, message: str) -> None:
    text = RESPONSE.replace("classes:", LOOK).replace("SPIKE.PCHG, le", f"{read}, le")
    (tmp_path / "own.yaml").write_text(text)
    with pytest.raises(SpecError, match=r"own\.yaml") as caught:
        load_criteria(CriteriaCall(name="own"), ResponseCriteria, (tmp_path,))
    assert message in str(caught.value)


WRONG_COUNTING = [
    ("best:\n", "best_until: [PDD]\nbest:\n", "best_until: no response 'PDD' (did you mean 'PD'?)"),
    ("best:\n", "counting: {until: [PDD]}\nbest:\n", "counting.until: no response 'PDD' (did you mean 'PD'?)"),
    ("best:\n", "counting: {from: never}\nbest:\n", "counting.from"),
    (
        "best:\n",
        "looks: {PR: {until: {variable: RESPONSE, eq: PRR}}}\nbest:\n",
        "looks PR, until: no response 'PRR' (did you mean 'PR'?)",
    ),
    ("best:\n", "looks: {THIS: {}}\nbest:\n", "looks THIS: this name is taken"),
    ("{response: PR}}", "{response: PR, take: lats}}", "take: first or last of equal ones, got 'lats'"),
    ("{tell: late}", "{tell: late, severity: bad}", "severity: note or warning, got 'bad'"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG_COUNTING, ids=[message for *_, message in WRONG_COUNTING])
def test_what_is_wrong_with_what_counts_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SpecError, match=r"own\.yaml") as caught:
        loaded(tmp_path, CONFIRMATION, old, new)
    assert message in str(caught.value)


@pytest.mark.parametrize(("text", "old", "new", "message"), WRONG, ids=[message for *_, message in WRONG])
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, old: str, new: str, message: str) -> None:
    with pytest.raises(SpecError, match=r"own\.yaml") as caught:
        loaded(tmp_path, text, old, new)
    assert message in str(caught.value)


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="SPIK") as caught:
        loaded(tmp_path, RESPONSE, "SPIKE.", "SPIK.")
    places = [
        place for place in ("SPIKY", "RISE", "FALL") if f"{place}: no component or value 'SPIK'" in str(caught.value)
    ]
    assert places == ["SPIKY", "RISE", "FALL"]


def test_a_setting_that_the_criteria_do_not_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"unknown setting 'fal' \(did you mean 'fall'\?\)"):
        loaded(tmp_path, RESPONSE, settings={"fal": -25})


def text_of(name: str) -> str:
    return (specs_folder() / "criteria" / f"{name}.yaml").read_text(encoding="utf-8")


OURS = [name for name in criteria_names() if "classes:" in text_of(name) or "worst_first:" in text_of(name)]


@pytest.mark.parametrize("name", OURS)
def test_every_decision_and_setting_of_our_criteria_says_its_source(name: str) -> None:
    model = ConfirmationCriteria if name.endswith("confirmation") else ResponseCriteria
    criteria = load_criteria(CriteriaCall(name=name), model)
    assert isinstance(criteria, ResponseCriteria | ConfirmationCriteria)
    decisions = (
        criteria.decisions
        if isinstance(criteria, ResponseCriteria)
        else (*criteria.decisions, *criteria.tells, *criteria.best, criteria.never)
    )
    assert [one.id for one in decisions if not one.source] == []
    assert [one for one, setting in criteria.settings.items() if not (setting.source and setting.meaning)] == []
