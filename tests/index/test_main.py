"""The command line as scripts use it: exit status, standard output, one line of error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.__main__ import main
from tests.index.collection import Collection

ROOT = Path(__file__).parents[2]
Done = subprocess.CompletedProcess[str]
Output = Callable[..., str]

# Python as it would be where Qt was never installed.
WITHOUT_QT = """\
import sys
sys.modules["PySide6"] = sys.modules["shiboken6"] = None
from index.__main__ import main
sys.exit(main())
"""


def run(*arguments: str | Path, **environment: str) -> Done:
    """Run `python -m index` as a process of its own."""
    return _run(["-m", "index", *arguments], environment)


def python(program: str, *arguments: str | Path) -> Done:
    """Run a program as a process of its own."""
    return _run(["-c", program, *arguments], {})


def _run(arguments: Sequence[str | Path], environment: Mapping[str, str]) -> Done:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def lines_of(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Output:
    """What a command that succeeds prints, run in this process because that is quicker."""

    def output_of(*arguments: str | Path) -> str:
        assert main([str(argument) for argument in arguments]) == 0
        printed, errors = capsys.readouterr()
        assert errors == ""
        return printed

    return output_of


def test_build_then_search_then_check(briefed: Collection) -> None:
    built = run("build", briefed.content, "--into", briefed.into)
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout.startswith("3 question-and-answer pairs in 2 briefings from 2 of 2 files")

    found = run("search", "--in", briefed.into, "ukraine", "support")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith(
        "1. How does NATO support Ukraine?\nIt coordinates military aid.\n[Security/NATO · "
    )

    checked = run("check", "--in", briefed.into)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == "The index is whole and up to date.\n"


def test_hits_are_json_lines(briefed: Collection, output: Output) -> None:
    briefed.build()
    first, *_ = hits = lines_of(output("search", "--in", briefed.into, "support ukraine", "--json"))
    assert {tuple(hit) for hit in hits} == {
        ("id", "kind", "briefing_id", "question", "answer", "topic", "score", "how")
    }
    assert first["kind"] == "qa"
    assert first["question"] == "How does NATO support Ukraine?"
    assert first["answer"] == "It coordinates military aid."
    assert first["topic"] == "Security/NATO"
    assert first["score"] >= hits[-1]["score"] > 0


def test_limit_and_topic_narrow_the_hits(briefed: Collection, output: Output) -> None:
    briefed.build()
    command = ("search", "--in", briefed.into, "cables ukraine members", "--json")
    assert len(lines_of(output(*command))) == 5
    assert len(lines_of(output(*command, "--limit", "2"))) == 2
    topics = {hit["topic"] for hit in lines_of(output(*command, "--topic", "Security/NATO"))}
    assert topics == {"Security/NATO"}


def test_finding_nothing_is_no_error(briefed: Collection, output: Output) -> None:
    briefed.build()
    assert output("search", "--in", briefed.into, "xyzzyx", "--json") == ""
    assert output("search", "--in", briefed.into, "xyzzyx").startswith("0 found in ")


def test_suggestion_is_shown(briefed: Collection, output: Output) -> None:
    briefed.build()
    lines = output("search", "--in", briefed.into, "romenia").splitlines()
    assert lines[-1] == "Did you mean: romania"


def test_build_tells_progress_and_report_as_json_lines(briefed: Collection, output: Output) -> None:
    briefed.write("odd.xyz", "x")
    build = ("build", briefed.content, "--into", briefed.into, "--json")
    *progress, last = lines_of(output(*build, "--words"))
    assert [line["progress"]["done"] for line in progress] == [0, 1, 2, 3]
    assert {line["progress"]["of"] for line in progress} == {3}
    report = last["report"]
    assert (report["briefings"], report["pairs"]) == (2, 3)
    assert [file["path"] for file in report["files"] if file["error"]] == ["odd.xyz"]


def test_build_ends_with_meaning_and_tells_of_it(briefed: Collection, output: Output) -> None:
    build = ("build", briefed.content, "--into", briefed.into)
    *_, first, last = lines_of(output(*build, "--json"))
    assert first["meaning"] == {"done": 0, "of": 5, "seconds_left": None}
    assert last["meaning"] == {"done": 5, "of": 5, "seconds_left": 0}
    (line,) = lines_of(output("encode", "--in", briefed.into, "--json"))
    assert line["meaning"]["of"] == 0
    paraphrase = ("search", "--in", briefed.into, "--json", "who mends the wires under the ocean")
    (hit, *_) = lines_of(output(*paraphrase))
    assert (hit["question"], hit["how"]) == ("Who repairs undersea cables?", "meaning")
    assert output(*paraphrase, "--words") == ""


def test_without_an_encoder_search_is_by_words(
    briefed: Collection, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("index.meaning.find_spec", lambda name: None)
    assert main(["build", str(briefed.content), "--into", str(briefed.into)]) == 0
    told = capsys.readouterr()
    assert "3 question-and-answer pairs" in told.out
    assert told.err == (
        "Search is by words alone: The package of the sentence encoder is not installed.\n"
    )
    assert main(["search", "--in", str(briefed.into), "--json", "hesitant members"]) == 0
    assert "membership?" in capsys.readouterr().out
    library = briefed.open()
    assert not library.wait_for_meaning(5)
    assert library.related(library.search("cables").hits[0].id) == []


def test_files_that_were_not_read_are_told(briefed: Collection, output: Output) -> None:
    briefed.write("odd.xyz", "x")
    briefed.write("open.txt", "Text.\nWho?")
    printed = output("build", briefed.content, "--into", briefed.into)
    assert "not read: odd.xyz: no reader" in printed
    assert "open.txt: line 2: this question has no answer" in printed


def test_limits_can_be_set(briefed: Collection, output: Output) -> None:
    command = ["build", str(briefed.content), "--into", str(briefed.into)]
    told = output(*command, "--limit", "text=200", "--limit", "pages=3")
    assert "not read: Security/NATO/Ukraine.txt: it has " in told
    done = run(*command, "--limit", "size=70")
    assert (done.returncode, done.stderr.splitlines()[0][:24]) == (1, "There is no limit 'size'")
    assert run(*command, "--limit", "pages").returncode == 2


def test_build_if_stale_builds_only_then(briefed: Collection, output: Output) -> None:
    build = ("build", briefed.content, "--into", briefed.into, "--if-stale", "--words")
    assert "pairs in" in output(*build)
    assert output(*build) == "The index is up to date.\n"
    assert output(*build, "--json") == '{"report": null}\n'
    briefed.write("new.txt", "Text.")
    assert "pairs in" in output(*build)
    sub_folder = briefed.content / "Security"
    assert "pairs in" in output("build", sub_folder, "--into", briefed.into, "--if-stale")


def test_check_tells_what_is_stale_or_broken(briefed: Collection) -> None:
    briefed.build()
    briefed.write("new.txt", "Text.")
    stale = run("check", "--in", briefed.into)
    assert (stale.returncode, stale.stdout) == (1, "stale: new.txt is new.\n")
    briefed.index_file("*.seg").unlink()
    broken = run("check", "--in", briefed.into)
    assert broken.returncode == 1
    assert broken.stdout.startswith("broken: ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["search", "--in", "{here}", "x"], "There is no index in"),
        (["check", "--in", "{here}"], "There is no index in"),
        (["build", "{here}/nothing", "--into", "{here}/index"], "does not exist"),
        (["build", "{here}", "--into", "{here}/index"], "No briefing was found in"),
    ],
)
def test_library_that_cannot_be_used_is_status_1_and_one_line(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = run(*(argument.format(here=tmp_path) for argument in arguments))
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_damaged_index_is_status_1_and_one_line(briefed: Collection) -> None:
    briefed.build()
    briefed.index_file("manifest.json").write_text("{")
    done = run("search", "--in", briefed.into, "x")
    assert (done.returncode, done.stdout) == (1, "")
    assert "damaged" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_repaired_index_is_told_of_once_and_beside_the_hits(briefed: Collection) -> None:
    briefed.build()
    command = ("search", "--in", briefed.into, "ukraine", "--json")
    whole = run(*command)
    briefed.index_file("*.columns").write_bytes(b"spoilt")
    repaired = run(*command)
    assert (repaired.returncode, repaired.stdout) == (0, whole.stdout)
    assert "have been made anew" in repaired.stderr
    assert len(repaired.stderr.splitlines()) == 1
    assert run(*command).stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["open"],
        ["build"],
        ["build", "x"],
        ["search", "x"],
        ["search", "--in", "x"],
        ["search", "--in", "x", "y", "--limit", "0"],
        ["search", "--in", "x", "y", "--limit", "many"],
        ["check", "x"],
    ],
)
def test_wrong_usage_is_status_2_and_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    printed, errors = capsys.readouterr()
    assert (caught.value.code, printed) == (2, "")
    assert len(errors.splitlines()) == 1
    assert errors.endswith("--help\n")


def test_output_is_utf_8_whatever_the_locale(collection: Collection) -> None:
    collection.write("a.txt", "北约。\n谁？\n我们。")
    collection.build()
    found = run("search", "--in", collection.into, "谁", "--json", PYTHONIOENCODING="ascii")
    assert [hit["question"] for hit in lines_of(found.stdout)] == ["谁？"]


def test_reader_of_the_output_may_leave_early(collection: Collection) -> None:
    collection.write(
        "a.txt", "Text.\n" + "".join(f"Is {n} even?\n{'No. ' * 300}\n" for n in range(300))
    )
    collection.build()
    command = [sys.executable, "-m", "index", "search", "--in", str(collection.into), "even"]
    with subprocess.Popen(
        [*command, "--limit", "300"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as search:
        assert search.stdout is not None
        assert search.stderr is not None
        search.stdout.readline()
        search.stdout.close()
        errors = search.stderr.read()
    assert (search.returncode, errors) == (0, b"")


def test_index_works_where_qt_is_not_installed(briefed: Collection) -> None:
    commands = (
        ("build", briefed.content, "--into", briefed.into),
        ("search", "--in", briefed.into, "ukraine"),
        ("check", "--in", briefed.into),
    )
    for command in commands:
        done = python(WITHOUT_QT, *command)
        assert (done.returncode, done.stderr) == (0, "")


def test_no_module_of_the_index_imports_qt() -> None:
    program = """\
import importlib, pkgutil, sys
sys.modules["PySide6"] = sys.modules["shiboken6"] = None
import index
for module in pkgutil.walk_packages(index.__path__, "index."):
    importlib.import_module(module.name)
    print(module.name)
"""
    done = python(program)
    assert (done.returncode, done.stderr) == (0, "")
    assert "index.readers.plain_text" in done.stdout.split()
