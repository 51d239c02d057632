"""`python -m benchmarks.meaning --corpora DIR`: what meaning brings to search, and its cost."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.meaning.report import BEGIN, render
from benchmarks.meaning.sets import Sizes
from benchmarks.meaning.suite import Plan, run
from benchmarks.report import put_into

PAGE = Path(__file__).with_name("README.md")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measurement."""
    options = _parser().parse_args(arguments)
    plan = Plan(
        corpora=options.corpora,
        work=options.work.resolve(),
        sizes=tuple(options.sizes),
        runs=options.runs,
    )
    if options.quick:
        plan = replace(plan, sizes=(), runs=1, whole=60, queries=Sizes(100, 100, 100))
    tables = ""
    for results in run(plan):
        tables = render(results)
        if options.write:
            put_into(PAGE, tables, BEGIN)
    if not options.write:
        print(tables)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.meaning", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--sizes", type=int, nargs="*", default=[17_000, 100_000], help="in pairs")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is taken")
    parser.add_argument("--quick", action="store_true", help="few queries, one run, no sizes")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    parser.add_argument(
        "--work", type=Path, default=Path("build/bench"), help="folder for texts and indexes"
    )
    return parser


if __name__ == "__main__":
    main()
