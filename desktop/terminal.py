"""The lookup in a terminal, for a machine without a display. Needs no Qt."""

from __future__ import annotations

import sys
import textwrap

from desktop.library_location import LibraryLocation
from index import REPAIRED, Hit, Library, LibraryError, Topic

_EXAMPLE = "Why are some members hesitant about Ukraine joining?"
_WIDTH = 88


def look_up(location: LibraryLocation, query: str) -> int:
    """Print the topics and the answer to one question, then go on as long as more are typed.

    Gives the exit status: 1 if the library cannot be opened.
    """
    print("There is no display to open a window on, so here is the lookup in the terminal.\n")
    try:
        library = _open(location)
        if library.repaired:
            print(REPAIRED, file=sys.stderr)
        _print_topics(library.topics())
        _answer(library, query or _EXAMPLE)
        while sys.stdin.isatty() and (question := _ask()):
            _answer(library, question)
        library.close()
    except LibraryError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _open(location: LibraryLocation) -> Library:
    if location.content:
        Library.build(location.content, location.index)
    return Library.open(location.index)


def _ask() -> str:
    try:
        return input("\nQuestion (Enter to leave): ").strip()
    except (EOFError, KeyboardInterrupt):
        print()
        return ""


def _print_topics(root: Topic) -> None:
    print("Topics")
    for topic in root.walk():
        if topic.path:
            depth = topic.path.count("/") + 1
            print(f"{'  ' * depth}{topic.name} ({topic.count})")


def _answer(library: Library, question: str) -> None:
    results = library.search(question, limit=1)
    print(f"\n> {question}\n")
    if results.suggestion:
        print(f"Did you mean: {results.suggestion}\n")
    if not results.hits:
        print("No line found.")
        return
    hit = results.hits[0]
    print(_wrapped(hit.headline))
    if hit.answer:
        print("\n" + _wrapped(hit.answer, "  "))
    _print_source(library, hit)


def _print_source(library: Library, hit: Hit) -> None:
    briefing = library.briefing(hit.briefing_id)
    facts = (briefing.source, briefing.date, briefing.marking, briefing.path)
    print("\nSource: " + " \u00b7 ".join(fact for fact in (briefing.title, *facts) if fact))
    if briefing.text:
        print("\n" + _wrapped(briefing.text, "  | "))


def _wrapped(text: str, indent: str = "") -> str:
    return "\n".join(
        textwrap.fill(line, _WIDTH, initial_indent=indent, subsequent_indent=indent)
        for line in text.splitlines()
    )
