from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import ParamError
from kit.params import Keep, load_settings


def project(folder: Path, text: str) -> Path:
    (folder / "params").mkdir()
    lines = f"{text}\nsources: {{owners: {{file: a.csv}}}}\n"
    (folder / "params" / "project.yaml").write_text(lines, encoding="utf-8")
    return folder


def test_what_is_kept_is_five_weeks_and_two_years_unless_said(tmp_path: Path) -> None:
    assert load_settings(project(tmp_path, "name: A")).keep == Keep(days=35, months=24)


def test_what_is_kept_is_read_from_the_project(tmp_path: Path) -> None:
    settings = load_settings(project(tmp_path, "keep: {days: 90, months: 0}"))
    assert settings.keep == Keep(days=90, months=0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("keep: {day: 3}", "unknown parameter `day`. Did you mean `days`?"),
        ("keep: {days: -1}", "`days` must be at least 0; it is -1."),
        ("keep: {months: 2.5}", "`months`"),
        ("keep: 35", "`keep` must be `name: value` lines"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(ParamError) as caught:
        load_settings(project(tmp_path, text))
    assert "line 1" in str(caught.value)
    assert words in str(caught.value)
