"""Pictures of ``articles/media``: what they are, how large, and whether they are safe to serve."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError

from app.knowledge.faults import Fault, fault

FOLDER = "media"
_LARGEST = 5_000_000
_MOST_PIXELS = 40_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_TYPES: Mapping[str, tuple[str, str]] = {
    "png": ("PNG", "image/png"),
    "jpg": ("JPEG", "image/jpeg"),
    "jpeg": ("JPEG", "image/jpeg"),
    "gif": ("GIF", "image/gif"),
    "webp": ("WEBP", "image/webp"),
}
_SVG = "image/svg+xml"
_NEVER = frozenset(
    {"script", "foreignObject", "iframe", "object", "embed", "style", "handler", "set", "animate"}
)
_LENGTH = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:px)?")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture ready to serve; ``digest`` names its content and is part of its address."""

    name: str
    blob: str
    media_type: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Return the part of the address that changes with the content."""
        return self.blob[:20]

    @property
    def key(self) -> str:
        """Return the name of its content in the store."""
        return f"media-{self.digest}"

    @property
    def url(self) -> str:
        """Return the address pages use; its answer never changes."""
        return f"/media/{self.digest}/{self.name}"


def read_media(path: str, blob: str, content: bytes) -> MediaFile | Fault:
    """Return the facts of a picture, or why it cannot be served."""
    name = path.removeprefix(f"{FOLDER}/")
    ending = name.rpartition(".")[2].lower()
    if not _NAME.fullmatch(name) or (ending not in _TYPES and ending != "svg"):
        return fault(path, 1, "A media file must be named like picture.svg (svg, png, jpg, gif or webp)")
    if len(content) > _LARGEST:
        return fault(path, 1, "The picture is larger than %(limit)s MB", limit=_LARGEST // 1_000_000)
    try:
        if ending == "svg":
            width, height = _svg_size(content)
            return MediaFile(name, blob, _SVG, width, height)
        kind, media_type = _TYPES[ending]
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        reason = str(error) if isinstance(error, _UnsafeSvg) else "?"
        return fault(path, 1, "The picture cannot be used: %(reason)s", reason=reason)
    if width * height > _MOST_PIXELS:
        return fault(
            path, 1, "The picture has more than %(limit)s megapixels", limit=_MOST_PIXELS // 1_000_000
        )
    return MediaFile(name, blob, media_type, width, height)


class _UnsafeSvg(ValueError):
    pass


def _svg_size(content: bytes) -> tuple[int, int]:
    """Return width and height. Raises _UnsafeSvg for anything that could act or load."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<?xml-stylesheet" in content:
        raise _UnsafeSvg("DOCTYPE, ENTITY or stylesheet")
    root = ElementTree.fromstring(content)  # noqa: S314  # no DOCTYPE, so no entities to expand
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag in _NEVER:
            raise _UnsafeSvg(f"<{tag}>")
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2].lower()
            outside = plain in {"href", "src"} and not value.startswith("#")
            if (
                plain.startswith("on")
                or outside
                or "javascript:" in value.lower()
                or "url(http" in value.lower()
            ):
                raise _UnsafeSvg(f"{plain}=")
    box = root.get("viewBox", "").replace(",", " ").split()
    sizes = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(sizes):
        return round(float(sizes[0][1])), round(float(sizes[1][1]))  # type: ignore[index]  # all() has seen both
    if len(box) == 4:
        return round(float(box[2])), round(float(box[3]))
    raise _UnsafeSvg("width and height, or viewBox, missing")
