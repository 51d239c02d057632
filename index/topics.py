"""The topic tree, and topics for briefings that come without any.

A topic is a path such as "Security/NATO/Ukraine".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.languages import fold, is_function_word, words
from index.model import Briefing, Span, Topic

SEPARATOR = "/"

# A briefing with more questions than this gets no topic of its own for a single question.
_FEW_QUESTIONS = 12
_TOPICS_PER_QUESTION = 3

_DEEPEST = 32  # more levels than anyone can look at, and few enough for recursion


def clean_path(path: str) -> str:
    """The path without blanks around its names, without empty names, its depth bounded."""
    names = (" ".join(name.split()) for name in path.split(SEPARATOR))
    return SEPARATOR.join([name for name in names if name][:_DEEPEST])


def _as_name(text: str) -> str:
    """The text as a single name of a path."""
    return clean_path(text.replace(SEPARATOR, " "))


def with_ancestors(paths: Iterable[str]) -> list[str]:
    """The paths and every path above them, each once."""
    found: dict[str, None] = {}
    for path in paths:
        names = path.split(SEPARATOR)
        found.update((SEPARATOR.join(names[:depth]), None) for depth in range(1, len(names) + 1))
    return list(found)


def make_tree(counts: Mapping[str, int], total: int) -> Topic:
    """The tree of all paths in `counts` (ancestors included), children by name."""
    below: dict[str, list[str]] = {}
    for path in sorted(counts, key=lambda path: (_folded(path), path)):
        below.setdefault(path.rpartition(SEPARATOR)[0], []).append(path)

    def node(path: str, count: int) -> Topic:
        children = tuple(node(child, counts[child]) for child in below.get(path, ()))
        return Topic(path.rpartition(SEPARATOR)[2], path, count, children)

    return node("", total)


def _folded(path: str) -> list[list[str]]:
    """The words of each name, accents and case aside."""
    return [[word for word, _ in words(name)] for name in path.split(SEPARATOR)]


# ------------------------------------------------------------------ automatic topics


@dataclass(frozen=True, slots=True)
class _Name:
    """A proper name as it stands in a text: "Baltic Sea", "Russian"."""

    text: str
    span: Span

    @property
    def key(self) -> str:
        return _name_key(self.text)


def automatic_topics(briefing: Briefing) -> list[tuple[str, ...]]:
    """Topics for each QA pair of a briefing that has none, in order, the chief one first.

    On top stands the briefing's subject: the name that at least half of its questions
    share, else its title. Below it come the other names a question mentions, and what
    the question asks about them ("Ukraine's membership") or, without a name, the word it
    ends on, where a question carries its object. The outcome depends on this briefing
    alone, so that adding files never moves what is filed already.
    """
    labels = _labels(briefing)
    found = [_names(pair.question, labels) for pair in briefing.qa_pairs]
    subject_key, subject = _subject(found, labels, briefing.title)
    filed = [
        _question_topics(pair.question, names, subject_key, labels)
        for pair, names in zip(briefing.qa_pairs, found, strict=True)
    ]
    sizes = Counter(path for paths in filed for path in with_ancestors(paths))
    sizes[""] = len(filed)
    smallest = 1 if len(filed) <= _FEW_QUESTIONS else 2
    return [_under(subject, paths, sizes, smallest) for paths in filed]


def subject_of(briefing: Briefing) -> str:
    """The topic of a briefing with neither topics nor questions: the name it repeats most."""
    labels = _labels(briefing)
    counts = Counter(name.key for name in _names(briefing.text, labels))
    key, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
    return labels[key] if count > 1 else _as_name(briefing.title)


def _under(
    subject: str, paths: Sequence[str], sizes: Mapping[str, int], smallest: int
) -> tuple[str, ...]:
    kept = []
    for path in paths:
        # A lone child that holds all its parent holds says nothing the parent does not.
        while path and sizes[path] in (sizes[_parent(path)], *range(smallest)):
            path = _parent(path)
        if path:
            kept.append(f"{subject}{SEPARATOR}{path}")
    return tuple(dict.fromkeys(kept)) or (subject,)


def _parent(path: str) -> str:
    return path.rpartition(SEPARATOR)[0]


def _question_topics(
    question: str, names: Sequence[_Name], subject_key: str, labels: Mapping[str, str]
) -> list[str]:
    ending = _last_content_word(question)
    paths = []
    for name in names:
        if name.key == subject_key:
            continue
        path = labels[name.key]
        if ending and _follows(question, name.span[1], ending[1]):
            path += SEPARATOR + ending[0]
        paths.append(path)
    if paths:
        return paths[:_TOPICS_PER_QUESTION]
    is_name = ending and any(start <= ending[1] < end for start, end in (n.span for n in names))
    return [ending[0]] if ending and not is_name else []


def _follows(text: str, end: int, start: int) -> bool:
    return end <= start and re.fullmatch(r"(['\u2019]s)?\s+", text[end:start]) is not None


def _last_content_word(question: str) -> tuple[str, int] | None:
    """The last word that is no function word, as a label, and where it starts."""
    for folded, (start, end) in reversed(list(words(question))):
        text = question[start:end]
        if text.lower() == text.upper():
            return None  # a number, or a script that does not part its words
        if not is_function_word(text, folded):
            return text[0].upper() + text[1:], start
    return None


_CASED_WORD = re.compile(r"[^\W\d_]\w*(?:-\w+)*")
_SENTENCE_END = re.compile(r"[.!?\u2026:]['\")\u201d\u2019]?\s*$|^\s*$|\n\s*$")


def _capitalised(text: str) -> Iterator[tuple[str, Span, bool]]:
    """Words with a capital: the word, its place, whether the capital shows it to be a name."""
    for match in _CASED_WORD.finditer(text):
        word = match[0]
        if not word[0].isupper() or fold(word) == "i":
            continue
        acronym = len(word) > 1 and word.isupper()
        starts_sentence = _SENTENCE_END.search(text[max(0, match.start() - 4) : match.start()])
        yield word, match.span(), acronym or not starts_sentence


def _labels(briefing: Briefing) -> dict[str, str]:
    """Each name of the briefing by its key, in the shortest form that occurs ("Russia")."""
    labels: dict[str, str] = {}
    texts = (
        briefing.text,
        *(t for pair in briefing.qa_pairs for t in (pair.question, pair.answer)),
    )
    for text in texts:
        for word in _sure_names(text):
            known = labels.setdefault(_name_key(word), word)
            if len(word) < len(known):
                labels[_name_key(word)] = word
    return labels


def _sure_names(text: str) -> Iterator[str]:
    run: list[str] = []
    end = -1
    for word, span, sure in _capitalised(text):
        if run and text[end : span[0]] != " ":
            yield from (" ".join(run), *run)
            run = []
        if sure or run:
            run.append(word)
            end = span[1]
    yield from (" ".join(run), *run) if run else ()


def _names(text: str, labels: Mapping[str, str]) -> list[_Name]:
    """The names in the text, those that stand side by side joined ("Baltic Sea")."""
    if _in_title_case(text):
        found = [(w, span) for w, span, _ in _capitalised(text) if len(w) > 1 and w.isupper()]
    else:
        found = [
            (word, span)
            for word, span, sure in _capitalised(text)
            if (sure or _name_key(word) in labels) and not is_function_word(word, fold(word))
        ]
    names: list[_Name] = []
    for word, (start, end) in found:
        last = names[-1] if names else None
        joined = f"{last.text} {word}" if last and text[last.span[1] : start] == " " else ""
        if last and joined and _name_key(joined) in labels:
            names[-1] = _Name(joined, (last.span[0], end))
        elif _name_key(word) in labels:
            names.append(_Name(word, (start, end)))
    return names


def _in_title_case(question: str) -> bool:
    content = [question[s:e] for f, (s, e) in words(question) if not is_function_word("", f)]
    return len(content) > 3 and all(not word[0].islower() for word in content)


def _subject(
    found: Sequence[Sequence[_Name]], labels: Mapping[str, str], title: str
) -> tuple[str, str]:
    """Key and label of what the questions share; the key is empty if that is the title."""
    counts = Counter(key for names in found for key in dict.fromkeys(name.key for name in names))
    key, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
    if count * 2 >= len(found) and count > 0:
        return key, labels[key]
    return "", _as_name(title)


_NAME_ENDINGS = ("ian", "ean", "an", "ia", "e", "a", "n")


def _name_key(name: str) -> str:
    """One key for a name and the adjective made of it: "Russia" and "Russian"."""
    key = fold(name)
    for ending in _NAME_ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= 4:
            return key.removesuffix(ending)
    return key
