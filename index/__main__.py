"""The index from a terminal: python -m index build | encode | search | check.

Exit status: 0 done (finding nothing is no error), 1 the library cannot be opened or
built, or a check found something, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import NoReturn

from index.errors import REPAIRED, LibraryError, MeaningUnavailableError
from index.model import BuildReport, Hit, MeaningProgress, Progress
from index.readers.limits import Limits, limits_of

_TOLD_EVERY = 0.5  # seconds
_GIVES_WAY = 10  # in the scheduler's order, to all that has less


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give the exit status."""
    with _no_afterthoughts():
        return _run(_parser().parse_args(arguments))


@contextmanager
def _no_afterthoughts() -> Iterator[None]:
    """A file that could not be written says so again when it is let go; once is enough."""
    hook = sys.unraisablehook
    sys.unraisablehook = lambda _unraisable: None
    try:
        yield
    finally:
        sys.unraisablehook = hook


def _run(options: argparse.Namespace) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Whatever the locale; a name that is no Unicode comes out as an escape.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except LibraryError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not try again as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Stopped; the previous index, if any, is still in use.", file=sys.stderr)
        return 1
    return status


class _Parser(argparse.ArgumentParser):
    """Tells of wrong usage in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}. For help: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m index", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="index folders or files of briefings")
    build.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    build.add_argument("--into", required=True, type=Path, metavar="DIR", help="index folder")
    build.add_argument("--json", action="store_true", help="progress and report as JSON lines")
    build.add_argument("--if-stale", action="store_true", help="only if the content has changed")
    build.add_argument("--words", action="store_true", help="for search by words alone")
    build.add_argument(
        "--limit",
        action="append",
        default=[],
        type=_setting,
        metavar="NAME=NUMBER",
        help="change what a file may ask for: " + ", ".join(f.name for f in fields(Limits)),
    )
    build.add_argument(
        "--collections",
        action="store_true",
        help="one that is not there ends nothing; with --json each file is told by its path",
    )
    build.set_defaults(run=_build)

    encode = commands.add_parser("encode", help="make what search by meaning lacks")
    encode.add_argument("--in", dest="into", required=True, type=Path, metavar="DIR")
    encode.add_argument("--json", action="store_true", help="progress as JSON lines")
    encode.set_defaults(run=_encode)

    search = commands.add_parser("search", help="find entries")
    search.add_argument("text", nargs="+", metavar="TEXT")
    search.add_argument("--in", dest="into", required=True, type=Path, metavar="DIR")
    search.add_argument("--limit", type=_positive, default=10, metavar="N")
    search.add_argument("--topic", metavar="PATH", help="only this topic and all below it")
    search.add_argument("--words", action="store_true", help="by words alone, not by meaning")
    search.add_argument("--json", action="store_true", help="one JSON object a line")
    search.set_defaults(run=_search)

    check = commands.add_parser("check", help="compare an index with its content")
    check.add_argument("--in", dest="into", required=True, type=Path, metavar="DIR")
    check.set_defaults(run=_check)
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return int(text)


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"{text} is not of the form NAME=NUMBER")
    return name, value


def _build(options: argparse.Namespace) -> int:
    from index.build import paths_within_reach
    from index.check import is_current

    paths = options.paths
    if options.collections:
        paths = paths_within_reach(paths, options.into.resolve()) or paths
    if options.if_stale and is_current(paths, options.into):
        print('{"report": null}' if options.json else "The index is up to date.", flush=True)
    else:
        _build_words(options, paths)
    if not options.words:
        _add_meaning(options)
    return 0


def _build_words(options: argparse.Namespace, paths: Sequence[Path]) -> None:
    from index.library import Library

    progress = _print_progress if options.json else None
    report = Library.build(paths, options.into, progress, limits_of(dict(options.limit)))
    if options.json and options.collections:
        _print_by_path(options.into, report, set(options.paths) - set(paths))
    elif options.json:
        _print_line(report=asdict(report))
    else:
        _print_report(report)
    sys.stdout.flush()


def _encode(options: argparse.Namespace) -> int:
    if hasattr(os, "nice"):
        os.nice(_GIVES_WAY)  # typing in the window comes first
    _add_meaning(options)
    return 0


def _add_meaning(options: argparse.Namespace) -> None:
    from index.build import add_meaning
    from index.meaning import Encoder

    last = -_TOLD_EVERY

    def tell(progress: MeaningProgress) -> None:
        nonlocal last
        now = time.monotonic()
        if options.json and (now - last >= _TOLD_EVERY or progress.done == progress.of):
            last = now
            _print_line(meaning=asdict(progress))
            sys.stdout.flush()

    try:
        add_meaning(options.into, Encoder(), tell)
    except MeaningUnavailableError as error:
        print(f"Search is by words alone: {error}", file=sys.stderr)


def _print_line(**message: object) -> None:
    print(json.dumps(message, ensure_ascii=False))


def _print_progress(progress: Progress) -> None:
    _print_line(progress=asdict(progress))
    sys.stdout.flush()


def _print_by_path(into: Path, report: BuildReport, missing: Iterable[Path]) -> None:
    """The report in many short lines, so that whoever reads them never has to wait for one:
    each path, the remarks on each of its files followed by the file, and what was away."""
    from index.manifest import current_generation, read_manifest, root_path

    manifest = read_manifest(current_generation(into))
    files = defaultdict(list)
    for state, file in zip(manifest.files, manifest.reports, strict=True):
        files[state.root].append(file)
    for number, reference in manifest.roots.items():
        _print_line(path=str(root_path(reference, into)))
        for file in files[number]:
            facts = asdict(file)
            for remark in facts.pop("remarks"):
                _print_line(remark=remark)
            _print_line(file=facts)
    _print_line(report={"unavailable": report.unavailable, "missing": [*map(str, missing)]})


def _print_report(report: BuildReport) -> None:
    for file in report.files:
        if file.error:
            print(f"not read: {file.path}: {file.error}")
        for remark in file.remarks:
            print(f"{file.path}: {remark}")
    read = sum(not file.error for file in report.files)
    print(
        f"{_counted(report.pairs, 'question-and-answer pair')} in "
        f"{_counted(report.briefings, 'briefing')} from {read} of "
        f"{_counted(len(report.files), 'file')} in {report.seconds:.1f} s"
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _search(options: argparse.Namespace) -> int:
    from index.library import Library

    library = Library.open(options.into)
    if library.repaired:
        print(REPAIRED, file=sys.stderr)
    text = " ".join(options.text)
    results = library.search(
        text, topic=options.topic, limit=options.limit, meaning=not options.words
    )
    for number, hit in enumerate(results.hits, 1):
        print(_as_json(hit) if options.json else _as_text(number, hit))
    if not options.json:
        print(f"{results.total} found in {results.seconds * 1000:.1f} ms")
        if results.suggestion:
            print(f"Did you mean: {results.suggestion}")
    library.close()
    return 0


def _as_json(hit: Hit) -> str:
    names = ("id", "kind", "briefing_id", "question", "answer", "topic", "score", "how")
    return json.dumps({name: getattr(hit, name) for name in names}, ensure_ascii=False)


def _as_text(number: int, hit: Hit) -> str:
    facts = " \u00b7 ".join(fact for fact in (hit.topic, hit.title, hit.date) if fact)
    return f"{number}. {hit.headline}\n{hit.text}\n[{facts}]\n"


def _check(options: argparse.Namespace) -> int:
    from index.check import check

    found = check(options.into)
    for finding in found.broken:
        print(f"broken: {finding}")
    for finding in found.stale:
        print(f"stale: {finding}")
    if not found.broken and not found.stale:
        print("The index is whole and up to date.")
    return 1 if found.broken or found.stale else 0


if __name__ == "__main__":
    sys.exit(main())
