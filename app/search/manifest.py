"""What files an index folder holds and how to tell that one of them is damaged."""

import json
import os
import zlib
from pathlib import Path

from app.search.engine import IndexUnusable

VERSION = 4
FILE_NAME = "manifest.json"
_WHOLE = 8 << 20
_SAMPLES, _SAMPLE = 64, 1 << 16


def write_manifest(folder: Path) -> None:
    """List every file of ``folder``; written last, in one step, so its presence means complete."""
    files = {str(file.relative_to(folder)): fingerprint(file) for file in sorted(_files(folder))}
    draft = folder / f"{FILE_NAME}.draft"
    draft.write_text(json.dumps({"version": VERSION, "files": files}))
    os.replace(draft, folder / FILE_NAME)


def check_manifest(folder: Path) -> None:
    """Raise IndexUnusable when a listed file is missing or changed, or the version is another."""
    try:
        manifest = json.loads((folder / FILE_NAME).read_text())
        if manifest["version"] != VERSION:
            raise IndexUnusable(f"{folder}: written by version {manifest['version']} of the engine")
        for name, expected in manifest["files"].items():
            if fingerprint(folder / name) != expected:
                raise IndexUnusable(f"{folder / name}: damaged")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexUnusable(f"{folder}: {error}") from error


def fingerprint(file: Path) -> list[int]:
    """Return size and checksum; of large files, evenly spread samples are summed to open quickly."""
    size = file.stat().st_size
    with file.open("rb") as content:
        if size <= _WHOLE:
            return [size, zlib.crc32(content.read())]
        checksum = 0
        for number in range(_SAMPLES):
            content.seek(number * (size - _SAMPLE) // (_SAMPLES - 1))
            checksum = zlib.crc32(content.read(_SAMPLE), checksum)
    return [size, checksum]


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and not file.name.endswith("LOCK")]
