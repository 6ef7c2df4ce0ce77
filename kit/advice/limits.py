"""The limits that the rules of this process go by."""

from __future__ import annotations

from kit.params.limits import Limits

_limits = Limits()


def use(limits: Limits | None) -> None:
    """Make the rules of this process speak by `limits`; None stands for the defaults.

    Set once when a report opens, as the language is.
    """
    global _limits  # noqa: PLW0603 (a process shows one report; as with the language)
    _limits = limits or Limits()


def in_use() -> Limits:
    """The limits that rules go by."""
    return _limits
