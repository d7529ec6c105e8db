"""What ranges of subjects made is kept in a work folder, part by part, as what the whole study made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from converter.pipeline import Ways, convert, would_run
from converter.pipeline.stages.disk import kept as kept_datasets
from converter.pipeline.stages.disk.kept import KeptDataset, load_datasets
from converter.pipeline.stages.disk.work import STATE
from converter.plan import make_plan
from converter.spec.load import load_study
from converter.spec.text.paths import files_below
from tests.pipeline.stages.small import ADSL, ROWS, package, study_of


def test_the_records_that_are_kept_are_those_of_the_whole(tmp_path: Path) -> None:
    study = study_of(tmp_path / "study", rows=ROWS)
    specs, kept = make_plan(load_study(study)).specs, []
    for ranges in (1, 3):
        convert(study, tmp_path / f"out{ranges}", work=tmp_path / f"work{ranges}", ways=Ways(ranges=ranges))
        kept.append(load_datasets(tmp_path / f"work{ranges}" / "sdtm" / STATE / "datasets", specs))
    whole, ranged = kept
    assert [*whole] == [*ranged] == ["DM", "QS", "SUPPQS"]
    for name, one in whole.items():
        pd.testing.assert_frame_equal(ranged[name].frame, one.frame)
        pd.testing.assert_frame_equal(ranged[name].lineage, one.lineage)
        assert ranged[name].making.made_by.tolist() == one.making.made_by.tolist()


def test_a_large_dataset_stays_on_disk_and_gives_what_one_in_memory_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_of(tmp_path / "study", rows=ROWS)
    convert(study, tmp_path / "out", work=tmp_path / "work", ways=Ways(ranges=3))
    folder, specs = tmp_path / "work" / "sdtm" / STATE / "datasets", make_plan(load_study(study)).specs
    whole = load_datasets(folder, specs)["QS"]
    monkeypatch.setattr(kept_datasets, "MANY", 0)
    kept, rows = load_datasets(folder, specs)["QS"], np.array([3, 0])
    assert isinstance(kept, KeptDataset)
    assert [part.index.tolist() for part in kept.frames(["QSSEQ"])] == [[0], [1, 2], [3, 4]]
    pd.testing.assert_frame_equal(kept.at(rows), whole.at(rows))
    pd.testing.assert_frame_equal(kept.lineage_at(rows), whole.lineage_at(rows))
    assert (kept.records, kept.sources) == (whole.records, whole.sources)


@pytest.mark.parametrize("many", [0, 100_000], ids=["on disk", "in memory"])
def test_what_rests_on_an_edit_is_made_again_and_the_package_is_that_of_the_whole(
    many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_datasets, "MANY", many)
    study, work, out = study_of(tmp_path / "study", rows=ROWS), tmp_path / "work", tmp_path / "out"
    convert(study, out, work=work, ways=Ways(ranges=3))
    assert not any(would_run(study, work=work).values())
    (study / "adam" / "adsl.yaml").write_text(f'{ADSL}  - derive_vars_constant: {{variables: {{ITTFL: "Y"}}}}\n')
    assert {name for name, why in would_run(study, work=work).items() if why} >= {"adam", "files/adam", "check/adam"}
    convert(study, out, work=work, ways=Ways(ranges=2))
    assert {name: (out / name).read_bytes() for name in files_below(out)} == package(study, tmp_path / "plain", Ways())
