"""Whatever a rule says can be put into words: each placeholder has its fact."""

from __future__ import annotations

import pytest

from kit import advice
from kit.advice import Observation
from kit.wording import worded
from tests.advice import test_chances as chances
from tests.advice import test_customers as customers
from tests.advice import test_data_quality as quality
from tests.advice import test_following_up as following
from tests.advice import test_forecast as forecast
from tests.advice import test_latest_creation as creation
from tests.advice import test_leads as leads
from tests.advice import test_losses as losses
from tests.advice import test_pipeline as pipeline
from tests.advice import test_support as support
from tests.advice import test_target as target


def everything_said() -> list[Observation]:
    """A finding of each rule."""
    ratio, prices = following.gain(1.8, 1.4), leads.costs(Web=(45.0, 200))
    course, calm = following.course, (20, 14, 6)
    fell, steady = course("within_90_days", 0.4, 0.25), course("within_1_day", 0.7, 0.7)
    late = course("within_1_day", 0.7, 0.5)
    said = [
        advice.lead_sources(leads.by_source(Fair=(70, 100), Web=(50, 200)), prices),
        advice.lead_volume(leads.months(40, 28), prices),
        advice.lead_volume(leads.months(40, 28), leads.NO_COSTS),
        advice.handover(following.outcomes(200, no_opportunity=40, lost_at_once=60)),
        advice.conversion(fell, steady, ratio),
        advice.conversion(fell, late, ratio),
        advice.persistence(following.touches((1_000, 0.5), (200, 0.2), (60, 0.15))),
        advice.losses(losses.phases(calm, (36, 6, 2))),
        advice.losses(losses.phases(calm, (10, 30, 4))),
        advice.losses(losses.phases(calm, (16, 8, 20))),
        advice.pipeline_coverage(pipeline.covered(10.0)),
        advice.expected_closes(pipeline.open_ones(hasty=40), pipeline.cycles(), pipeline.WINDOW),
        advice.customer_costs(*customers.accounts(100, 30, 12)),
        advice.source_returns(*customers.returns(1_200.0)),
        advice.case_categories(support.cases({"A": 10, "B": 50}, {"A": 30, "B": 50})),
        advice.resolution(support.times(10.0, 20.0)),
        *(
            advice.forecast_believed(forecast.accuracy(mean=(*one, 10)))
            for one in ((0.8, 0.6, 0.9), (0.9, 0.7, 1.05), (1.3, 1.01, 1.6))
        ),
        advice.forecast_believed(forecast.accuracy(2, mean=(0.5, 0.4, 0.6, 2))),
        *(advice.target_outlook(target.chances(one)) for one in (0.9, 0.5)),
        advice.target_outlook(target.chances(0.1), target.needed(31.0)),
        advice.models_fitted(forecast.states(hazards="pooled")),
        advice.forecast_limits(
            forecast.states(forecast="fitted", note="open_not_begun; arrivals_thin_since"),
            forecast.opportunities("open", None),
            forecast.WINDOW,
        ),
        *(advice.latest_creation(creation.latest(*one)) for one in ((9.0, 5.0), (30, 9), (40, 31))),
        *(advice.forecasts_come_true(forecast.earlier(one)) for one in (0.1, -0.1)),
        advice.chances_believed(chances.MODEL_WINS, chances.SOUND),
        advice.chances_believed(chances.MODEL_WINS, chances.OFF),
        advice.chances_believed(chances.MODEL_WINS, chances.HIGH),
        advice.chances_believed(chances.scores(kit=0.5, base_rate=0.4), chances.SOUND),
        advice.data_quality(quality.uses(), quality.NOTHING),
        advice.data_quality(quality.uses(amounts="care"), quality.NOTHING),
    ]
    return [one for some in said for one in some]


SAID = everything_said()


def test_every_rule_has_spoken() -> None:
    assert len({one.rule for one in SAID}) == 35


@pytest.mark.parametrize("said", SAID, ids=lambda one: one.rule)
def test_it_is_put_into_words_with_action_and_evidence(said: Observation) -> None:
    finding = worded(said, "EUR")
    assert "{" not in finding.text + finding.action
    assert "nan" not in finding.text
    assert said.rule == "records_safe" or (finding.action and finding.evidence)
