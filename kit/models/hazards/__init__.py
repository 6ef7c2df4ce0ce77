"""Cause-specific hazards: how fast open opportunities are won and lost."""

from kit.models.hazards.cox import cox_effects
from kit.models.hazards.draws import HazardDraws
from kit.models.hazards.model import FACTORS, Hazards, fit

__all__ = ["FACTORS", "HazardDraws", "Hazards", "cox_effects", "fit"]
