"""Sealed files: what was written comes out, what was changed does not; orphans are swept and nobody else's files."""

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.errors import EngineError, UserError
from engine.gate import Gate
from engine.reading import open_source
from store.evidence.container import SMALL_BYTES, SealedWriter, pieces
from store.evidence.opening import open_evidence
from store.evidence.rows import RowsWriter, kept_slices
from store.evidence.stores import DirectoryEvidence, EvidenceStore
from store.home import Home, open_home
from store.settings import Settings
from tests.conftest import EXAMPLES
from tests.store.history.conftest import NOW, Make, handover

KEY = b"k" * 32
LATE = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["directory", "folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EvidenceStore:
    """A directory, and the door to object stores: with a folder behind it, and with a real one."""
    if request.param == "directory":
        return DirectoryEvidence(tmp_path / "evidence")
    if request.param == "s3":
        return open_evidence(tmp_path, request.getfixturevalue("s3_url"))
    (tmp_path / "objects").mkdir()
    return open_evidence(tmp_path, f"file://{tmp_path}/objects")


def written(workspace: Path, *content: bytes) -> SealedWriter:
    writer = SealedWriter(KEY, workspace)
    for piece in content:
        writer.add(piece)
    writer.finish()
    return writer


def whole(writer: SealedWriter) -> bytes:
    return writer.content if writer.path is None else writer.path.read_bytes()


@pytest.mark.parametrize("content", [(b"",), (b"one",), (b"one", b"", b"three"), (b"a" * SMALL_BYTES, b"b" * 1000)])
def test_what_was_sealed_comes_out(tmp_path: Path, content: tuple[bytes, ...]) -> None:
    sealed = whole(written(tmp_path, *content))
    for size in (1, 7, 10_000_000):
        chunks = (sealed[start : start + size] for start in range(0, len(sealed), size))
        if size > 1 or len(sealed) < 1000:
            assert tuple(pieces(KEY, chunks)) == content


def test_small_files_touch_no_disk(tmp_path: Path) -> None:
    assert written(tmp_path / "none", b"x" * 1000).path is None
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: len(sealed) // 2],
        lambda sealed: sealed[:20],
        lambda sealed: b"",
        lambda sealed: sealed[:-3] + bytes([sealed[-3] ^ 1]) + sealed[-2:],
        lambda sealed: sealed[:6] + bytes([sealed[6] ^ 1]) + sealed[7:],
        lambda sealed: sealed + b"\0\0\0\1x",
    ],
)
def test_a_changed_file_does_not_open(tmp_path: Path, change: object) -> None:
    sealed = whole(written(tmp_path, b"one", b"two"))
    with pytest.raises(EngineError) as broken:
        list(pieces(KEY, [change(sealed)]))  # type: ignore[operator]
    assert broken.value.code == "seal-broken"


def test_the_last_piece_cannot_be_cut_off(tmp_path: Path) -> None:
    sealed = whole(written(tmp_path, b"one", b"two"))
    first = 20 + 4 + int.from_bytes(sealed[20:24], "big")
    with pytest.raises(EngineError):
        list(pieces(KEY, [sealed[:first]]))


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        list(pieces(b"x" * 32, [whole(written(tmp_path, b"one"))]))


def test_an_unfinished_file_is_thrown_away(tmp_path: Path) -> None:
    with SealedWriter(KEY, tmp_path) as writer:
        writer.add(b"x" * (2 * SMALL_BYTES))
        writer.add(b"y")
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


def test_stores_keep_give_list_and_delete(store: EvidenceStore) -> None:
    writer = written(store.workspace, b"x" * (2 * SMALL_BYTES))
    assert writer.path is not None
    sealed = writer.path.read_bytes()
    store.demand_usable()
    store.put(writer.digest, writer.path)
    assert store.exists(writer.digest)
    assert b"".join(store.open(writer.digest)) == sealed
    assert [kept.digest for kept in store.listed()] == [writer.digest]
    store.delete(writer.digest)
    store.delete(writer.digest)
    assert not store.exists(writer.digest)
    with pytest.raises(EngineError) as gone:
        list(store.open(writer.digest))
    assert gone.value.code == "evidence-missing"


def test_the_same_file_again_is_one_file(store: EvidenceStore, tmp_path: Path) -> None:
    """Large enough that an object store takes it in parts."""
    content = b"0123456789abcdef" * (1 << 20)
    digest = hashlib.sha256(content).hexdigest()
    for number in range(2):
        store.workspace.mkdir(parents=True, exist_ok=True)
        file = store.workspace / f"{tmp_path.name}-{number}"
        file.write_bytes(content)
        store.put(digest, file)
        assert not file.exists()
    assert [kept.digest for kept in store.listed()] == [digest]
    assert b"".join(store.open(digest)) == content


def test_a_store_is_asked_for_its_own_files_only(s3_url: str, tmp_path: Path) -> None:
    mine, other = open_evidence(tmp_path, f"{s3_url}/mine"), open_evidence(tmp_path, f"{s3_url}/other")
    writer = written(mine.workspace, b"x" * (2 * SMALL_BYTES))
    assert writer.path is not None
    mine.put(writer.digest, writer.path)
    assert list(other.listed()) == []
    assert not other.exists(writer.digest)
    other.delete(writer.digest)
    assert mine.exists(writer.digest)


def test_a_large_submission_lies_in_the_store_and_is_parquet(home: Home, records: Make) -> None:
    given = home.intake.submit(records(*range(1, 20_001), CF_SY=None), handover())
    (kept,) = home.evidence.listed()
    parts: Iterator[bytes] = home.intake.evidences.opened(kept.digest)
    next(parts)
    assert pl.read_parquet(io.BytesIO(next(parts))).height <= given.result.counts.records
    assert (
        sum(
            piece.height for piece in home.intake.evidence_source(given.result.submission or "").sheets[0].slices(0, 40)
        )
        == 20_000
    )


def test_orphans_in_an_object_store_are_swept(s3_url: str, tmp_path: Path, gate: Gate, records: Make) -> None:
    settings = Settings(home=tmp_path / "home", evidence_url=s3_url, _env_file=None)  # type: ignore[call-arg]
    home = open_home(settings, NOW, gate)
    home.intake.submit(records(*range(1, 20_001)), handover())
    (kept,) = home.evidence.listed()
    orphan = written(home.evidence.workspace, b"x" * (2 * SMALL_BYTES))
    assert orphan.path is not None
    home.evidence.put(orphan.digest, orphan.path)
    now = max(stored.changed_at for stored in home.evidence.listed())
    assert home.intake.sweep(now, timedelta(hours=1)) == 0
    assert home.intake.sweep(now + timedelta(hours=2), timedelta(hours=1)) == 1
    assert [stored.digest for stored in home.evidence.listed()] == [kept.digest]
    home.close()


def test_orphans_are_swept_by_age_and_nothing_else(home: Home, records: Make) -> None:
    home.intake.submit(records(*range(1, 20_001)), handover())
    (kept,) = home.evidence.listed()
    orphan = written(home.evidence.workspace, b"x" * (2 * SMALL_BYTES))
    assert orphan.path is not None
    home.evidence.put(orphan.digest, orphan.path)
    unplaced = written(home.evidence.workspace, b"x" * (2 * SMALL_BYTES))
    assert unplaced.path is not None
    now = max(stored.changed_at for stored in home.evidence.listed())
    assert home.intake.sweep(now, timedelta(hours=1)) == 0
    assert home.intake.sweep(now + timedelta(hours=2), timedelta(hours=1)) == 2
    assert [stored.digest for stored in home.evidence.listed()] == [kept.digest]


def test_the_same_rows_again_whatever_the_format(home: Home) -> None:
    for name in ("penalty.csv", "licence.xlsx"):
        source = open_source(EXAMPLES / name)
        given = home.intake.submit(source, handover()).result
        judged = home.gate.check(source, as_of=handover().as_of, reference="national@2019")
        again = home.gate.check(
            home.intake.evidence_source(given.submission or ""), as_of=handover().as_of, reference="national@2019"
        )
        assert pl.concat(again.records()).equals(pl.concat(judged.records()))


@pytest.mark.parametrize("rows", [1, 20, 21])  # few are JSON, more are Parquet
def test_rows_come_out_as_they_went_in(tmp_path: Path, rows: int) -> None:
    numbers = pl.Series("sheet_row", range(2, rows + 2), dtype=pl.UInt32)
    given = pl.DataFrame(
        [numbers, pl.Series("c0", [' 〔甲〕\x00\n"😀 '] * rows), pl.Series("c1", [None] * rows, pl.String)]
    )
    with RowsWriter(KEY, tmp_path) as writer:
        writer.read(given)
        writer.finish()
        (kept,) = kept_slices(pieces(KEY, [whole(writer.file)]))
    assert_frame_equal(kept, given)


def test_few_rows_that_were_kept_as_parquet_come_out(tmp_path: Path) -> None:
    given, buffer = pl.DataFrame({"sheet_row": [2], "c0": ["甲"]}), io.BytesIO()
    given.write_parquet(buffer)
    (kept,) = kept_slices(iter([buffer.getvalue()]))
    assert_frame_equal(kept, given)


def test_an_unknown_kind_of_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        open_evidence(tmp_path, "nonsense://x")
    assert refused.value.code == "evidence-url"
