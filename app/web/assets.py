"""Static files as served: few style sheets and scripts, a subset font, compressed, at lasting addresses."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from wsgiref.headers import Headers

import rcssmin
import rjsmin
from flask import Flask
from fontTools import subset, ttLib
from fontTools.varLib import instancer
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from app.web.scripts import one_script

SOURCE = Path(__file__).resolve().parent.parent / "static"
PREFIX = "/s/"
_FONT = "Inter[opsz,wght].ttf"
# Latin, its accents, punctuation, arrows and the signs that pages use.
_GLYPHS = "20-7E,A0-FF,131,152,153,2013,2014,2018-201E,2022,2026,2039,203A,20AC,2190-2193,2212"
# Every page loads ``ui.css``; the team's pages, with their queue and composer, the other one as well.
_STYLES = {
    "ui.css": ("tokens.css", "base.css", "layout.css", "components/*.css", "utilities.css", "print.css"),
    "team.css": ("team/*.css",),
}
_FOREVER = 365 * 24 * 3600


def serve_assets(app: Flask, data_folder: Path) -> None:
    """Serve ``/s/<version>/…`` for ever and give templates ``asset(name)``."""
    root = build_assets(data_folder)
    version = root.name

    def asset(name: str) -> str:
        if not (root / name).is_file():
            raise LookupError(f"no static file {name}")
        return f"{PREFIX}{version}/{name}"

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=root.parent,
        prefix=PREFIX,
        immutable_file_test=lambda _path, _url: True,
        max_age=_FOREVER,
        allow_all_origins=False,
        add_headers_function=_headers,
    )


def build_assets(data_folder: Path) -> Path:
    """Prepare the files under ``static/<version>`` of ``data_folder`` and return that folder.

    The version is a hash of everything served, so that an address never changes
    its content. Made beside its place and moved there whole.
    """
    font = _subset_font(data_folder)
    version = _version(font)
    target = data_folder / "static" / version
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=target.parent.parent))
    shutil.copytree(SOURCE, work, dirs_exist_ok=True)
    shutil.rmtree(work / "css")
    for name, sheet in _style_sheets().items():
        (work / name).write_text(sheet, encoding="utf-8")
    shutil.rmtree(work / "js" / "controllers")
    for name, script in _scripts().items():
        (work / "js" / name).write_text(script, encoding="utf-8")
    shutil.copyfile(font, work / "inter.woff2")
    compressor = Compressor(quiet=True)
    for file in sorted(path for path in work.rglob("*") if path.is_file()):
        if compressor.should_compress(file.name):
            list(compressor.compress(str(file)))
    work.chmod(0o755)
    try:
        work.rename(target)
    except OSError:  # another process was first; its copy has the same content
        shutil.rmtree(work)
    return target


def _headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _style_sheets() -> dict[str, str]:
    return {name: str(rcssmin.cssmin(_written(patterns))) for name, patterns in _STYLES.items()}


def _written(patterns: Iterable[str]) -> str:
    sources = (file for pattern in patterns for file in sorted((SOURCE / "css").glob(pattern)))
    return "\n".join(file.read_text(encoding="utf-8") for file in sources)


def _scripts() -> dict[str, str]:
    """Return what each page may name: ``app.js`` for all of them, the others for pages that need more."""
    entries = sorted((SOURCE / "js").glob("*.js"))
    return {entry.name: str(rjsmin.jsmin(one_script(entry))) for entry in entries}


def _version(font: Path) -> str:
    digest = hashlib.sha256(font.read_bytes())
    digest.update("".join((*_style_sheets().values(), *_scripts().values())).encode())
    for file in sorted(path for path in SOURCE.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(SOURCE)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _subset_font(data_folder: Path) -> Path:
    """Cut Inter to Latin and weights 400 to 700 once; about 22 kB (ux 10)."""
    made = data_folder / "fonts" / "inter.woff2"
    if made.is_file():
        return made
    made.parent.mkdir(parents=True, exist_ok=True)
    options = subset.Options(layout_features=["kern", "ccmp", "locl", "mark", "tnum"], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(_GLYPHS))
    with as_file(files("fontpkg_inter").joinpath("files", _FONT)) as source:
        font = ttLib.TTFont(source)
        cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"opsz": 14, "wght": (400, 700)})
    font.flavor = "woff2"
    with tempfile.NamedTemporaryFile(dir=made.parent, suffix=".woff2", delete=False) as file:
        font.save(file)
    Path(file.name).rename(made)
    return made
