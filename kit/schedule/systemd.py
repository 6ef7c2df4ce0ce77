"""Entries for systemd: a service that runs once, and the timer that starts it."""

from __future__ import annotations

from collections.abc import Sequence

from kit.schedule.waking import Waking

_SERVICE = """\
[Unit]
Description=Sales reports that are due ({name})
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# Another run was at work; what is due stays due.
SuccessExitStatus=75
{variables}"""
_TIMER = """\
# kit decides itself what is due, and in which time zone; nothing due costs a second:
{listed}
[Unit]
Description=Wakes kit for sales reports ({name})

[Timer]
OnCalendar=*-*-* *:{minutes}:00 UTC
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
"""


def systemd_files(waking: Waking) -> dict[str, str]:
    """The text of the .service and of the .timer, by file name."""
    named = f"kit-{waking.name}"
    variables = "".join(
        f"# Needs {name}: a file that only its owner may read sets it.\n"
        for name in waking.variables
    )
    if variables:
        variables += f"EnvironmentFile=-/etc/{named}.env\n"
    service = _SERVICE.format(
        name=waking.name, command=systemd_quoted(waking.command), variables=variables
    )
    timer = _TIMER.format(
        name=waking.name,
        listed="\n".join(f"#   {line}" for line in waking.listed),
        minutes=",".join(f"{minute:02}" for minute in waking.minutes()),
    )
    return {f"{named}.service": service, f"{named}.timer": timer}


def systemd_quoted(command: Sequence[str]) -> str:
    r"""A command as it must stand in a unit file, so that the program gets these words.

    >>> print(systemd_quoted(("/opt/kit", "--project", "/srv/100% $ales")))
    "/opt/kit" "--project" "/srv/100%% $$ales"
    """
    program, *arguments = (
        word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") for word in command
    )
    # variables are put into arguments, not into the path of the program
    return " ".join(f'"{word}"' for word in (program, *(a.replace("$", "$$") for a in arguments)))
