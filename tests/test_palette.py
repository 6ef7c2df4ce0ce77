from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from kit import palette

_PAPERS = ("paper", "panel", "band")
_TEXTS = ("ink", "muted", "good", "bad", "warn", "accent")
_BLINDNESS = {
    "none": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear light."""


def _linear(value: str) -> np.ndarray:
    shares = np.array([int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, other: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    dark, bright = sorted(float(_linear(value) @ weights) for value in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def _seen(value: str, blindness: str) -> np.ndarray:
    """The colour in OKLab, as an eye with this blindness sees it."""
    light = np.clip(_BLINDNESS[blindness] @ _linear(value), 0, 1)
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    opponents = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return opponents @ np.cbrt(cones @ light)


def test_contrast_is_computed_as_the_accessibility_guidelines_say() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", palette.MODES)
@pytest.mark.parametrize("name", _TEXTS)
def test_text_can_be_read_on_every_ground(name: str, mode: palette.Mode) -> None:
    text = palette.BY_NAME[name].hex(mode)
    assert all(_contrast(text, palette.BY_NAME[paper].hex(mode)) >= 4.5 for paper in _PAPERS)


@pytest.mark.parametrize("mode", palette.MODES)
@pytest.mark.parametrize("name", [*palette.SERIES, "rule"])
def test_marks_stand_out_from_the_page(name: str, mode: palette.Mode) -> None:
    mark = palette.BY_NAME[name].hex(mode)
    assert all(
        _contrast(mark, palette.BY_NAME[paper].hex(mode)) >= 3 for paper in ("paper", "panel")
    )


@pytest.mark.parametrize("mode", palette.MODES)
@pytest.mark.parametrize("name", palette.SERIES[:3])
def test_the_first_series_colours_also_carry_text(name: str, mode: palette.Mode) -> None:
    text = palette.BY_NAME[name].hex(mode)
    assert all(_contrast(text, palette.BY_NAME[at].hex(mode)) >= 4.5 for at in ("paper", "panel"))


@pytest.mark.parametrize("mode", palette.MODES)
@pytest.mark.parametrize("blindness", _BLINDNESS)
def test_series_colours_stay_apart_for_colour_blind_eyes(
    blindness: str, mode: palette.Mode
) -> None:
    seen = [_seen(palette.BY_NAME[name].hex(mode), blindness) for name in palette.SERIES]
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) >= 0.085
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen[:4], 2)) >= 0.11


@pytest.mark.parametrize("mode", palette.MODES)
@pytest.mark.parametrize("blindness", _BLINDNESS)
def test_good_and_bad_differ_for_colour_blind_eyes(blindness: str, mode: palette.Mode) -> None:
    good, bad = (_seen(palette.BY_NAME[name].hex(mode), blindness) for name in ("good", "bad"))
    assert np.linalg.norm(good - bad) >= 0.1


@pytest.mark.parametrize("mode", palette.MODES)
@pytest.mark.parametrize("name", palette.HEAT)
def test_text_on_a_heat_step_can_be_read(name: str, mode: palette.Mode) -> None:
    text = palette.BY_NAME[palette.text_on(name)].hex(mode)
    assert _contrast(text, palette.BY_NAME[name].hex(mode)) >= 4.5


@pytest.mark.parametrize("mode", palette.MODES)
def test_heat_steps_grow_away_from_the_paper(mode: palette.Mode) -> None:
    paper = palette.BY_NAME["paper"].hex(mode)
    steps = [_contrast(palette.BY_NAME[name].hex(mode), paper) for name in palette.HEAT]
    assert steps == sorted(steps)


def test_each_light_value_has_one_name() -> None:
    assert len({colour.light for colour in palette.COLOURS}) == len(palette.COLOURS)


def test_an_unknown_value_has_no_name() -> None:
    assert palette.name_of("#ff0000") == ""


def test_the_style_sheet_gives_every_colour_three_values_paper_last() -> None:
    sheet = palette.css()
    for colour in palette.COLOURS:
        assert sheet.count(f"--{colour.name}:") == 3
    assert sheet.index(":root") < sheet.index("prefers-color-scheme") < sheet.index("@media print")
    assert sheet.count("{") == sheet.count("}")
