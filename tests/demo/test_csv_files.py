from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kit.demo import WORLD, ensure, write
from kit.errors import ParamError

SMALL = replace(WORLD, chunk=150)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write(tmp_path / name, opportunities=200, seed=5, world=SMALL)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_another_history(tmp_path):
    for seed in (5, 6):
        write(tmp_path / str(seed), opportunities=50, seed=seed)
    five, six = contents(tmp_path / "5"), contents(tmp_path / "6")
    assert five["opportunities.csv"] != six["opportunities.csv"]
    assert five["products.csv"] == six["products.csv"]


def test_a_chunk_is_the_same_whatever_comes_after_it(tmp_path):
    for size in (150, 400):
        write(tmp_path / str(size), opportunities=size, seed=5, world=SMALL)
    small, big = contents(tmp_path / "150"), contents(tmp_path / "400")
    for name in ("opportunities", "leads", "activities", "orders", "changes", "cases", "owners"):
        assert big[f"{name}.csv"].startswith(small[f"{name}.csv"]), name


@pytest.mark.parametrize("size", [1, 2, 7, 151, 300])
def test_there_are_as_many_opportunities_as_asked_for(tmp_path, size):
    truth = write(tmp_path, opportunities=size, seed=1, world=SMALL)
    assert truth.counts["opportunities"] == size
    assert len((tmp_path / "opportunities.csv").read_text("utf-8").splitlines()) == size + 1


def test_all_else_grows_with_the_number_of_opportunities(tmp_path):
    counts = [write(tmp_path, opportunities=size, seed=1).counts for size in (500, 2000)]
    for name in ("leads", "activities", "stage_history", "orders", "quotes"):
        assert 3 < counts[1][name] / counts[0][name] < 5, name
    assert counts[0]["owners"] == counts[1]["owners"]


def test_a_size_or_seed_out_of_range_is_refused(tmp_path):
    with pytest.raises(ParamError, match=r"`opportunities` of 1 or more .* not 0 and 1"):
        write(tmp_path, opportunities=0)


def test_files_are_made_once_and_again_when_another_crm_is_wanted(tmp_path):
    made = ensure(tmp_path, opportunities=40)
    stamp = (tmp_path / "leads.csv").stat().st_mtime_ns
    assert ensure(tmp_path, opportunities=40) == made
    assert (tmp_path / "leads.csv").stat().st_mtime_ns == stamp
    ensure(tmp_path, opportunities=41)
    assert json.loads((tmp_path / "truth.json").read_text("utf-8"))["opportunities"] == 41


def test_a_missing_file_or_unreadable_truth_is_made_again(tmp_path):
    ensure(tmp_path, opportunities=40)
    (tmp_path / "leads.csv").unlink()
    (tmp_path / "truth.json").write_text("{", encoding="utf-8")
    sources = ensure(tmp_path, opportunities=40)
    assert sources["leads"].file == str(tmp_path / "leads.csv")
    assert (tmp_path / "leads.csv").is_file()


def test_files_of_another_world_are_made_again(tmp_path):
    write(tmp_path, opportunities=40, world=SMALL)
    ensure(tmp_path, opportunities=40)
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert truth["world"]["chunk"] == WORLD.chunk
