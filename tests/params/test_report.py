from __future__ import annotations

from datetime import date

import pytest

from kit.errors import ParamError
from kit.params import ReportParameters


def refusal(where: str = "notebooks/overview.ipynb", **values: object) -> list[str]:
    with pytest.raises(ParamError) as refused:
        ReportParameters.from_mapping(values, where)
    return str(refused.value).splitlines()


def test_without_parameters_a_report_is_for_the_company() -> None:
    parameters = ReportParameters.from_mapping({})
    assert parameters.model_dump() == {
        "region": "",
        "team": "",
        "as_of": "",
        "period": "month",
        "periods": 12,
        "language": "",
    }


def test_a_misspelt_parameter_is_answered_with_the_likeliest() -> None:
    assert refusal(taem="Nord") == [
        "notebooks/overview.ipynb: unknown parameter `taem`. Did you mean `team`?"
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"region": None}, "`region` must be text, but nothing stands there."),
        ({"team": 7}, "`team` must be text; `7` is a number."),
        ({"as_of": date(2026, 6, 30)}, "`as_of` must be text; `2026-06-30` is date."),
        ({"as_of": "30.6.2026"}, "`as_of`: `30.6.2026` is no date. Write it like `2026-06-30`."),
        ({"period": "day"}, "`period`: `day` is not allowed. Known: `week`, `month`"),
        ({"periods": 0}, "`periods` must be at least 1; it is 0."),
        ({"periods": 121}, "`periods` must be at most 120; it is 121."),
        ({"periods": "12"}, "`periods` must be a whole number; `12` is text."),
        ({"periods": True}, "`periods` must be a whole number; `True` is true or false."),
        ({"language": "de"}, "`language`: `de` is not allowed."),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_is_allowed(
    values: dict[str, object], said: str
) -> None:
    (line,) = refusal("command line", **values)
    assert line.startswith(f"command line: {said}")


def test_all_wrong_parameters_are_named_at_once() -> None:
    assert len(refusal(taem="x", periods=0, period="day")) == 3


def test_values_with_signs_are_kept_as_they_are() -> None:
    assert ReportParameters.from_mapping({"team": "a=b {x} 'c'"}).team == "a=b {x} 'c'"
