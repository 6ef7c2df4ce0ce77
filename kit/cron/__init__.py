"""Cron expressions: refused in words, and the moments that they name in a time zone."""

from kit.cron.expression import checked_expression
from kit.cron.moments import Schedule

__all__ = ["Schedule", "checked_expression"]
