"""How likely opportunities are to be won: new ones, and each of those that are open."""

from kit.models.win_probability.creation import CreationModel, at_creation
from kit.models.win_probability.open_ones import OpenChances, open_ones
from kit.models.win_probability.rolling import Rolling, score_open_ones
from kit.models.win_probability.scores import Scores, scores
from kit.models.win_probability.tables import (
    effects,
    reliability,
    win_probabilities,
    win_reasons,
    win_scores,
)

__all__ = [
    "CreationModel",
    "OpenChances",
    "Rolling",
    "Scores",
    "at_creation",
    "effects",
    "open_ones",
    "reliability",
    "score_open_ones",
    "scores",
    "win_probabilities",
    "win_reasons",
    "win_scores",
]
