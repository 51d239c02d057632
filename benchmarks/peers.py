"""Where the peers are imported from: a folder of their own, and the system's own Python."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

_WHERE = "import sys, {name}; print(*sys.version_info[:2], {name}.__file__)"


def add_folder(folder: Path) -> None:
    """Make the packages in the folder importable, after those of this environment.

    So nothing the program itself uses is replaced by a peer's copy of it.
    """
    sys.path.append(str(folder))


def system_package(name: str) -> ModuleType:
    """A package that only a Python outside this environment has, such as Debian's.

    It alone is taken from there, and only from a Python of the same version. Raises
    ImportError if there is none.
    """
    for folder in os.get_exec_path():
        python = Path(folder) / "python3"
        if python.is_file() and (home := _home(python, name)):
            spec = spec_from_file_location(
                name, home, submodule_search_locations=[str(home.parent)]
            )
            if spec and spec.loader:
                module = module_from_spec(spec)
                sys.modules[name] = module
                spec.loader.exec_module(module)
                return module
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise ImportError(f"no Python {version} on this machine has {name}")


def _home(python: Path, name: str) -> Path | None:
    asked = subprocess.run(
        [python, "-I", "-c", _WHERE.format(name=name)], capture_output=True, text=True, check=False
    )
    if asked.returncode:
        return None
    major, minor, home = asked.stdout.strip().split(maxsplit=2)
    return Path(home) if (int(major), int(minor)) == sys.version_info[:2] else None
