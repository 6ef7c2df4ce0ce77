from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import ParamError
from kit.params import Keep, RunLimits, Settings, load_settings


def project(folder: Path, text: str) -> Path:
    (folder / "params").mkdir()
    lines = f"{text}\nsources: {{owners: {{file: a.csv}}}}\n"
    (folder / "params" / "project.yaml").write_text(lines, encoding="utf-8")
    return folder


def test_what_is_kept_is_five_weeks_and_two_years_unless_said(tmp_path: Path) -> None:
    kept = load_settings(project(tmp_path, "name: A")).keep
    assert kept == Keep(days=35, months=24, editions=10)


def test_what_is_kept_is_read_from_the_project(tmp_path: Path) -> None:
    settings = load_settings(project(tmp_path, "keep: {days: 90, months: 0, editions: 2}"))
    assert settings.keep == Keep(days=90, months=0, editions=2)


def test_how_far_a_page_may_go_is_read_from_the_project(tmp_path: Path) -> None:
    assert Settings(folder=tmp_path).limits == RunLimits(
        cell_seconds=300, page_seconds=900, run_seconds=21_600, memory_mb=4_096, output_mb=128,
        retries=1,
    )  # fmt: skip
    settings = load_settings(project(tmp_path, "limits: {cell_seconds: 20, retries: 0}"))
    assert settings.limits == RunLimits(cell_seconds=20, retries=0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("keep: {day: 3}", "unknown parameter `day`. Did you mean `days`?"),
        ("keep: {days: -1}", "`days` must be at least 0; it is -1."),
        ("keep: {editions: 1}", "`editions` must be at least 2; it is 1."),
        ("keep: {months: 2.5}", "`months`"),
        ("keep: 35", "`keep` must be `name: value` lines"),
        (
            "limits: {cell_second: 3}",
            "unknown parameter `cell_second`. Did you mean `cell_seconds`?",
        ),
        ("limits: {page_seconds: 0}", "`page_seconds` must be at least 1; it is 0."),
        ("limits: {memory_mb: 100}", "`memory_mb` must be at least 256; it is 100."),
        ("limits: {run_seconds: 2.5}", "`run_seconds`"),
        ("limits: {retries: yes}", "`retries`"),
    ],
)
def test_keeping_and_limits_that_make_no_sense_are_refused_with_their_line(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(ParamError) as caught:
        load_settings(project(tmp_path, text))
    assert "line 1" in str(caught.value)
    assert words in str(caught.value)
