"""Whether the chances of winning are worth reading."""

from __future__ import annotations

import pandas as pd
import pytest

from kit import advice


def scores(**log_loss: float) -> pd.DataFrame:
    frame = pd.DataFrame({"method": list(log_loss), "value": list(log_loss.values())})
    return frame.assign(measure="log_loss", n=400)


def groups(*rows: tuple[float, float, int]) -> pd.DataFrame:
    """Rows of predicted, observed, n."""
    table = pd.DataFrame(rows, columns=["predicted", "observed", "n"])
    table = table.assign(bin=range(len(rows)))
    long = table.melt(["bin", "n"], ["observed", "predicted"], "measure", "value")
    return long.astype({"value": "float64"})


SOUND = groups((0.1, 0.12, 1000), (0.4, 0.39, 1000))
OFF = groups((0.1, 0.25, 1000), (0.4, 0.25, 1000))
HIGH = groups((0.3, 0.1, 1000), (0.6, 0.2, 1000))
MODEL_WINS = scores(kit=0.40, base_rate=0.5, stage_weighted=0.45)


def test_chances_that_come_true_and_beat_the_habit_can_be_believed() -> None:
    (said,) = advice.chances_believed(MODEL_WINS, SOUND)
    assert said.rule == "chances_sound"
    assert said.facts["error"].value == pytest.approx(0.015)
    assert said.facts["error"].unit == "distance"  # 1.5 points, where 1.5% would be of the chance


def test_chances_that_do_not_come_true_are_called_so_however_well_they_rank() -> None:
    (said,) = advice.chances_believed(MODEL_WINS, OFF)
    assert (said.rule, said.severity) == ("chances_off", "act")


def test_chances_that_promise_more_than_comes_are_called_too_high() -> None:
    (said,) = advice.chances_believed(MODEL_WINS, HIGH)
    assert (said.rule, said.severity) == ("chances_too_high", "act")
    assert said.facts["promised"].value == pytest.approx(0.45)
    assert said.facts["came"].value == pytest.approx(0.15)


def test_what_chance_alone_explains_is_not_held_against_them() -> None:
    # Of 40 with a chance of 0.25 each, groups are off by 0.077 on average by chance alone.
    few = groups((0.1, 0.2, 20), (0.4, 0.3, 20))
    assert advice.chances_believed(MODEL_WINS, few)[0].rule == "chances_sound"


def test_a_simpler_way_that_tells_as_much_is_named() -> None:
    level = scores(kit=0.45, base_rate=0.5, stage_weighted=0.45)
    (said,) = advice.chances_believed(level, SOUND)
    assert said.rule == "chances_no_better"
    assert said.facts["method"].value == "Chance by stage"


@pytest.mark.parametrize(
    ("found", "held"),
    [
        (MODEL_WINS.head(0), SOUND),
        (scores(base_rate=0.5), SOUND),
        (MODEL_WINS, SOUND.head(0)),
        (MODEL_WINS, groups((0.1, 0.1, 29))),
        (MODEL_WINS, SOUND.assign(value=None)),
    ],
    ids=["no scores", "no model", "no groups", "few records", "nothing known"],
)
def test_without_evidence_it_is_silent(found: pd.DataFrame, held: pd.DataFrame) -> None:
    assert advice.chances_believed(found, held.astype({"value": "float64"})) == ()
