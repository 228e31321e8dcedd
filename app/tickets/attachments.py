"""Which files are taken: name and content must agree, and content decides (product 5, security 34–37)."""

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from app.kernel.errors import RuleBroken
from app.kernel.text import one_line
from app.kernel.wording import N_

LONGEST_NAME = 150  # characters
HEAD = 64 * 1024  # bytes looked at to tell what a file is
_PIECE = 256 * 1024  # bytes
MOST_ENTRIES = 10_000  # of an archive; more is no document
_LONGEST_LIST = 2 * 1024 * 1024  # bytes of an archive's list of contents, read whole into memory
_END = b"PK\x05\x06"  # of that list, with its size; a comment may follow
_END_SIZE, _LONGEST_COMMENT = 22, 1 << 16
_LONG_FORM, _LONG_FORM_SIZE = b"PK\x06\x07", 20  # before the end, of archives of more than 4 GB
TAKEN = "PNG, JPG, GIF, WebP, PDF, TXT, LOG, CSV, ZIP, DOCX, XLSX, PPTX, ODT, ODS, MP4, MOV, WebM"


class Family(StrEnum):
    """What sort of file it is; within a family a wrong ending is a slip, across families a lie."""

    IMAGE = "image"
    VIDEO = "video"
    PDF = "pdf"
    TEXT = "text"
    ARCHIVE = "archive"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: the ending it is kept with and the media type it is served as."""

    ending: str
    media_type: str
    family: Family


KINDS: tuple[FileKind, ...] = (
    FileKind("png", "image/png", Family.IMAGE),
    FileKind("jpg", "image/jpeg", Family.IMAGE),
    FileKind("gif", "image/gif", Family.IMAGE),
    FileKind("webp", "image/webp", Family.IMAGE),
    FileKind("mp4", "video/mp4", Family.VIDEO),
    FileKind("mov", "video/quicktime", Family.VIDEO),
    FileKind("webm", "video/webm", Family.VIDEO),
    FileKind("pdf", "application/pdf", Family.PDF),
    FileKind("txt", "text/plain", Family.TEXT),
    FileKind("log", "text/plain", Family.TEXT),
    FileKind("csv", "text/csv", Family.TEXT),
    FileKind("zip", "application/zip", Family.ARCHIVE),
    FileKind(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Family.OFFICE
    ),
    FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Family.OFFICE),
    FileKind(
        "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", Family.OFFICE
    ),
    FileKind("odt", "application/vnd.oasis.opendocument.text", Family.OFFICE),
    FileKind("ods", "application/vnd.oasis.opendocument.spreadsheet", Family.OFFICE),
)
KIND_OF = {kind.ending: kind for kind in KINDS} | {"jpeg": KINDS[1]}
INLINE = frozenset(kind.media_type for kind in KINDS if kind.family is Family.IMAGE)

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"\x1aE\xdf\xa3", "webm"),
)
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_OPEN_DOCUMENTS = {
    KIND_OF["odt"].media_type: "odt",
    KIND_OF["ods"].media_type: "ods",
}
_ACTIVE_TEXT = (
    b"<!doctype",
    b"<html",
    b"<svg",
    b"<?xml",
    b"<script",
    b"<?php",
    b"#!",
    b"<%",
    b"<head",
    b"<body",
)


def checked_file_name(name: str) -> str:
    """Return what the person called the file, without folders and invisible characters."""
    last = one_line(name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    stem, dot, ending = last.rpartition(".")
    if not dot or not stem:
        return last[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def kind_of(file_name: str, content: BinaryIO) -> FileKind:
    """Return what the file is. Raises RuleBroken unless its content is taken and its name says the same.

    ``content`` is read from its beginning and must be seekable; archives are listed, never unpacked.
    """
    named = KIND_OF.get(file_name.rpartition(".")[2].lower())
    if named is None:
        raise RuleBroken(
            N_("We cannot take «%(name)s». Use %(kinds)s."), name=file_name, kinds=TAKEN, field="attachments"
        )
    found = _sniffed(content, named)
    if found is None or found.family is not named.family or _is_another_document(found, named):
        raise RuleBroken(
            N_("«%(name)s» is not what its name says. Use %(kinds)s."),
            name=file_name,
            kinds=TAKEN,
            field="attachments",
        )
    return found


def kept_name(file_name: str, kind: FileKind) -> str:
    """Return the name with the ending of what the file really is."""
    stem, _, ending = file_name.rpartition(".")
    return file_name if KIND_OF.get(ending.lower()) is kind else f"{stem}.{kind.ending}"


def _is_another_document(found: FileKind, named: FileKind) -> bool:
    return found.family is Family.OFFICE and found is not named


def _sniffed(content: BinaryIO, named: FileKind) -> FileKind | None:
    content.seek(0)
    head = content.read(HEAD)
    for start, ending in _STARTS:
        if head.startswith(start):
            return KIND_OF[ending]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return KIND_OF["webp"]
    if head[4:8] == b"ftyp":
        return KIND_OF["mov" if head[8:12] == b"qt  " else "mp4"]
    if head[:4] == b"PK\x03\x04" or head[:4] == b"PK\x05\x06":
        return _archive(content)
    return named if named.family is Family.TEXT and _is_text(content, head) else None


def _archive(content: BinaryIO) -> FileKind | None:
    """Tell office documents from archives by their lists of contents; macros make neither."""
    if not _lists_little(content):
        return None
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            if len(names) > MOST_ENTRIES or any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            return _document(archive, frozenset(names)) or KIND_OF["zip"]
    except Exception:  # what reading a broken archive raises is anything
        return None


def _lists_little(content: BinaryIO) -> bool:
    """Say whether an archive's list of contents is short enough to read; found as ``zipfile`` finds it."""
    size = content.seek(0, io.SEEK_END)
    content.seek(max(0, size - _LONG_FORM_SIZE - _END_SIZE - _LONGEST_COMMENT))
    tail = content.read()
    plain = tail[-_END_SIZE:].startswith(_END) and tail.endswith(b"\0\0")
    start = len(tail) - _END_SIZE if plain else tail.rfind(_END)
    end = tail[start : start + _END_SIZE]
    if start < 0 or len(end) < _END_SIZE or tail[:start][-_LONG_FORM_SIZE:].startswith(_LONG_FORM):
        return False
    return int.from_bytes(end[12:16], "little") <= _LONGEST_LIST


def _document(archive: zipfile.ZipFile, names: frozenset[str]) -> FileKind | None:
    if "[Content_Types].xml" in names:
        return next((KIND_OF[kind] for part, kind in _OFFICE_PARTS.items() if part in names), None)
    if "mimetype" in names and archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED:
        with archive.open("mimetype") as part:
            kind = _OPEN_DOCUMENTS.get(part.read(200).decode("ascii", "replace").strip())
        return KIND_OF[kind] if kind else None
    return None


def _is_text(content: BinaryIO, head: bytes) -> bool:
    """Say whether it is text to read: no zero bytes but in UTF-16, and nothing a program would run."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    beginning = head.replace(b"\0", b"") if wide else head
    start = beginning.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(_ACTIVE_TEXT):
        return False
    content.seek(0)
    return wide or all(b"\0" not in piece for piece in iter(lambda: content.read(_PIECE), b""))
