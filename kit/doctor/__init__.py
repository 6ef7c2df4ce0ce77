"""What of this machine and project would keep a report from being made, each with its cure."""

from kit.doctor.examination import examine
from kit.doctor.sign import Sign, State

__all__ = ["Sign", "State", "examine"]
