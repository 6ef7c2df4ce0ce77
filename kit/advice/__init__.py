"""Rules that turn KPI frames into findings; they speak only when the evidence does."""

from kit.advice.observation import Observation, Value
from kit.advice.recording import what_the_records_cannot_tell

__all__ = ["Observation", "Value", "what_the_records_cannot_tell"]
