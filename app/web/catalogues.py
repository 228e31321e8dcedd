"""Translations as the pages read them, compiled from what translators write."""

import os
import tempfile
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.settings import ROOT

TRANSLATIONS = ROOT / "app" / "translations"


def compile_catalogues() -> None:
    """Compile every ``messages.po`` that is newer than its ``.mo``, or has none.

    Each is moved to its place whole, so that a process that starts meanwhile reads the
    old catalogue or the new one.
    """
    for written in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        compiled = written.with_suffix(".mo")
        if not _is_fresh(compiled, written):
            _replace(compiled, _compiled(written))


def _is_fresh(compiled: Path, written: Path) -> bool:
    return compiled.is_file() and compiled.stat().st_mtime >= written.stat().st_mtime


def _compiled(written: Path) -> bytes:
    with written.open("rb") as file:
        catalogue = read_po(file, locale=written.parent.parent.name, abort_invalid=True)
    result = BytesIO()
    write_mo(result, catalogue)
    return result.getvalue()


def _replace(target: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".messages-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
