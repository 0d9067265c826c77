"""A disk that fills up, bytes that change, a name or an amount that is none: said so, and nothing is lost."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine import Ledger, QueryError, Reader, StoreDamaged, StoreError, StoreLocked, StoreMissing, connecting
from engine.lines import MORSEL_ROWS
from tests.engine.logs import batches, generated, written
from tests.support import batch, split

pytestmark = pytest.mark.xdist_group("faults")

ROOT = Path(__file__).parents[2]
HEADERS_BYTES = 3 * 4096
FILL = """
import resource, signal, sys
from pathlib import Path
from engine import Ledger, StoreDamaged, StoreError
from tests.support import batch, split
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, log, room = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
lines = split(Path(log).read_bytes())
applied = 0
try:
    with Ledger.open(path) as ledger:
        for at in range(0, len(lines), 1000):
            ledger.apply(batch(lines[at : at + 1000], start=at))
            applied += 1
except StoreError as error:
    print(applied, type(error).__name__, error)
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    generated(folder, 20_000)
    return folder / "log.ndjson"


@pytest.mark.parametrize(
    ("room_bytes", "applied_min"), [(8_000, 0), (16_000, 0), (100_000, 0), (1_500_000, 1)]
)
def test_a_full_disk_is_said_so_and_what_was_committed_stays(
    room_bytes: int, applied_min: int, log: Path, tmp_path: Path
) -> None:
    path = tmp_path / "s.duckdb"
    command = [sys.executable, "-c", FILL, str(path), str(log), str(room_bytes)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    applied, kind = done.stdout.split()[:2]
    assert kind == "StoreError", done.stdout
    assert "there is no room" in done.stdout
    assert str(path) in done.stdout
    assert int(applied) >= applied_min
    assert path.exists() == (room_bytes > 8_000), "what could not be made is not left behind"
    if int(applied):
        with Ledger.open(path) as ledger:
            assert ledger.verify().ok
            assert ledger.summary().lines == int(applied) * 1000


def test_a_store_whose_bytes_changed_is_damaged_or_whole(log: Path, tmp_path: Path) -> None:
    """Whatever is hit, and whoever reads it: damage is found and said, or there was nothing there."""
    whole, copy = tmp_path / "s.duckdb", tmp_path / "copy.duckdb"
    with Ledger.open(whole) as ledger:
        ledger.apply(batch(log.read_bytes().splitlines()))
    size, found = whole.stat().st_size, []
    for seed in range(12):
        shutil.copyfile(whole, copy)
        dice = random.Random(seed)  # noqa: S311 no secret
        with copy.open("r+b") as file:
            for _ in range(64):
                file.seek(dice.randrange(HEADERS_BYTES, size))
                file.write(dice.randbytes(1))
        for open_it in (Reader.open, Ledger.open):
            try:
                with open_it(copy) as opened:
                    assert opened.verify().ok
            except StoreDamaged as error:
                found.append(error.where)
    assert len(found) > 12
    assert set(found) == {str(copy)}


def test_what_is_no_amount_of_memory_says_nothing_of_the_store(tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", "impression", batches()[:1])
    with pytest.raises(ValueError, match="memory_limit 'lots'"):
        Ledger.open(path, memory_limit="lots")
    with Ledger.open(path, memory_limit="1GB") as ledger:
        assert ledger.verify().ok


def test_text_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", "impression", batches()[:1])
    with Reader.open(path) as reader:
        for query, params in (("SELECT '\udcff'", []), ("SELECT ?", ["\udcff"])):
            with pytest.raises(QueryError, match="UTF-8"):
                reader.query(query, params)
    odd = tmp_path / "a\udcff.duckdb"
    shutil.copyfile(path, odd)
    for open_it in (Reader.open, Ledger.open):
        with pytest.raises(StoreMissing, match="UTF-8"):
            open_it(odd)


def test_words_of_a_path_say_nothing_of_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "allocated" / "no space left" / "s.duckdb"
    with pytest.raises(StoreMissing):
        Ledger.open(path)
    path.parent.mkdir(parents=True)
    written(path, "impression", batches()[:1])
    (tmp_path / "link").symlink_to(path.parent)
    path.write_bytes(path.read_bytes()[:20_000])
    for name in (path, tmp_path / "link" / "s.duckdb"):
        with pytest.raises(StoreDamaged), Reader.open(name) as reader:
            reader.verify()


def test_words_of_a_path_do_not_name_the_process_that_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "PID 42" / "s.duckdb"
    path.parent.mkdir()
    written(path, "impression", batches()[:1])
    hold = "import sys; from engine import Ledger; held = Ledger.open(sys.argv[1]); print(); sys.stdin.read()"
    command = [sys.executable, "-uc", hold, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreLocked, match=f"process {holder.pid} holds"):
            Ledger.open(path)


def test_readers_that_open_at_once_in_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "s.duckdb", "impression", batches()[:1])
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    together = threading.Barrier(6)

    def digest(_: int) -> str:
        together.wait()
        with Reader.open(path) as reader:
            return reader.digest()

    with ThreadPoolExecutor(6) as pool:
        for _ in range(5):
            assert len(set(pool.map(digest, range(6)))) == 1


def test_a_ledger_that_an_error_closed_says_so(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "s.duckdb")
    ledger._con.close()
    for ask in (
        ledger.digest,
        lambda: ledger.query("SELECT 1"),
        lambda: ledger.as_of_batch(0),
        lambda: ledger.apply(batches()[0]),
    ):
        with pytest.raises(StoreError, match="open it again"):
            ask()
    ledger.close()


def test_any_number_of_threads_makes_the_same_store(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is longer than what one thread gates at once."""
    digests = set()
    for threads in (1, 3):
        monkeypatch.setitem(connecting.ALONE, "threads", threads)
        with Ledger.open(tmp_path / f"{threads}.duckdb") as ledger:
            result = ledger.apply(batch(split(log.read_bytes())))
            assert result.lines > MORSEL_ROWS
            digests.add(ledger.digest())
    assert len(digests) == 1
