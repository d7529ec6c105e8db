"""Second opinions: what both tell of, only they, only we; CDISC CORE is run where it is, and never fetched."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from converter.compute.issues.acceptance import accept
from converter.errors import InputError
from converter.issues import Cell, Issue, with_cells
from converter.pipeline import check
from converter.pipeline.checking.opinions import run_core, with_opinions
from converter.spec.study import Study

DM = "STUDYID,DOMAIN,USUBJID,SUBJID,SITEID,AGE,AGEU,SEX\nS,DM,S-1,1,1,-3,YEARS,F\nS,DM,S-2,2,1,40,YEARS,X\n"


def found(rule: str, rows: tuple[int, ...], *, variable: str = "VISITDY", place: str = "VS", by: str = "") -> Issue:
    issue = Issue(rule, "warning", place, "m", variable, by=by or "converter")
    return with_cells(issue, [Cell(row) for row in rows] or [Cell()])


def parts(ours: list[Issue], theirs: list[Issue]) -> list[tuple[str, str, str, tuple[int, ...]]]:
    return [(one.part, one.rule, one.ours, one.rows) for one in with_opinions(ours, theirs).opinions]


def test_a_rule_of_theirs_is_compared_record_by_record_with_ours_that_answers_it() -> None:
    ours = [found("visit-day-differs", (3, 5))]
    assert parts(ours, [found("CORE-000249", (5, 9), by="CORE")]) == [
        ("both", "CORE-000249", "visit-day-differs", (5,)),
        ("only they", "CORE-000249", "visit-day-differs", (9,)),
        ("only we", "", "visit-day-differs", (3,)),
    ]


def test_a_rule_that_a_function_answers_is_compared_with_what_the_function_tells_of() -> None:
    ours = [found("codelist-value", (1,), variable="SEX", place="DM")]
    assert parts(ours, [found("CORE-000123", (1,), variable="SEX", place="DM", by="CORE")]) == [
        ("both", "CORE-000123", "codelist-value", (1,))
    ]


def test_a_rule_that_nobody_lists_is_compared_by_its_variables() -> None:
    ours = [found("age-implausible", (1,), variable="AGE", place="DM")]
    theirs = [found("SDTM-007", (1, 2), variable="AGE", place="DM", by="Pointblank")]
    assert parts(ours, theirs) == [
        ("both", "SDTM-007", "age-implausible", (1,)),
        ("only they", "SDTM-007", "age-implausible", (2,)),
    ]


def test_what_only_they_tell_says_why_we_do_not_and_is_an_issue_of_theirs() -> None:
    made = with_opinions([], [found("SD0008", (1,), by="P21"), found("SD1018", (2,), by="P21")])
    assert [one.why for one in made.opinions] == [
        "no check of ours: needs the dictionary",
        "visit-day-differs answers it and tells of none of them",
    ]
    assert [(one.rule, one.by, one.rows) for one in made.others] == [("SD0008", "P21", (1,)), ("SD1018", "P21", (2,))]


def study(folder: Path) -> Path:
    (folder / "dm.csv").write_text(DM)
    report = {
        "Conformance_Details": {"CORE_Engine_Version": "0.16.0"},
        "Issue_Details": [
            {"core_id": "CORE-000999", "message": "m", "dataset": "DM", "row": 2, "variables": ["SEX"], "values": ["X"]}
        ],
    }
    (folder.parent / "core.json").write_text(json.dumps(report))
    return folder


def test_check_reads_opinions_beside_its_own(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    made = check(study(data), standard="sdtmig-3.4", opinions=[tmp_path / "core.json"])
    both = [one for one in made.opinions if one.part == "both"]
    assert [(one.by, one.rule, one.ours, one.rows) for one in both] == [("CORE", "CORE-000999", "codelist-value", (2,))]
    assert {issue.by for issue in made.issues} == {"converter"}


def engine(folder: Path, body: str) -> Path:
    folder.mkdir()
    path = folder / "core"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return folder


def test_core_is_run_where_it_is_and_its_report_is_read(tmp_path: Path) -> None:
    said = json.dumps({"Conformance_Details": {"CORE_Engine_Version": "1"}, "Issue_Details": []})
    script = f"""while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done; echo '{said}' > "$out.json" """
    assert run_core(engine(tmp_path / "core", script), tmp_path, "sdtmig", "3.4") == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("echo no rules cache >&2; exit 2", "ended with exit code 2: no rules cache"),
        ("exit 0", "CDISC CORE left no report"),
    ],
)
def test_core_that_fails_says_why(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        run_core(engine(tmp_path / "core", body), tmp_path, "sdtmig", "3.4")


def test_core_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no CDISC CORE there; expected its executable"):
        run_core(tmp_path / "nowhere", tmp_path, "sdtmig", "3.4")
    (tmp_path / "core").write_text("")
    with pytest.raises(InputError, match="may not be executed"):
        run_core(tmp_path / "core", tmp_path, "sdtmig", "3.4")


def test_what_only_they_tell_is_accepted_by_their_id() -> None:
    head = {"id": "S", "name": "S", "description": "d", "created": "2024-01-01"}
    accepted = [{"rule": "CORE-000767", "place": "FA", "reason": "the object is the event as coded"}]
    study = Study.model_validate(
        {"study": head, "standards": {"sdtmig": "3.4", "terminology": []}, "accepted": accepted}
    )
    theirs = found("CORE-000767", (1, 2), variable="FAOBJ", place="FA", by="CORE")
    (issue,) = accept(with_opinions([], [theirs]).others, study)
    assert (issue.by, issue.accepted) == ("CORE", "the object is the event as coded")
