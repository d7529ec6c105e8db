"""Transactional ODM files: what is read is the last state, as a plain list of transactions gives it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.issues import Issue
from tests.read.test_odm import clinical, event, group, read, subject

CHANGES = 'FileType="Transactional"'


def term(value: str, said: str = "") -> str:
    return f'<ItemData ItemOID="TERM" Value="{value}" {said}/>'


def values(folder: Path, text: str) -> tuple[list[str], list[Issue]]:
    frame, issues = read(folder, text, CHANGES)
    return (frame["TERM"].tolist() if "TERM" in frame else []), list(issues)


INSERT, UPDATE, REMOVE = (f'TransactionType="{kind}"' for kind in ("Insert", "Update", "Remove"))


def test_an_update_takes_the_place_of_what_it_updates(tmp_path: Path) -> None:
    first = clinical(subject(event(group(term("PAIN"), INSERT))))
    then = clinical(subject(event(group(term("HEADACHE"), UPDATE))))
    found, (issue,) = values(tmp_path, first + then)
    assert found == ["HEADACHE"]
    assert issue.message.startswith("the file is transactional (1 Insert, 1 Update)")


@pytest.mark.parametrize("level", ["subject", "event", "group"])
def test_what_a_later_transaction_removes_is_no_row(tmp_path: Path, level: str) -> None:
    removed = {
        "subject": subject("", f'SubjectKey="01" {REMOVE}'),
        "event": subject(event("", REMOVE)),
        "group": subject(event(group("", REMOVE))),
    }
    stays = subject(event(group(term("RASH"), INSERT)), 'SubjectKey="02"')
    text = clinical(subject(event(group(term("PAIN"), INSERT))) + stays) + clinical(removed[level])
    assert values(tmp_path, text)[0] == ["RASH"]


def test_context_changes_nothing(tmp_path: Path) -> None:
    text = clinical(subject(event(group(term("PAIN"), INSERT))))
    text += clinical(subject(event(group(term("PAIN?"), 'TransactionType="Context"'))))
    assert values(tmp_path, text)[0] == ["PAIN"]


def test_a_site_stays_that_of_its_study(tmp_path: Path) -> None:
    text = clinical(subject(event(group(term("PAIN"), INSERT))), "S_MAIN(SITE01)")
    assert read(tmp_path, text, CHANGES)[0]["SITE"].tolist() == ["SITE01"]


def test_a_subject_that_moves_to_new_definitions_is_one_subject(tmp_path: Path) -> None:
    text = clinical(subject(event(group(term("PAIN"), INSERT))))
    text += clinical(subject(event(group(term("RASH"), UPDATE)))).replace(
        'MetaDataVersionOID="1"', 'MetaDataVersionOID="2"'
    )
    frame, _ = read(tmp_path, text, CHANGES)
    assert frame[["METADATAVERSIONOID", "TERM"]].to_numpy().tolist() == [["2", "RASH"]]


@pytest.mark.parametrize(("first", "then"), [("Update", "Update"), ("Insert", "Insert")])
def test_transactions_that_cannot_be_are_told_and_the_last_value_is_read(tmp_path: Path, first: str, then: str) -> None:
    some = [clinical(subject(event(group(term(v), f'TransactionType="{t}"')))) for v, t in (("A", first), ("B", then))]
    found, issues = values(tmp_path, "".join(some))
    assert found == ["B"]
    (told,) = [issue for issue in issues if issue.rule == "odm-transaction"]
    assert told.message == f"transactions of what is not there, or inserted twice: 1 {first}"


Step = tuple[str, str, str, str]
steps = st.lists(
    st.tuples(
        st.sampled_from(["Upsert", "Insert", "Update", "Remove", "Context"]),
        st.sampled_from(["01", "02"]),
        st.sampled_from(["1", "2"]),
        st.sampled_from(["A", "B", ""]),
    ),
    min_size=1,
    max_size=12,
)


def last(done: list[Step]) -> list[tuple[str, str, str]]:
    """Apply transactions to a plain dictionary."""
    state: dict[tuple[str, str], str] = {}
    for kind, key, repeat, value in done:
        if kind == "Remove":
            state.pop((key, repeat), None)
        elif kind != "Context" or (key, repeat) not in state:
            state[key, repeat] = value
    return sorted((key, repeat, value) for (key, repeat), value in state.items())


@given(steps)
@settings(max_examples=60, deadline=None)
def test_the_last_state_is_that_of_a_plain_list_of_transactions(done: list[Step]) -> None:
    text = "".join(
        clinical(
            subject(
                event(group(term(value), f'ItemGroupRepeatKey="{repeat}" TransactionType="{kind}"')),
                f'SubjectKey="{key}" TransactionType="Upsert"',
            )
        )
        for kind, key, repeat, value in done
    )
    with TemporaryDirectory() as folder:
        frame, _ = read(Path(folder), text, CHANGES)
    read_back = frame.reindex(columns=["SUBJECTKEY", "GROUPREPEAT", "TERM"], fill_value="").to_numpy().tolist()
    assert sorted(map(tuple, read_back)) == last(done)


@pytest.mark.parametrize(
    "inside",
    [group(term("PAIN")) + group(term("RASH")), group(term("PAIN") + term("RASH"))],
)
def test_what_stands_twice_in_one_element_and_has_no_key_apart_is_told(tmp_path: Path, inside: str) -> None:
    found, issues = values(tmp_path, clinical(subject(event(inside))))
    assert found == ["RASH"]
    assert [issue.rule for issue in issues] == ["odm-transactional", "odm-transaction"]
    assert issues[1].message.endswith("twice: 1 without a type")
