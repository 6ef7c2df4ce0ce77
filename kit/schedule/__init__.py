"""What is due when: the units' schedules, what was run of them, and entries for schedulers.

A scheduler of the machine wakes the kit; which units are due, the kit decides from its own memory.
So a night on which the machine was off, a change of clocks or a failed run costs no report.
"""

from kit.schedule.airflow import airflow_files
from kit.schedule.attempt import Attempt
from kit.schedule.crontab import cron_files
from kit.schedule.entries import TRIES, Entry
from kit.schedule.systemd import systemd_files
from kit.schedule.waking import Waking

__all__ = [
    "TRIES",
    "Attempt",
    "Entry",
    "Waking",
    "airflow_files",
    "cron_files",
    "systemd_files",
]
