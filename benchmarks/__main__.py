"""`python -m benchmarks --corpora DIR`: measure, print the tables or put them into the README."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.engines import ENGINES
from benchmarks.report import put_into, render
from benchmarks.suite import Plan, run

PAGE = Path(__file__).with_name("README.md")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparison."""
    options = _parser().parse_args(arguments)
    plan = Plan(
        corpora=options.corpora,
        peers=options.peers.resolve(),
        work=options.work.resolve(),
        engines=tuple(name for name in ENGINES if name in options.engines),
        sizes=tuple(options.sizes),
        million=options.million,
        runs=options.runs,
    )
    if options.quick:
        plan = replace(
            plan, sizes=plan.sizes[:1], runs=1, budget=10.0, whole=60, typed=12, items=100
        )
    tables = ""
    for results in run(plan):
        tables = render(results)
        if options.write:
            put_into(PAGE, tables)
    if not options.write:
        print(tables)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[7_000, 17_000, 30_000, 100_000], help="in pairs"
    )
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--runs", type=int, default=3, help="of which the median is taken")
    parser.add_argument("--million", action="store_true", help="the engine at a million, too")
    parser.add_argument("--quick", action="store_true", help="the first size and few queries")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    parser.add_argument(
        "--peers", type=Path, default=Path("build/bench-peers"), help="folder of their packages"
    )
    parser.add_argument(
        "--work", type=Path, default=Path("build/bench"), help="folder for texts and indexes"
    )
    return parser


if __name__ == "__main__":
    main()
