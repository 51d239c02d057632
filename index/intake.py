"""Completes what readers read: gives each briefing and pair its id, title and topics."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.files import ContentFile
from index.model import Briefing, FileReport, QAPair, Remark
from index.readers.reading import Reading
from index.titles import derive_title
from index.topics import SEPARATOR, automatic_topics, clean_path, subject_of

Ids = dict[tuple[str, str], str]
"""What ids are taken: of a kind ("briefing" or "qa") and an id, the key of the file."""


@dataclass(slots=True)
class Intake:
    """Takes in file after file. `clashes` tells whether two files gave the same id."""

    ids: Ids = field(default_factory=dict)
    reports: dict[str, FileReport] = field(default_factory=dict)
    pairs: int = 0
    clashes: bool = False
    _next: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, file: ContentFile, reading: Reading) -> Iterator[Briefing]:
        """The briefings of a file, complete, one at a time; what became of the file is in
        `reports` after the last."""
        remarks: list[Remark] = []
        briefings = pairs = 0
        for briefing in reading.briefings:
            # Several briefings of one file are told apart by what they say, not by their
            # place, so that one put in between changes no id.
            own = "" if reading.one_a_file else _content_key(briefing)
            complete = self._complete(briefing, file, own, remarks)
            briefings += 1
            pairs += len(complete.qa_pairs)
            self.pairs += len(complete.qa_pairs)
            yield complete
        remarks = [*reading.remarks, *remarks]
        self.reports[file.key] = FileReport(str(file.name), briefings, pairs, tuple(remarks))

    def _complete(
        self, briefing: Briefing, file: ContentFile, own: str, remarks: list[Remark]
    ) -> Briefing:
        """The briefing with all that its file does not give."""
        key = f"{file.collection}\n{file.name}\n{own}"
        briefing = replace(
            briefing,
            id=self._free_id("briefing", briefing.id, key, file, remarks),
            title=_title(briefing, file),
            topics=_given_topics(briefing, file),
            collection=file.collection,
            path=str(file.name),
        )
        if briefing.topics:
            filed = [briefing.topics] * len(briefing.qa_pairs)
        else:
            filed = automatic_topics(briefing)
            subject = filed[0][0].split(SEPARATOR)[0] if filed else subject_of(briefing)
            briefing = replace(briefing, topics=(subject,))
        if not own:
            filed = [
                _below(briefing.topics, pair.topics) or topics
                for pair, topics in zip(briefing.qa_pairs, filed, strict=True)
            ]
        pairs = (
            self._complete_pair(pair, briefing.id, given, bool(own), file, remarks)
            for pair, given in zip(briefing.qa_pairs, filed, strict=True)
        )
        return replace(briefing, qa_pairs=tuple(pairs))

    def _complete_pair(
        self,
        pair: QAPair,
        briefing_id: str,
        topics: tuple[str, ...],
        may_have_own: bool,
        file: ContentFile,
        remarks: list[Remark],
    ) -> QAPair:
        own = _clean_paths(pair.topics) if may_have_own else ()
        key = "" if pair.id else f"{briefing_id}\n{_pair_key(pair)}"
        id_ = self._free_id("qa", pair.id, key, file, remarks)
        return replace(pair, id=id_, topics=own or topics)

    def _free_id(
        self, kind: str, given: str, key: str, file: ContentFile, remarks: list[Remark]
    ) -> str:
        """The given id, else one derived from the key; a number is added if it is taken."""
        base = given or hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
        id_ = base
        while (owner := self.ids.get((kind, id_))) is not None:
            self.clashes |= owner != file.key
            number = self._next.get((kind, base), 1) + 1
            self._next[kind, base] = number
            id_ = f"{base}-{number}"
        if given and id_ != given:
            remarks.append(Remark(f'the id "{given}" is given twice; the second is now "{id_}"'))
        self.ids[kind, id_] = file.key
        return id_


def _pair_key(pair: QAPair) -> str:
    return " ".join((pair.question or pair.answer).split()).casefold()


def _content_key(briefing: Briefing) -> str:
    """What tells a briefing from the others of its file."""
    if briefing.title or briefing.text:
        return f"{briefing.title}\n{briefing.text}"
    return _pair_key(briefing.qa_pairs[0])


def _title(briefing: Briefing, file: ContentFile) -> str:
    titles = (briefing.title, derive_title(briefing.text), _readable(file.name.stem))
    # A title can become the topic, and a separator or blank cannot.
    return next((title for title in titles if clean_path(title)), str(file.name))


def _given_topics(briefing: Briefing, file: ContentFile) -> tuple[str, ...]:
    """The briefing's own topics, else the folders it lies in, else none."""
    folders = SEPARATOR.join(file.name.parent.parts)
    return _clean_paths(briefing.topics) or _clean_paths((folders,))


def _below(topics: Sequence[str], sections: Sequence[str]) -> tuple[str, ...]:
    """The sections of a document as topics below its own."""
    return _clean_paths(
        SEPARATOR.join((topic, section.replace(SEPARATOR, "\u2215")))
        for topic in topics
        for section in sections
    )


def _clean_paths(topics: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for topic in topics if (path := clean_path(topic)))


def _readable(stem: str) -> str:
    return " ".join(stem.replace("_", " ").split()) or stem
