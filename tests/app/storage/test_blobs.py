"""Files under the hash of what they hold."""

import hashlib
from pathlib import Path

import pytest

from app.storage.blobs import BlobMissingError, BlobStore


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def files(blobs: BlobStore) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


def test_a_blob_is_named_after_its_content(blobs: BlobStore):
    name = blobs.put("四至".encode())
    assert name == hashlib.sha256("四至".encode()).hexdigest()
    assert blobs.get(name).decode() == "四至"


def test_equal_content_is_kept_once(blobs: BlobStore):
    assert blobs.put(b"one") == blobs.put(iter([b"o", b"ne"]))
    assert len(files(blobs)) == 1


def test_content_that_breaks_off_leaves_nothing(blobs: BlobStore):
    def broken():
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        blobs.put(broken())
    assert files(blobs) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 64, "/" * 64])
def test_no_name_leads_out_of_the_folder(blobs: BlobStore, name: str):
    with pytest.raises(BlobMissingError) as refused:
        blobs.path(name)
    assert refused.value.code == "blobs.missing"
