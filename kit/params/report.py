"""The parameters of one report: the first cell of every notebook, typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, StrictStr, ValidationError

from kit.errors import Fault, ParamError
from kit.language import LANGUAGES
from kit.params.fields import Frozen, PeriodName, Periods, one_of, optional_iso_date
from kit.params.wording import faults_of


class ReportParameters(Frozen):
    """What a notebook is run with; the field names are those of its parameters cell.

    Attributes
    ----------
    region, team
        The unit; both empty for the company.
    as_of
        Last day that counts as ISO date; empty for the snapshot's.
    period, periods
        Length of a period and how many are looked at.
    language
        Language of the page; empty for the unit's own.

    Examples
    --------
    >>> ReportParameters.from_mapping({"region": "EMEA", "periods": 6}).periods
    6
    """

    region: StrictStr = ""
    team: StrictStr = ""
    as_of: Annotated[StrictStr, AfterValidator(optional_iso_date)] = ""
    period: PeriodName = "month"
    periods: Periods = 12
    language: Annotated[StrictStr, one_of("", *LANGUAGES)] = ""

    @classmethod
    def from_mapping(
        cls, mapping: Mapping[str, Any], where: str = "parameters"
    ) -> ReportParameters:
        """The parameters that `mapping` names; the others keep their defaults.

        Parameters
        ----------
        mapping
            Name → value.
        where
            Where they come from, as the message shows it.

        Raises
        ------
        ParamError
            If one is unknown, mistyped or out of range; the message names all such.
        """
        try:
            return cls.model_validate(dict(mapping))
        except ValidationError as error:
            faults = [
                Fault("error", said.message, file=where, fix=said.fix)
                for said in faults_of(error, cls)
            ]
            raise ParamError("\n".join(str(fault) for fault in faults)) from None
