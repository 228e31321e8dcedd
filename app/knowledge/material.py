"""What articles need besides themselves: categories, pictures and synonyms of a snapshot."""

from dataclasses import dataclass, field

from app.knowledge.article import Category
from app.knowledge.catalogue_file import Catalogue
from app.knowledge.category_file import PATH as CATEGORIES
from app.knowledge.category_file import read_categories
from app.knowledge.faults import Fault, fault
from app.knowledge.generation_store import GenerationStore
from app.knowledge.media import FOLDER, MediaFile, read_media
from app.knowledge.source import FileKind, Snapshot, SourceFile, SourceUnusable
from app.knowledge.synonym_file import PATHS as SYNONYMS
from app.knowledge.synonym_file import read_synonyms
from app.search.synonyms import Synonyms

_LARGEST = 5_000_000


@dataclass(slots=True)
class Material:
    """Everything beside the articles; ``written`` are the store keys of new pictures."""

    categories: tuple[Category, ...]
    media: dict[str, MediaFile]
    synonyms: Synonyms
    faults: list[Fault] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


def read_material(snapshot: Snapshot, before: Catalogue, store: GenerationStore | None) -> Material:
    """Return the material; a faulty categories file leaves the categories of ``before``.

    New pictures go into ``store`` unless it is None. Raises SourceUnusable without any categories.
    """
    synonyms, faults = read_synonyms(_contents(snapshot, set(SYNONYMS)))
    material = Material(before.categories, {}, synonyms, faults)
    found = _contents(snapshot, {CATEGORIES}).get(CATEGORIES)
    categories = read_categories(found) if found is not None else fault(CATEGORIES, 1, "The file is missing")
    if not isinstance(categories, Fault):
        material.categories = categories
    elif before.categories:
        material.faults.append(categories)
    else:
        raise SourceUnusable("%(fault)s", fault=categories.text())
    _read_pictures(snapshot, before, store, material)
    return material


def _read_pictures(
    snapshot: Snapshot, before: Catalogue, store: GenerationStore | None, material: Material
) -> None:
    new: list[SourceFile] = []
    for file in snapshot.files.values():
        if not file.path.startswith(f"{FOLDER}/"):
            continue
        name = file.path.removeprefix(f"{FOLDER}/")
        known = before.media.get(name)
        if file.kind is not FileKind.FILE:
            material.faults.append(fault(file.path, 1, "A symbolic link or submodule cannot be a picture"))
        elif known and known.blob == file.blob and (store is None or store.has(known.key)):
            material.media[name] = known
        elif file.size > _LARGEST:
            material.faults.append(
                fault(file.path, 1, "The picture is larger than %(limit)s MB", limit=_LARGEST // 1_000_000)
            )
        else:
            new.append(file)
    for file, content in snapshot.read(new):
        picture = read_media(file.path, file.blob, content)
        if isinstance(picture, Fault):
            material.faults.append(picture)
            continue
        material.media[picture.name] = picture
        if store is not None and not store.has(picture.key):
            store.put(picture.key, content)
            material.written.append(picture.key)


def _contents(snapshot: Snapshot, paths: set[str]) -> dict[str, bytes]:
    files = [
        file
        for path, file in snapshot.files.items()
        if path in paths and file.kind is FileKind.FILE and file.size < _LARGEST
    ]
    return {file.path: content for file, content in snapshot.read(files)}
