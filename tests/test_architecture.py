"""Who may import whom, and what no source file may say."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = ROOT / "pyproject.toml"
PATIENCE = 120  # seconds, for the slowest machine

# Put together here, so that this file does not hold what it looks for.
MACHINE_PATHS = tuple(f"/{name}/" for name in ("work", "tmp", "root"))
REGISTRIES = tuple(
    f"{name}.{end}"
    for name, end in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("debian", "org"),
        ("crates", "io"),
        ("proxy.golang", "org"),
        ("anaconda", "org"),
    )
)


def source_files() -> list[Path]:
    """The files that are kept, but for content and what is no text."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        folders = ("desktop", "index", "tests", "tools", "benchmarks")
        paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    content = ROOT / "resources" / "content"
    return [p for p in paths if p.is_file() and not p.is_relative_to(content)]


def lines_with(parts: tuple[str, ...]) -> Iterator[str]:
    """The places in the source where one of the parts stands."""
    for path in source_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture or a typeface
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if any(part in line for part in parts):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"


def run_python(program: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, with the project on its import path."""
    search_path = os.pathsep.join(str(path) for path in (*paths, ROOT))
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": search_path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


def test_imports_keep_to_the_contracts() -> None:
    if not CONFIGURATION.is_file():
        pytest.skip("pyproject.toml is not there")
    tools = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["tool"]
    assert tools["importlinter"]["contracts"]
    # Not in this process: it would turn off the loggers that other tests look at.
    done = run_python(
        "import sys; from importlinter.cli import lint_imports; "
        f"sys.exit(lint_imports(config_filename={str(CONFIGURATION)!r}, no_cache=True))"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_index_can_be_used_where_there_is_no_qt(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text("raise ImportError('no Qt here')\n")
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "index").rglob("*.py"))
    ]
    assert "index.library" in modules
    program = f"import importlib\nfor name in {modules!r}: importlib.import_module(name)\n"
    program += "import sys; assert not any(name.startswith('PySide6.') for name in sys.modules)\n"
    done = run_python(program, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.name)
        for path in sorted((ROOT / "desktop").rglob("*.py"))
        if path.name != "__main__.py"
    ],
)
def test_desktop_uses_the_public_surface_of_index_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    ]
    imported += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    # `import index` would take the name that Qt's models use for their rows.
    assert [name for name in imported if name.startswith("index.")] == []
    assert not any(
        name.name == "index"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    )


def test_the_public_surface_of_index_is_all_there() -> None:
    import index

    assert [name for name in index.__all__ if not hasattr(index, name)] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert list(lines_with(MACHINE_PATHS)) == []


def test_no_file_names_a_registry() -> None:
    assert list(lines_with(REGISTRIES)) == []
