"""Where on this machine things are kept: as the system wants it, or all beside the program."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop.installation import ROOT

PROGRAM = "ifasked"
_PORTABLE = "ifasked-data"


@dataclass(frozen=True, slots=True)
class Places:
    """Folders for what the user makes, for what can be made again, for settings and logs."""

    data: Path
    cache: Path
    config: Path
    logs: Path

    @property
    def store(self) -> Path:
        """The file of what the user makes."""
        return self.data / "ifasked.sqlite"

    @property
    def copies(self) -> Path:
        """The folder of the files that were copied in."""
        return self.data / "My briefings"

    @property
    def index(self) -> Path:
        """The index of all collections."""
        return self.cache / "library"

    @property
    def settings(self) -> Path:
        """The file of the settings."""
        return self.config / "ifasked.ini"

    @property
    def log(self) -> Path:
        """The file that unexpected errors are written to."""
        return self.logs / "ifasked.log"


def user_places() -> Places:
    """Where this system keeps such things for the user."""
    found = platformdirs.PlatformDirs(PROGRAM, appauthor=False)
    return Places(
        found.user_data_path, found.user_cache_path, found.user_config_path, found.user_log_path
    )


def portable_places() -> Places:
    """All in one folder beside the executable, as on a stick that is carried around."""
    beside = Path(sys.executable).parent if getattr(sys, "frozen", False) else ROOT
    folder = beside / _PORTABLE
    return Places(folder, folder / "cache", folder, folder)
