"""The store's file: what it says of itself, who may hold it, and what is no store at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest

from engine import (
    RULES,
    SCHEMA_VERSION,
    Batch,
    Ledger,
    Reader,
    RuleMismatch,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreNewer,
    StoreOlder,
    migrate,
)
from engine.reads import Reads
from schemas import timezones
from tests.engine.logs import batches, written
from tests.support import MOMENT, batch, make

pytestmark = pytest.mark.xdist_group("store")

ROOT = Path(__file__).parents[2]
OLDER = str(SCHEMA_VERSION - 1)
OPEN: tuple[Callable[[Path], Reads], ...] = (Ledger.open, Reader.open)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one batch; to be copied, never opened for writing."""
    return written(tmp_path_factory.mktemp("ready") / "s.duckdb", RULES[0], batches()[:1])


@pytest.fixture
def store(ready: Path, tmp_path: Path) -> Path:
    path = tmp_path / "s.duckdb"
    shutil.copyfile(ready, path)
    return path


def change(path: Path, statement: str, *params: object) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute(statement, list(params))


def set_meta(path: Path, key: str, value: str) -> None:
    change(path, "UPDATE core.meta SET value = ? WHERE key = ?", value, key)


def test_a_new_store_says_its_versions_and_rule(tmp_path: Path) -> None:
    for rule, wanted in ((None, "impression"), ("one_day_view", "one_day_view")):
        path = tmp_path / f"{rule}.duckdb"
        with Ledger.open(path, rule) as ledger:
            said = dict(ledger.query("FROM core.meta").fetchall())
            assert ledger.rule == said["rule"] == wanted
            assert said["schema_version"] == str(SCHEMA_VERSION)
            assert said["tzdata_version"] == timezones.version()
        for open_it in OPEN:
            with open_it(path) as same:
                assert same.rule == wanted


def test_another_rule_is_refused_and_nothing_changes(store: Path) -> None:
    before = store.read_bytes()
    with pytest.raises(RuleMismatch, match="impression, not one_day_view"):
        Ledger.open(store, "one_day_view")
    assert store.read_bytes() == before


def test_an_unknown_rule_is_refused_before_a_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(RuleMismatch, match="last_click"):
        Ledger.open(tmp_path / "s.duckdb", "last_click")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("open_it", OPEN)
def test_a_newer_store_is_refused(open_it: Callable[[Path], Reads], store: Path) -> None:
    set_meta(store, "schema_version", str(SCHEMA_VERSION + 1))
    set_meta(store, "rule", "a_rule_of_tomorrow")
    with pytest.raises(StoreNewer, match=f"schema {SCHEMA_VERSION + 1}") as refused:
        open_it(store)
    assert "upgrade" in str(refused.value)


def test_reading_never_migrates(store: Path) -> None:
    set_meta(store, "schema_version", OLDER)
    before = store.read_bytes()
    with pytest.raises(StoreOlder):
        Reader.open(store)
    assert store.read_bytes() == before


def test_a_writer_migrates_an_older_store(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_meta(store, "schema_version", OLDER)
    change(store, "ALTER TABLE core.batches DROP COLUMN corrections")
    step = "ALTER TABLE core.batches ADD COLUMN corrections BIGINT DEFAULT 0"
    change(store, "CREATE OR REPLACE VIEW posts AS SELECT 'old' AS post_id")
    monkeypatch.setitem(migrate.MIGRATIONS, int(OLDER), lambda con: con.execute(step))
    with Ledger.open(store) as ledger:
        assert ledger.query("DESCRIBE posts").fetchall()[1:], "the views are the engine's own"
        ledger.apply(batches()[1])
        assert ledger.verify().ok
    with Reader.open(store) as reader:
        assert ("schema_version", str(SCHEMA_VERSION)) in reader.query("FROM core.meta").fetchall()
    assert [path.name for path in store.parent.iterdir()] == [store.name]


@pytest.mark.parametrize("after", ["before anything", "half"])
def test_a_broken_migration_leaves_the_old_store(
    after: str, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_meta(store, "schema_version", OLDER)
    before = store.read_bytes()

    def breaks(con: duckdb.DuckDBPyConnection) -> None:
        if after == "half":
            con.execute("DELETE FROM core.packed_bodies")
        raise OSError("no space left on device")

    monkeypatch.setitem(migrate.MIGRATIONS, int(OLDER), breaks)
    with pytest.raises(OSError, match="no space"):
        Ledger.open(store)
    assert store.read_bytes() == before
    monkeypatch.setitem(migrate.MIGRATIONS, int(OLDER), lambda _: None)
    with Ledger.open(store) as ledger:
        assert ledger.verify().ok


def test_a_killed_migration_leaves_nothing_that_the_next_one_takes_up(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_meta(store, "schema_version", OLDER)
    for name in ("s.duckdb.migrating", "s.duckdb.migrating.wal"):
        (store.parent / name).write_bytes(b"half a copy of long ago")
    monkeypatch.setitem(migrate.MIGRATIONS, int(OLDER), lambda _: None)
    with Ledger.open(store) as ledger:
        assert ledger.verify().ok
    assert [path.name for path in store.parent.iterdir()] == [store.name]


HOLD = """
import sys
from engine import Ledger, Reader
with {kind}.open(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize(("holder", "opens"), [("Ledger", OPEN), ("Reader", OPEN[:1])])
def test_a_store_that_another_process_holds(
    holder: str, opens: tuple[Callable[[Path], Reads], ...], store: Path
) -> None:
    command = [sys.executable, "-c", HOLD.format(kind=holder), str(store)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as held:
        assert held.stdout is not None
        assert held.stdout.readline() == "held\n"
        for open_it in opens:
            with pytest.raises(StoreLocked, match=f"process {held.pid} holds") as refused:
                open_it(store)
            assert refused.value.exit_code == 3
        held.communicate("")
    Ledger.open(store).close()


def test_a_store_that_this_process_holds_in_another_way(store: Path) -> None:
    for first, second in (OPEN, OPEN[::-1]):
        with first(store), pytest.raises(StoreLocked, match="this process"):
            second(store)
    with Reader.open(store) as one, Reader.open(store) as other:
        assert one.digest() == other.digest()


def no_database(path: Path) -> None:
    path.write_bytes(b"just some text\n" * 1000)


def empty_file(path: Path) -> None:
    path.touch()


def foreign(path: Path) -> None:
    change(path, "CREATE TABLE orders (id INTEGER)")


def foreign_views(path: Path) -> None:
    change(path, "CREATE VIEW posts AS SELECT 1")


def foreign_core(path: Path) -> None:
    change(path, "CREATE SCHEMA core; CREATE TABLE core.meta (id INTEGER)")


@pytest.mark.parametrize("open_it", OPEN)
@pytest.mark.parametrize("spoil", [no_database, empty_file, foreign, foreign_views, foreign_core])
def test_what_is_no_store_is_refused_and_left_alone(
    spoil: Callable[[Path], None], open_it: Callable[[Path], Reads], tmp_path: Path
) -> None:
    path = tmp_path / "s.duckdb"
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged) as refused:
        open_it(path)
    assert refused.value.exit_code == 3
    assert refused.value.fix
    assert path.read_bytes() == before


@pytest.mark.parametrize("open_it", OPEN)
@pytest.mark.parametrize("key", ["schema_version", "engine_version", "tzdata_version", "rule"])
def test_a_store_that_does_not_say_what_it_is(
    key: str, open_it: Callable[[Path], Reads], store: Path
) -> None:
    change(store, "DELETE FROM core.meta WHERE key = ?", key)
    with pytest.raises(StoreDamaged):
        open_it(store)


@pytest.mark.parametrize(("key", "value"), [("schema_version", "one"), ("rule", "last_click")])
def test_a_store_that_says_nonsense(key: str, value: str, store: Path) -> None:
    set_meta(store, key, value)
    for open_it in OPEN:
        with pytest.raises(StoreDamaged):
            open_it(store)


@pytest.mark.parametrize("open_it", OPEN)
def test_a_truncated_store_is_found_out(open_it: Callable[[Path], Reads], store: Path) -> None:
    """When it is opened, or where DuckDB has nothing of the lost blocks to read yet, when they are read."""
    whole = store.read_bytes()
    for share in (0.001, 0.1, 0.5, 0.9, 0.999):
        store.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(StoreDamaged), open_it(store) as opened:
            opened.verify()


def test_a_folder_and_a_missing_folder_are_no_place_for_a_store(tmp_path: Path, store: Path) -> None:
    for path in (tmp_path, tmp_path / "no" / "s.duckdb", store / "s.duckdb"):
        with pytest.raises(StoreMissing) as refused:
            Ledger.open(path)
        assert refused.value.exit_code == 2
        with pytest.raises(StoreMissing):
            Reader.open(path)


def test_reading_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="no store"):
        Reader.open(tmp_path / "s.duckdb")
    assert not list(tmp_path.iterdir())


def test_a_block_that_cannot_be_read_is_said_so(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Reader.open(store) as reader:
        for read in (reader.digest, reader.verify, reader.summary, reader.positions):

            def breaks(*_: object) -> None:
                raise duckdb.IOException(
                    "IO Error: Corrupt database file: checksum in block at location 4096"
                )

            with monkeypatch.context() as patch:
                patch.setattr(reader, "_con", type("Broken", (), {"execute": breaks}))
                with pytest.raises(StoreDamaged, match="Corrupt"):
                    read()


@pytest.mark.parametrize(
    "moments",
    [
        [MOMENT] * 3,
        [MOMENT, MOMENT - timedelta(days=1), MOMENT - timedelta(days=2)],
        [datetime(2024, 6, 1, 9, tzinfo=timezone(timedelta(hours=9))), MOMENT, MOMENT + timedelta(seconds=1)],
    ],
)
def test_recorded_at_rises_whatever_the_clock_says(moments: list[datetime], tmp_path: Path) -> None:
    with Ledger.open(make(tmp_path / "s.duckdb", RULES[0])) as ledger:
        for moment in moments:
            each = batch([])
            ledger.apply(Batch(each.lines, each.positions, moment))
        times = [at for (at,) in ledger.query("SELECT recorded_at FROM batches ORDER BY batch").fetchall()]
    assert times == sorted(set(times))
    assert times[0] == moments[0].astimezone(UTC).replace(tzinfo=None)


def test_every_error_tells_what_to_do() -> None:
    for error in (StoreDamaged, StoreLocked, StoreNewer, StoreOlder):
        assert issubclass(error, StoreError)
        assert error.exit_code == 3


@pytest.mark.parametrize("name", ["md:mine", "sqlite:mine.db", ":memory:", "file:mine.duckdb"])
def test_a_store_is_a_file_whatever_its_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.open(name) as ledger:
        ledger.apply(batches()[0])
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with Reader.open(name) as reader:
        assert reader.summary().lines


@pytest.mark.parametrize("open_it", OPEN)
@pytest.mark.parametrize("name", ["log.ndjson", "log.csv", "log.parquet", "notes"])
@pytest.mark.parametrize("content", [b"", b'{"type":"view"}\n'])
def test_a_file_of_another_kind_is_no_store(
    open_it: Callable[[Path], Reads], name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match=r"no DuckDB file|an empty file"):
        open_it(path)
    assert path.read_bytes() == content
