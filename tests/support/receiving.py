"""Receive one file in a process of its own, and print how many seconds and bytes of memory that took."""

import resource
import sys
import time
from contextlib import suppress
from pathlib import Path

from app.kernel.errors import RuleBroken
from app.storage.blobs import FolderBlobs
from app.tickets.uploads import UploadLimits, receive_file


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    file = Path(sys.argv[1])
    before, began = _peak(), time.monotonic()
    with suppress(RuleBroken), file.open("rb") as content:
        receive_file(FolderBlobs(file.parent / "store"), file.name, content, UploadLimits())
    sys.stdout.write(f"{time.monotonic() - began} {_peak() - before}\n")
