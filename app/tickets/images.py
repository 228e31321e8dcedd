"""Pictures that people send: a limit on their pixels, and no word of where they were taken (security 37)."""

import tempfile
from typing import BinaryIO

from PIL import ExifTags, Image, ImageOps

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_

MOST_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_IN_MEMORY = 8 * 1024 * 1024  # bytes; larger pictures go through a temporary file


def without_place(content: BinaryIO, name: str) -> BinaryIO | None:
    """Return the picture without its metadata if that told a place, else None: it stays byte for byte.

    Raises RuleBroken for what is no picture or has more than 40 megapixels (read from its
    header, before anything is decoded).
    """
    content.seek(0)
    try:
        with Image.open(content, formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise RuleBroken(
                    N_("«%(name)s» has too many pixels. Send it smaller."), name=name, field="attachments"
                )
            return _without_metadata(picture, name) if _tells_a_place(picture) else None
    except RuleBroken:
        raise
    except Exception as error:  # what a decoder raises for broken bytes is anything
        raise RuleBroken(
            N_("«%(name)s» cannot be read as a picture."), name=name, field="attachments"
        ) from error


def _tells_a_place(picture: Image.Image) -> bool:
    """Look in EXIF and in the XML and text that pictures carry beside it."""
    if picture.getexif().get_ifd(ExifTags.IFD.GPSInfo):
        return True
    return any("gps" in _as_text(value).lower() for value in picture.info.values())


def _as_text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _without_metadata(picture: Image.Image, name: str) -> BinaryIO:
    """Return the pixels alone. Raises RuleBroken for what moves: its frames may be many and large."""
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise RuleBroken(
            N_("«%(name)s» tells where it was made. Send it without its location."),
            name=name,
            field="attachments",
        )
    return _saved_again(picture)


def _saved_again(picture: Image.Image) -> BinaryIO:
    """Return the picture without metadata, turned as the camera said, in the same format."""
    kept = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the caller closes it
    form = "JPEG" if picture.format == "MPO" else picture.format
    profile = picture.info.get("icc_profile")
    ImageOps.exif_transpose(picture, in_place=True)
    options = {"quality": 92} if form in {"JPEG", "WEBP"} else {}
    picture.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info}
    picture.save(kept, format=form, icc_profile=profile, exif=b"", **options)
    kept.seek(0)
    return kept  # type: ignore[return-value]  # a spooled file is a binary file in all that is used
