"""Whether an index is whole and still says what its content says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedIndexError, LibraryError
from index.files import stale_files
from index.manifest import (
    Manifest,
    current_generation,
    digests_of,
    read_manifest,
    rebuild_hint,
    root_reference,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence a finding. Stale content asks for a new build, a broken index needs one."""

    stale: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def check(into: Path) -> Check:
    """Compare the index in folder `into` with itself and with its content.

    Raises NoIndexError if there is none.
    """
    into = into.resolve()
    try:
        generation = current_generation(into)
        manifest = read_manifest(generation)
    except DamagedIndexError as error:
        return Check(broken=(str(error),))
    broken = _altered_parts(generation, manifest)
    if broken:
        return Check(broken=broken)
    return Check(stale=tuple(stale_files(manifest, into)))


def is_current(paths: Iterable[Path], into: Path) -> bool:
    """Whether the index in folder `into` was made of just these paths as they are now."""
    into = into.resolve()
    try:
        manifest = read_manifest(current_generation(into))
    except LibraryError:
        return False
    roots = [root_reference(path.absolute(), into) for path in paths]
    return list(manifest.roots.values()) == roots and not stale_files(manifest, into)


def _altered_parts(generation: Path, manifest: Manifest) -> tuple[str, ...]:
    try:
        digests = digests_of(generation)
    except OSError as error:
        return (f"A file in {generation} cannot be read ({error}).",)
    return tuple(
        f"{generation / name} is not as it was written. {rebuild_hint(generation.parent)}"
        for name, sha256 in manifest.digests.items()
        if digests.get(name) != sha256
    )
