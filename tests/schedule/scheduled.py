"""Projects with schedules, and instants in words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kit.data.manifest import Snapshot
from kit.data.part import Part
from kit.params import Settings, load_settings


def settings_of(folder: Path, text: str) -> Settings:
    """A project on the demo data whose other settings are written out."""
    (folder / "params").mkdir(parents=True, exist_ok=True)
    (folder / "params" / "project.yaml").write_text(f"source: demo\n{text}", encoding="utf-8")
    return load_settings(folder)


def at(text: str) -> datetime:
    """An instant as people write it, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def snapshot_of(*teams: tuple[str, str]) -> Snapshot:
    """A snapshot in which each of `teams` (region, team) has rows."""
    parts = (Part("owners", region, team, f"{region}{team}", 1) for region, team in teams)
    return Snapshot.of(at("2026-06-30T00:00Z").date(), parts)
