"""A guess with its evidence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Guess:
    """What the data tell of how something is written.

    Attributes
    ----------
    value
        For project.yaml; empty where the usual way holds.
    evidence
        The sentence that says what was seen.
    is_sure
        False where the data allow another reading: people have to look.
    can_be_read
        False where nothing that project.yaml can declare reads the texts.
    """

    value: str
    evidence: str
    is_sure: bool = True
    can_be_read: bool = True
