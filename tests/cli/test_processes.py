"""The command as a process of its own: standard input, pipes, Ctrl-C, locks."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb
import pytest

LOG = Path(__file__).parent / "data" / "small.ndjson"
COMMAND = [sys.executable, "-m", "sparktally"]
TIMEOUT_SECONDS = 60
PIPE_BYTES = 1_000_000


def environment(store: Path) -> dict[str, str]:
    return {**os.environ, "SPARKTALLY_STORE": str(store)}


def run(*args: str, store: Path, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [*COMMAND, *args],
        input=stdin,
        capture_output=True,
        env=environment(store),
        cwd=store.parent,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def test_standard_input_is_read_anew_and_says_so(store: Path, tmp_path: Path) -> None:
    known = tmp_path / "s.duckdb"
    known.write_bytes(store.read_bytes())
    result = run("replay", "-", "--json", store=known, stdin=LOG.read_bytes())
    summary = json.loads(result.stdout)
    assert (summary["accepted"], summary["duplicates"], summary["dead_letters"]) == (0, 26, 2)
    assert b"read anew" in result.stderr


def test_the_script_gives_what_the_module_gives(store: Path, read: Any) -> None:
    script = str(Path(sys.executable).parent / "sparktally")
    result = subprocess.run(
        [script, "posts", "--json"], capture_output=True, env=environment(store), timeout=60, check=True
    )
    assert result.stdout == read("posts", "--json").stdout_bytes


def test_csv_on_standard_input_is_refused(store: Path, tmp_path: Path) -> None:
    csv = b"event_id,type,occurred_at,actor_id\n1,view,2,u\n"
    for args in (["replay", "--store", str(tmp_path / "s.duckdb"), "-"], ["validate", "-"]):
        result = run(*args, store=store, stdin=csv)
        assert (result.returncode, result.stdout) == (2, b"")
        assert b"standard input is CSV" in result.stderr


def test_a_locked_store_is_3_and_names_the_holder(tmp_path: Path, store: Path) -> None:
    held = tmp_path / "held.duckdb"
    held.write_bytes(store.read_bytes())
    with duckdb.connect(str(held)):
        for args in (["posts"], ["replay", str(LOG)]):
            result = run(*args, store=held)
            assert (result.returncode, result.stdout) == (3, b"")
            assert str(os.getpid()).encode() in result.stderr
            assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("form", [["--csv"], ["--json"], ["--limit", "0"]])
def test_a_reader_that_goes_away_is_no_error(store: Path, form: list[str], unbuffered: str) -> None:
    query = "SELECT range, repeat('x', 100) FROM range(50000)"
    process = subprocess.Popen(
        [*COMMAND, "sql", query, *form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment(store), "PYTHONUNBUFFERED": unbuffered},
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(TIMEOUT_SECONDS) == 141


COMMITS_SEEN = 10
"""Sizes of the write-ahead log to wait for; making the store takes two or three of them."""


def interrupt_when(
    process: "subprocess.Popen[bytes]", seconds: float, stop: signal.Signals = signal.SIGINT
) -> bytes:
    time.sleep(seconds)
    process.send_signal(stop)
    _, stderr = process.communicate(timeout=TIMEOUT_SECONDS)
    return stderr


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_replay_keeps_what_was_committed(
    stop: signal.Signals, code: int, tmp_path: Path, run_here: Any
) -> None:
    store, log = tmp_path / "s.duckdb", tmp_path / "log.ndjson"
    log.write_bytes(LOG.read_bytes() * 40)
    process = subprocess.Popen(
        [*COMMAND, "replay", str(log), "--batch-lines", "1", "--store", str(store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wal, sizes = tmp_path / "s.duckdb.wal", set[int]()
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while len(sizes) < COMMITS_SEEN:
        assert process.poll() is None
        assert time.monotonic() < deadline
        sizes.add(wal.stat().st_size if wal.exists() else 0)
        time.sleep(0.005)
    stderr = interrupt_when(process, 0, stop)
    assert process.returncode == code
    assert not wal.exists(), "the file alone is the whole store"
    assert b"Traceback" not in stderr
    said = re.search(rb"(\d+) lines? in (\d+) batch(?:es)?", stderr)
    assert said is not None, stderr
    query = "SELECT sum(lines)::INT AS n FROM batches"
    (stored,) = json.loads(run_here("sql", query, "--json", "--store", store).stdout)
    assert 0 <= stored["n"] - int(said[1]) <= 1, "a signal may come between a commit and what is said of it"
    assert stored["n"] > 0
    again = run_here("replay", log, "--json", "--store", store)
    assert json.loads(again.stdout)["lines"] == 28 * 40 - stored["n"]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_instants_are_compared_in_utc_wherever_the_machine_is(zone: str, store: Path) -> None:
    same = "occurred_at::TIMESTAMPTZ = (occurred_at::VARCHAR || '+00')::TIMESTAMPTZ"
    result = subprocess.run(
        [*COMMAND, "sql", f"SELECT DISTINCT {same} AS same FROM ledger", "--json"],
        capture_output=True,
        env={**environment(store), "TZ": zone},
        check=True,
    )
    assert json.loads(result.stdout) == [{"same": True}]


def test_a_query_that_breaks_off_half_way_is_a_mistake_in_the_query(store: Path) -> None:
    for column in ("i::VARCHAR", "TIMESTAMPTZ '2024-01-01 00:00:00Z'"):
        query = f"SELECT {column}, CASE WHEN i > 200000 THEN error('boom') END FROM range(200003) AS r (i)"
        result = run("sql", query, "--csv", store=store)
        assert result.returncode == 2
        assert b"boom" in result.stderr


def test_ctrl_c_in_a_long_query_leaves_at_once(store: Path) -> None:
    query = b"SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b"
    process = subprocess.Popen(
        [*COMMAND, "sql", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(store),
    )
    assert process.stdin is not None
    process.stdin.write(query + b" " * PIPE_BYTES)  # more than a pipe holds: it is being read now
    process.stdin.close()
    process.stdin = None
    stderr = interrupt_when(process, 1.0)
    assert process.returncode == 130
    assert stderr == b"interrupted\n"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("sparktally po", [b"posts", b"post"]),
        ("sparktally exceptions --kind unk", [b"unknown_ad", b"unknown_timezone"]),
        ("sparktally schema sh", [b"share"]),
    ],
)
def test_completion_offers_what_there_is(store: Path, words: str, offered: list[bytes]) -> None:
    completion = {
        "_SPARKTALLY_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    result = subprocess.run(
        [str(Path(sys.executable).parent / "sparktally")],
        capture_output=True,
        env={**environment(store), **completion},
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert result.stdout.split() == offered


BIG = "SELECT range, repeat('x', 200) FROM range(2000)"


@pytest.mark.parametrize(
    "args",
    [
        ["sql", BIG, "--limit", "0"],
        ["sql", BIG, "--json"],
        ["posts", "--limit", "0"],
        ["post", "p1"],
        ["verify"],
        ["schema"],
        ["version"],
        ["--version"],
        ["--help"],
        ["posts", "--help"],
        ["--show-completion", "bash"],
    ],
)
def test_nobody_reading_is_never_a_difference(store: Path, args: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [*COMMAND, *args],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(store) | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    os.close(writing)
    assert (result.returncode, result.stderr) == (141, b"")


def test_a_reader_of_errors_that_goes_away(store: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for args in (["nope"], ["post", "nope"]):
        result = subprocess.run(
            [*COMMAND, *args], stdout=writing, stderr=writing, env=environment(store), timeout=60, check=False
        )
        assert result.returncode == 141
    os.close(writing)


@pytest.mark.parametrize("args", [["--help"], ["version"], ["posts", "--json"]])
def test_a_full_disk_behind_stdout_is_said(store: Path, args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [*COMMAND, *args],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(store),
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    assert result.returncode == 3
    assert result.stderr.startswith(b"error: No space left on device")
    assert b"Traceback" not in result.stderr


INTERRUPTED_WHILE_LOADING = """
import os, signal, sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "sparktally.cli.app":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from sparktally.__main__ import main
main()
"""


def test_ctrl_c_while_the_command_loads() -> None:
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE_LOADING, "version"],
        capture_output=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert (result.returncode, result.stderr) == (130, b"interrupted\n")


def test_the_script_is_the_guarded_one() -> None:
    (script,) = metadata.entry_points(group="console_scripts", name="sparktally")
    assert script.value == "sparktally.__main__:main"
