"""Ids that stay with an entry when its text is edited a little or its file moves.

An id is derived from where an entry stands and what it says. Where a build sees that a new
entry is an old one edited or moved, that one keeps its id. Which did is written down beside
the index, since the files alone do not tell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.files import ContentFile
from index.manifest import replace_whole
from index.model import Briefing, QAPair

_FILE = "identities.json"
_NAMES = ("files", "briefings", "pairs")
_COMPARED = 1_000  # letters of each answer or text
_ALIKE = 80.0  # of 100, from which a text is another one edited
_MOST_COMPARISONS = 250_000  # a file with more than that has been written anew


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as far as it matters which one it is: its id, and its title and text or
    question and answer. `derived` is the id that it would get, "" if its file gives one."""

    id: str
    head: str
    body: str
    derived: str = ""

    @property
    def text(self) -> str:
        """What is compared."""
        return f"{self.head}\n{self.body[:_COMPARED]}"


@dataclass(slots=True)
class Before:
    """What a file held when it was last indexed."""

    briefings: list[Entry] = field(default_factory=list)
    pairs: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class KeptNames:
    """By what a name derives from, the one that was kept instead; each name once."""

    names: dict[str, str] = field(default_factory=dict)
    _derived: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._derived = {name: derived for derived, name in self.names.items()}

    def name(self, derived: str) -> str:
        """The name of what would get the derived one."""
        if derived in self.names:
            return self.names[derived]
        # What took its name along when it changed still has it.
        return f"{derived}-new" if derived in self._derived else derived

    def keep(self, derived: str, name: str) -> None:
        """What would get the derived name keeps another one."""
        if (before := self._derived.pop(name, None)) is not None:
            del self.names[before]
        if derived != name:
            self.names[derived] = name
            self._derived[name] = derived


@dataclass(slots=True)
class Identities:
    """The files, briefings and pairs that kept their names."""

    files: KeptNames = field(default_factory=KeptNames)
    briefings: KeptNames = field(default_factory=KeptNames)
    pairs: KeptNames = field(default_factory=KeptNames)

    def briefing(self, briefing: Briefing, file: ContentFile, *, one_a_file: bool) -> str:
        """The id that is derived for a briefing, as its reader gives it."""
        # Several briefings of one file are told apart by what they say, not by their
        # place, so that one put in between changes no id.
        own = "" if one_a_file else _content_key(briefing)
        return _digest(f"{self.files.name(_file_key(file))}\n{own}")

    def pair(self, pair: QAPair, briefing_id: str) -> str:
        """The id that is derived for a pair."""
        return _digest(f"{briefing_id}\n{_pair_key(pair)}")

    def move(self, old: ContentFile, new: ContentFile) -> None:
        """A file is now elsewhere; its entries are the same."""
        self.files.keep(_file_key(new), self.files.name(_file_key(old)))


def keep_edited(kept: KeptNames, before: Iterable[Entry], now: Iterable[Entry]) -> None:
    """Of what a file held before and holds now, let what was only edited keep its id."""
    old = {entry.id: entry for entry in before}
    new = {entry.id: entry for entry in now}
    gone = [entry for id_, entry in old.items() if id_ not in new]
    come = [entry for id_, entry in new.items() if id_ not in old and entry.derived]
    for one, other in _alike(gone, come):
        kept.keep(other.derived, one.id)


def _alike(gone: Sequence[Entry], come: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Which of one is which of the other, the most alike first."""
    if not gone or not come or len(gone) * len(come) > _MOST_COMPARISONS:
        return
    import numpy as np
    from rapidfuzz import fuzz, process

    texts = [entry.text for entry in gone], [entry.text for entry in come]
    likeness = process.cdist(*texts, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    best = np.argsort(-likeness, axis=None, kind="stable")[: np.count_nonzero(likeness)]
    taken: set[Entry] = set()
    for place in best.tolist():
        one, other = gone[place // len(come)], come[place % len(come)]
        if one not in taken and other not in taken:
            taken |= {one, other}
            yield one, other


def read_identities(into: Path) -> Identities:
    """What earlier builds into an index folder have written down."""
    try:
        record = json.loads((into / _FILE).read_text(encoding="utf-8"))
        return Identities(*(_kept(record[name]) for name in _NAMES))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Identities()  # without it, ids are derived


def write_identities(into: Path, identities: Identities) -> None:
    """Write them down for the builds to come. Raises OSError."""
    record = {name: getattr(identities, name).names for name in _NAMES}
    replace_whole(into / _FILE, json.dumps(record, indent=1))


def _kept(names: Mapping[str, str]) -> KeptNames:
    return KeptNames({str(derived): str(name) for derived, name in names.items()})


def _file_key(file: ContentFile) -> str:
    return f"{file.collection}\n{file.name}"


def _pair_key(pair: QAPair) -> str:
    return " ".join((pair.question or pair.answer).split()).casefold()


def _content_key(briefing: Briefing) -> str:
    """What tells a briefing from the others of its file."""
    if briefing.title or briefing.text:
        return f"{briefing.title}\n{briefing.text}"
    return _pair_key(briefing.qa_pairs[0])


def _digest(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
