"""Which files are taken, and what becomes of them (product 5, security 34–37)."""

import io
import zipfile
from datetime import timedelta

import pytest
from PIL import ExifTags, Image

from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.storage.blobs import MemoryBlobs
from app.tickets.attachments import checked_file_name
from app.tickets.uploads import ReceivedFile, UploadLimits, receive_file

LATER = utc_now() + timedelta(days=1)
LIMITS = UploadLimits(file_bytes=200_000)


def picture(form: str = "PNG", size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, form, **options)  # type: ignore[arg-type]  # a test's choice
    return made.getvalue()


def archive(*names: str, **contents: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in names:
            zipped.writestr(name, contents.get(name, b"x"))
    return made.getvalue()


def with_place(form: str, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Teléfono"
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (10.0, 30.0, 0.0)
    return picture(form, exif=exif.tobytes())


WORD, SHEET = "word/document.xml", "xl/workbook.xml"
ORDINARY = {
    "captura.png": picture(),
    "foto.jpg": picture("JPEG"),
    "FOTO.JPEG": picture("JPEG"),
    "animada.gif": picture("GIF"),
    "vista.webp": picture("WEBP"),
    "factura.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "notas.txt": "Añadí 50 unidades\n".encode(),
    "notas-windows.txt": "Añadí".encode("utf-16"),
    "servidor.log": b"2026-11-22 ERROR <html> was expected\n",
    "productos.csv": b"nombre;precio\nCamisa;25\n",
    "todo.zip": archive("a.txt"),
    "carta.docx": archive("[Content_Types].xml", WORD),
    "hoja.xlsx": archive("[Content_Types].xml", SHEET),
    "video.mp4": b"\0\0\0\x20ftypisom" + b"\0" * 40,
    "video.webm": b"\x1aE\xdf\xa3" + b"\0" * 40,
}
REFUSED = {
    "virus.exe": b"MZ\x90\0",
    "dibujo.svg": b"<svg onload='alert(1)'/>",
    "pagina.html": b"<html>",
    "pagina.png": b"<html><script>alert(1)</script>",
    "dibujo.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "pagina.txt": b"\n <!DOCTYPE html><script>alert(1)</script>",
    "guion.txt": b"#!/bin/sh\nrm -rf /\n",
    "binario.txt": b"MZ\x90\0\x03",
    "macros.docm": archive("[Content_Types].xml", WORD),
    "macros.docx": archive("[Content_Types].xml", WORD, "word/vbaProject.bin"),
    "no-es.docx": archive("a.txt"),
    "escondido.zip": archive("[Content_Types].xml", WORD),
    "roto.zip": b"PK\x03\x04" + b"\0" * 50,
    "pdf.png": b"%PDF-1.7\n",
    "cortada.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
    "factura.pdf.exe": b"%PDF-1.7\n",
    "sin-nombre": b"texto",
    "vacio.txt": b"",
    "grande.txt": b"x" * 200_001,
    "nulo.png\0.txt": picture(),
}


def send(name: str, content: bytes, store: MemoryBlobs | None = None) -> ReceivedFile:
    return receive_file(store or MemoryBlobs(), name, io.BytesIO(content), LIMITS)


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_files_are_taken_and_stay_byte_for_byte(name: str) -> None:
    store = MemoryBlobs()
    received = send(name, ORDINARY[name], store)
    assert received.name == name
    assert store.open(received.blob.name).read() == ORDINARY[name]


@pytest.mark.parametrize("name", REFUSED)
def test_other_files_are_refused_in_words_and_leave_nothing_behind(name: str) -> None:
    store = MemoryBlobs()
    with pytest.raises(RuleBroken) as told:
        send(name, REFUSED[name], store)
    assert told.value.values["field"] == "attachments"
    assert list(store.names_before(LATER)) == []


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_does_not_tell_where_it_was_taken(form: str) -> None:
    store = MemoryBlobs()
    received = send(f"foto.{form.lower()}", with_place(form), store)
    with Image.open(store.open(received.blob.name)) as kept:
        assert kept.format == form
        assert not kept.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert ExifTags.Base.Make not in kept.getexif()
    assert len(list(store.names_before(LATER))) == 1


def test_a_photo_that_was_turned_by_the_camera_stays_upright() -> None:
    store = MemoryBlobs()
    received = send("foto.jpg", with_place("JPEG", orientation=6), store)
    with Image.open(store.open(received.blob.name)) as kept:
        assert kept.size == (6, 8)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    bomb = picture(size=(7000, 6000))
    assert len(bomb) < 200_000
    with pytest.raises(RuleBroken, match="pixels"):
        send("bomba.png", bomb)


def test_a_picture_with_the_wrong_ending_is_kept_with_the_right_one() -> None:
    received = send("foto.png", picture("JPEG"))
    assert (received.name, received.kind.media_type) == ("foto.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\fotos\\yo.png", "yo.png"),
        (".htaccess", "htaccess"),
        ("a\u202egnp.txt", "agnp.txt"),
        ("a\nb.txt", "a b.txt"),
        ("x" * 300 + ".png", "x" * 146 + ".png"),
        ("", ""),
    ],
)
def test_the_name_of_a_file_is_only_a_name(sent: str, kept: str) -> None:
    assert checked_file_name(sent) == kept
