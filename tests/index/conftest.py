"""Fixtures for the tests of the index: real files, the real Library, nothing replaced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.index.collection import Collection

# The same examples in every run: a failure here is one that the next run shows again.
settings.register_profile("index", max_examples=40, deadline=None, derandomize=True, database=None)
settings.load_profile("index")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """An empty collection."""
    collection = Collection(tmp_path)
    yield collection
    collection.close()


@pytest.fixture
def briefed(collection: Collection) -> Collection:
    """A collection of two briefings, filed in folders and not yet indexed."""
    return collection.write_briefings()
