"""A DAG for Airflow 3: one task that runs what is due."""

from __future__ import annotations

from kit.schedule.waking import Waking

_DAG = '''\
"""Runs the sales reports that are due; kit decides itself which, and in which time zone.

{listed}
"""

import subprocess
from datetime import UTC, datetime

from airflow.exceptions import AirflowSkipException
from airflow.sdk import dag, task

COMMAND = {command}
BUSY = 75


@dag(
    dag_id={dag_id!r},
    schedule={schedule!r},
    start_date=datetime({year}, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
)
def kit_reports():
    @task(retries=0)  # kit tries again by itself, at the next call
    def run_what_is_due():
        code = subprocess.run(COMMAND, check=False).returncode
        if code == BUSY:
            raise AirflowSkipException("Another run is at work; what is due stays due.")
        if code:
            raise RuntimeError(f"kit ended with exit code {{code}}.")

    run_what_is_due()


kit_reports()
'''


def airflow_files(waking: Waking) -> dict[str, str]:
    """The text of the DAG's file, by its name.

    The command is a list of words: no shell, and no template of Airflow's, reads it.
    """
    lines = [*waking.listed, *(f"Needs {name} in its environment." for name in waking.variables)]
    text = _DAG.format(
        listed="\n".join(ascii(line)[1:-1].replace('"', "'") for line in lines),
        command="[\n" + "".join(f"    {word!r},\n" for word in waking.command) + "]",
        dag_id=f"kit-{waking.name}",
        schedule=f"{','.join(map(str, waking.minutes()))} * * * *",
        year=waking.entries[0].at.year,
    )
    return {f"kit_{waking.name.replace('-', '_')}.py": text}
