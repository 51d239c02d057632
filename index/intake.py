"""Completes what readers read: gives each briefing and pair its id, title and topics."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field, replace

from index.files import ContentFile
from index.identity import Before, Entry, Identities, keep_edited
from index.model import Briefing, FileReport, QAPair, Remark
from index.readers.reading import Reading
from index.titles import derive_title
from index.topics import SEPARATOR, automatic_topics, clean_path, subject_of

Ids = MutableMapping[tuple[str, str], str]
"""What ids are taken: of a kind ("briefing" or "qa") and an id, the key of the file."""


@dataclass(slots=True)
class Intake:
    """Takes in file after file. `clashes` tells whether two files gave the same id."""

    ids: Ids = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
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
            complete = self._complete(briefing, file, reading.one_a_file, remarks)
            briefings += 1
            pairs += len(complete.qa_pairs)
            self.pairs += len(complete.qa_pairs)
            yield complete
        remarks = [*reading.remarks, *remarks]
        self.reports[file.key] = FileReport(str(file.name), briefings, pairs, tuple(remarks))

    def recognise(self, file: ContentFile, reading: Reading, before: Before) -> None:
        """Find out which entries of a file that was changed are those it held `before`, so
        that `take` gives them their ids."""
        given = reading.briefings = list(reading.briefings)
        names = self.identities

        def look() -> Iterable[tuple[Briefing, Briefing]]:
            """The briefings as they are given, and with the ids that they would get now."""
            trial = Intake(ChainMap({}, self.ids), names)
            return zip(given, trial.take(file, reading), strict=True)

        briefings = [
            Entry(
                briefing.id,
                briefing.title,
                briefing.text,
                "" if own.id else names.briefing(own, file, one_a_file=reading.one_a_file),
            )
            for own, briefing in look()
        ]
        keep_edited(names.briefings, before.briefings, briefings)
        pairs = [
            Entry(
                pair.id,
                pair.question,
                pair.answer,
                "" if given_pair.id else names.pair(given_pair, briefing.id),
            )
            for own, briefing in look()  # once more, as ids of pairs rest on those of briefings
            for given_pair, pair in zip(own.qa_pairs, briefing.qa_pairs, strict=True)
        ]
        keep_edited(names.pairs, before.pairs, pairs)

    def _complete(
        self, briefing: Briefing, file: ContentFile, one_a_file: bool, remarks: list[Remark]
    ) -> Briefing:
        """The briefing with all that its file does not give."""
        id_ = briefing.id
        if not id_:
            derived = self.identities.briefing(briefing, file, one_a_file=one_a_file)
            id_ = self.identities.briefings.name(derived)
        briefing = replace(
            briefing,
            id=self._free_id("briefing", id_, bool(briefing.id), file, remarks),
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
        if one_a_file:
            filed = [
                _below(briefing.topics, pair.topics) or topics
                for pair, topics in zip(briefing.qa_pairs, filed, strict=True)
            ]
        pairs = (
            self._complete_pair(pair, briefing.id, given, not one_a_file, file, remarks)
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
        id_ = pair.id or self.identities.pairs.name(self.identities.pair(pair, briefing_id))
        id_ = self._free_id("qa", id_, bool(pair.id), file, remarks)
        return replace(pair, id=id_, topics=own or topics)

    def _free_id(
        self, kind: str, base: str, given: bool, file: ContentFile, remarks: list[Remark]
    ) -> str:
        """The id, with a number added if it is taken."""
        id_ = base
        while (owner := self.ids.get((kind, id_))) is not None:
            self.clashes |= owner != file.key
            number = self._next.get((kind, base), 1) + 1
            self._next[kind, base] = number
            id_ = f"{base}-{number}"
        if given and id_ != base:
            remarks.append(Remark(f'the id "{base}" is given twice; the second is now "{id_}"'))
        self.ids[kind, id_] = file.key
        return id_


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
