"""Files that people send, and files that only pretend: what the tests of uploads are made of."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

SCRIPT = b"<html><body><script>alert(document.domain)</script></body></html>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_TAKEN = "png jpg jpeg gif webp mp4 mov webm pdf txt log csv zip docx xlsx pptx odt ods"
WORD = ("[Content_Types].xml", "word/document.xml")
SHEET = ("[Content_Types].xml", "xl/workbook.xml")
SLIDES = ("[Content_Types].xml", "ppt/presentation.xml")


def picture(form: str = "PNG", size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    """Return a picture."""
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, form, **options)  # type: ignore[arg-type]  # a test's choice
    return made.getvalue()


def moving(form: str, **options: object) -> bytes:
    """Return a picture of three frames."""
    made = io.BytesIO()
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("teal", "orange", "white")]
    frames[0].save(made, form, save_all=True, append_images=frames[1:], duration=80, **options)  # type: ignore[arg-type]  # a test's choice
    return made.getvalue()


def exif_of_a_place() -> bytes:
    """Return EXIF with the coordinates of a house."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (10.0, 30.0, 0.0)
    return exif.tobytes()


def archive(*names: str, kind: int = zipfile.ZIP_DEFLATED, **contents: bytes) -> bytes:
    """Return a ZIP with these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as zipped:
        for name in names:
            zipped.writestr(name, contents.get(name, b"x"))
    return made.getvalue()


def open_document(media_type: str) -> bytes:
    """Return an OpenDocument: its type stands first and is not packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.writestr("mimetype", media_type, zipfile.ZIP_STORED)
        zipped.writestr("content.xml", "<office:document-content/>", zipfile.ZIP_DEFLATED)
    return made.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG."""
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png_of(width: int, height: int, *parts: bytes) -> bytes:
    """Return a small PNG that says it is this large."""
    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    ending = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(parts) + ending


def png_with(text: str, value: str) -> bytes:
    """Return a PNG with words in it."""
    words = PngInfo()
    words.add_text(text, value)
    return picture(pnginfo=words)


def zip_of_many(entries: int) -> bytes:
    """Return a ZIP whose list of contents is long; nothing is in it."""
    one = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, *(0,) * 8, 1, *(0,) * 6) + b"a"
    local = b"PK\x03\x04" + b"\0" * 26
    count = min(entries, 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(one) * entries, len(local), 0)
    return local + one * entries + end


def zip_of_many_in_long_form(entries: int) -> bytes:
    """Return the same with a short list in the usual place, and the true one in the form for 4 GB."""
    short = zip_of_many(entries)
    body, end = short[:-22], bytearray(short[-22:])
    length, start = len(body) - 30, 30
    struct.pack_into("<2H", end, 8, 1, 1)
    struct.pack_into("<L", end, 12, 47)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, length, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(body), 1)
    return body + record + locator + bytes(end)


def type_that_unpacks_to(size: int) -> bytes:
    """Return an OpenDocument whose packed type says it is short, and is ``size`` bytes of nothing."""
    lying = bytearray(archive("mimetype", mimetype=b"\0" * size))
    struct.pack_into("<L", lying, lying.rfind(b"PK\x01\x02") + 24, 100)
    return bytes(lying)


def _ordinary() -> Mapping[str, bytes]:
    return {
        "captura.png": picture(),
        "captura-pegada-14-05.png": png_with("Software", "a screenshot tool"),
        "transparente.png": picture_with_holes(),
        "foto.jpg": picture("JPEG"),
        "foto-progresiva.jpeg": picture("JPEG", progressive=True),
        "FOTO.JPG": picture("JPEG", exif=Image.Exif().tobytes()),
        "quieta.gif": picture("GIF"),
        "animada.gif": moving("GIF"),
        "animada.webp": moving("WEBP"),
        "animada.png": moving("PNG"),
        "vista.webp": picture("WEBP"),
        "factura.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%%EOF",
        "notas.txt": "Añadí 50 unidades y quedó en 0.\r\n".encode(),
        "notas-ansi.txt": "Añadí 50".encode("latin-1"),
        "notas-utf16.txt": "Añadí 50".encode("utf-16"),
        "notas con espacios y ñ.txt": b"x",
        "servidor.log": b"2026-11-22 ERROR <html> was expected\n" * 1000,
        "productos.csv": "\ufeffnombre;precio\nCamisa;25\n".encode(),
        "formulas.csv": b"=1+1,@SUM(A1)\n",
        "copia.tar.zip": archive("a.txt", "b/c.txt"),
        "vacio.zip": archive(),
        "carta.docx": archive(*WORD),
        "hoja.xlsx": archive(*SHEET),
        "curso.pptx": archive(*SLIDES),
        "carta.odt": open_document("application/vnd.oasis.opendocument.text"),
        "hoja.ods": open_document("application/vnd.oasis.opendocument.spreadsheet"),
        "pantalla.mp4": b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + b"\0" * 400,
        "pantalla.mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 400,
        "pantalla.webm": b"\x1aE\xdf\xa3" + b"\0" * 400,
    }


def picture_with_holes() -> bytes:
    """Return a PNG that is transparent in places."""
    made = io.BytesIO()
    Image.new("RGBA", (8, 6), (0, 128, 128, 60)).save(made, "PNG")
    return made.getvalue()


def _programs() -> Mapping[str, bytes]:
    """Return what acts when it is opened, by a word for it."""
    return {
        "html": SCRIPT,
        "html-with-a-mark": b"\xef\xbb\xbf\r\n\t <!DOCTYPE HTML>" + SCRIPT,
        "html-in-utf16": b"\xff\xfe" + "<html><script>alert(1)</script>".encode("utf-16-le"),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "xml": b"<?xml version='1.0'?><?xml-stylesheet href='data:,x'?><a/>",
        "php": b"<?php system($_GET['c']); ?>",
        "shell": b"#!/bin/sh\nrm -rf ~\n",
        "windows": b"MZ\x90\0\x03\0\0\0" + b"\0" * 60,
        "linux": b"\x7fELF\x02\x01\x01\0" + b"\0" * 60,
        "java": b"\xca\xfe\xba\xbe\0\0\0\x34",
        "shortcut": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
        "old-office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60,
        "macro": archive(*WORD, "word/vbaProject.bin"),
        "rar": b"Rar!\x1a\x07\x01\0",
        "gzip": b"\x1f\x8b\x08\0\0\0\0\0",
    }


@cache
def disguised() -> Mapping[str, bytes]:
    """Return every kind of program under every ending that is taken."""
    return {f"{what}.{ending}": content for what, content in _programs().items() for ending in _TAKEN.split()}


def _names() -> Mapping[str, bytes]:
    """Return endings that are not taken, whatever is inside, and names that hide their ending."""
    endings = (
        "html htm xhtml svg svgz xml xsl js mjs css swf php phtml py sh bat cmd ps1 exe dll msi scr com jar "
        "apk app lnk url hta vbs docm xlsm pptm dotm xlam rtf iso img tar gz rar 7z heic bmp tiff ico psd"
    )
    harmless = {f"archivo.{ending}": picture() for ending in endings.split()}
    return harmless | {
        "sin-ending": b"texto",
        "captura.png.exe": picture(),
        "captura.png.": picture(),
        "captura.png;.txt": picture(),
        "captura.png%00.txt": picture(),
        "captura.png::$DATA": picture(),
        "gnp.\u202eexe": picture(),
        "foto.\u202etxt.exe": b"MZ\x90\0",
        "captura.pn\u200bg": picture(),
        "factura.pdf\u2028.html": b"%PDF-1.7\n",
        "a\0.png.html": picture(),
    }


def _lies() -> Mapping[str, bytes]:
    png, jpg, pdf = picture(), picture("JPEG"), b"%PDF-1.7\n1 0 obj\n"
    return {
        "imagen.pdf": png,
        "documento.png": pdf,
        "foto.zip": jpg,
        "video.png": b"\0\0\0\x20ftypisom" + b"\0" * 40,
        "video.txt": b"\0\0\0\x20ftypisom" + b"\0" * 40,
        "foto.txt": jpg,
        "hoja.docx": archive(*SHEET),
        "carta.zip": archive(*WORD),
        "carta.odt": open_document("application/vnd.oasis.opendocument.spreadsheet"),
        "nada.docx": archive("a.txt"),
        "macros.xlsx": archive(*SHEET, "xl/vbaProject.bin"),
        "macros-mayusculas.pptx": archive(*SLIDES, "ppt/VBAPROJECT.BIN"),
        "macros.zip": archive("word/vbaProject.bin"),
        "empaquetado.odt": archive("mimetype", mimetype=b"application/vnd.oasis.opendocument.text"),
        "vacio.png": b"",
        "vacio.txt": b"",
        "enorme.txt": b"x" * 1_000_001,
    }


def _broken() -> Mapping[str, bytes]:
    png, jpg, gif, webp = picture(), picture("JPEG"), picture("GIF"), picture("WEBP")
    return {
        "cortada.png": png[:20],
        "cortada.jpg": jpg[:4],
        "cortada.gif": gif[:8],
        "cortada.webp": webp[:14],
        "cero.png": png_of(0, 0),
        "cien-megapixeles.png": png_of(10_000, 10_000),
        "infinita.png": png_of(2**31 - 1, 2**31 - 1),
        "ancha.gif": b"GIF89a\xff\xff\xff\xff\0\0\0" + gif[13:],
        "alta.jpg": jpg.replace(b"\xff\xc0\0\x11\x08\0\x06\0\x08", b"\xff\xc0\0\x11\x08\xff\xff\xff\xff"),
        "textos.png": png_of(
            9, 9, *(chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 9**7)) for _ in range(9))
        ),
        "perfil.png": png_of(9, 9, chunk(b"iCCP", b"k\0\0" + zlib.compress(b"\0" * 9**8))),
        "roto.zip": b"PK\x03\x04" + b"\0" * 60,
        "cortado.zip": archive("a.txt")[:-10],
        "muchos.zip": zip_of_many(20_000),
        "muchisimos.zip": zip_of_many(60_000),
        "largo.zip": zip_of_many_in_long_form(60_000),
        "bomba.odt": type_that_unpacks_to(60_000_000),
        "lugar.gif": moving("GIF", comment=b"GPS 10.5 -66.9"),
    }


def _polyglots() -> Mapping[str, bytes]:
    png, jpg, gif = picture(), picture("JPEG"), picture("GIF")
    return {
        "gif-js.gif": b"GIF89a/*" + gif[8:] + b"*/=1;alert(document.domain)//",
        "gif-js-short.gif": b"GIF89a=1;alert(1)//",
        "gif-html.gif": gif + SCRIPT,
        "png-html.png": png + SCRIPT,
        "png-html-inside.png": png_with("Comment", SCRIPT.decode()),
        "png-php.png": png + b"<?php system('id') ?>",
        "jpg-html.jpg": jpg[:2] + b"\xff\xfe\0\x44" + SCRIPT.ljust(66, b" ")[:66] + jpg[2:],
        "jpg-js.jpg": jpg + b"*/=alert(1);/*",
        "jpg-zip.jpg": jpg + archive("a.html"),
        "pdf-html.pdf": b"%PDF-1.7\n" + SCRIPT,
        "pdf-js.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n",
        "zip-html.zip": archive("index.html", **{"index.html": SCRIPT}) + SCRIPT,
        "zip-slip.zip": archive("../../../etc/cron.d/x", "..\\..\\x.bat", "/etc/passwd", "C:\\x"),
        "zip-in-zip.zip": archive("a.zip", **{"a.zip": archive("b.zip")}),
        "zip-bomb.zip": archive("zeros", zeros=b"\0" * 30_000_000),
        "zip-program.zip": archive("setup.exe", **{"setup.exe": b"MZ\x90\0"}),
        "mp4-html.mp4": b"\0\0\0\x20ftypisom" + SCRIPT,
        "webm-html.webm": b"\x1aE\xdf\xa3" + SCRIPT,
        "text-html.txt": b"hola " + SCRIPT,
        "comment-html.txt": b"<!-- x -->" + SCRIPT,
        "csv-html.csv": b"a,b\n" + SCRIPT,
        "text-js.log": b"alert(document.domain)",
        "eicar.txt": EICAR,
        "eicar.zip": archive("eicar.com", **{"eicar.com": EICAR}),
        "utf7.txt": b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    }


def _travels() -> Mapping[str, bytes]:
    """Return pictures whose names lead elsewhere, or are hard to write."""
    elsewhere = (
        "../../fuera.png ../../../../../../tmp/fuera.png /tmp/fuera.png \\\\host\\c$\\fuera.png "
        "C:\\Windows\\fuera.png ..\\..\\fuera.png ....//....//fuera.png %2e%2e%2ffuera.png ..%c0%affuera.png "
        "~/fuera.png file:///tmp/fuera.png $(touch${IFS}fuera).png `fuera`.png |fuera.png -rf.png "
        "CON.png nul.png <img/src=x/onerror=alert(1)>.png \"onload=alert(1)\".png 'x'.png "
        "a;b.png a&b.png a,b.png a=b.png 😀.png é.png e\u0301.png \u202egnp.exe.png \ufefffuera.png"
    )
    return {name: picture() for name in elsewhere.split()} | {
        "x" * 300 + ".png": picture(),
        "ñ" * 300 + ".png": picture(),
        "a\r\nSet-Cookie: fuera=1.png": picture(),
        "a\tb.png": picture(),
        "fuera\n.png": picture(),
        ".htaccess.png": picture(),
        ".png": picture(),
        "png": picture(),
        "captura.png ": picture(),
        "..png": picture(),
        "...png": picture(),
    }


@cache
def ordinary() -> Mapping[str, bytes]:
    """Return what people send every day."""
    return _ordinary()


@cache
def refused() -> Mapping[str, bytes]:
    """Return what is never taken."""
    return {**_names(), **_lies(), **_broken()}


@cache
def ambiguous() -> Mapping[str, bytes]:
    """Return what is several things at once: taken as what it is called, or refused, it must do nothing."""
    return {**_polyglots(), **_travels()}
