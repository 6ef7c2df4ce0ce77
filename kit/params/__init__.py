"""Settings of a project and parameters of a report: typed, and refused with file and line."""

from kit.params.hours import working_week
from kit.params.limits import Limits
from kit.params.loading import PROJECT_FILE, check_settings, load_settings, project_folder
from kit.params.report import ReportParameters
from kit.params.running import RunLimits
from kit.params.settings import Keep, Privacy, Settings, UnitOverrides, UnitSettings
from kit.params.sources import Source
from kit.params.working import working_times

__all__ = [
    "PROJECT_FILE",
    "Keep",
    "Limits",
    "Privacy",
    "ReportParameters",
    "RunLimits",
    "Settings",
    "Source",
    "UnitOverrides",
    "UnitSettings",
    "check_settings",
    "load_settings",
    "project_folder",
    "working_times",
    "working_week",
]
