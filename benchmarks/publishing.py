"""How long it takes from a commit to readers seeing it, and what a full build costs.

    python -m benchmarks.publishing [--articles 1000 10000] [--commits 200]

Generates articles in a temporary git repository, builds everything once in a process of its own (time
and largest memory of it and its children), then commits one changed article at a time and measures from
the moment ``git commit`` has returned: the publish command as the hook runs it, and the moment a web
process's LiveKnowledge answers from the new generation.
"""

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from app.knowledge.generation_store import GenerationStore
from app.knowledge.git_source import GitSource
from app.knowledge.live import LiveKnowledge
from app.knowledge.publishing import Publisher
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT

_WORDS = [
    *(
        "producto",
        "tienda",
        "venta",
        "pago",
        "pedido",
        "cliente",
        "inventario",
        "reporte",
        "factura",
        "precio",
    ),
    *("talla", "color", "pantalla", "botón", "guarda", "revisa", "cambia", "exporta", "sincroniza", "cuenta"),
    *("correo", "clave", "celular", "banco", "tasa", "dólares", "bolívares", "envío", "caja", "cierre"),
    *("depósito", "proveedor", "categoría", "descuento", "recibo", "saldo", "módulo", "aviso", "alerta"),
    *("espera", "vuelve", "abre", "escribe", "elige", "confirma"),
]


@dataclass(frozen=True, slots=True)
class Figures:
    """Measured for one size; seconds and MB."""

    articles: int
    full: float
    full_cpu: float
    memory: float
    change_cpu: float
    commit_to_published: float
    commit_to_seen: float
    phases: dict[str, float]

    def line(self) -> str:
        """Return one row of the table."""
        ratio = self.commit_to_published / self.full
        return (
            f"{self.articles:>8} {self.full:>8.1f} {self.full_cpu:>8.1f} {self.memory:>6.0f} "
            f"{self.commit_to_published:>11.2f} {self.commit_to_seen:>7.2f} {self.change_cpu:>6.2f} "
            f"{ratio:>8.4f}   {self.phases}"
        )


def main() -> None:
    """Measure every size asked for and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--commits", type=int, default=200, help="commits the articles are spread over")
    parser.add_argument("--build", nargs=2, metavar=("REPOSITORY", "STORE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        _build(Path(options.build[0]), Path(options.build[1]))
        return
    print("articles   full s    CPU s     MB published s  seen s  CPU s    ratio   of the last change")
    for count in options.articles:
        print(_measure(count, options.commits).line(), flush=True)


def _measure(count: int, commits: int) -> Figures:
    folder = Path(tempfile.mkdtemp(prefix="publishing-"))
    try:
        repository, store = folder / "repository", folder / "store"
        make_repository(repository, count, commits)
        built = json.loads(_command("-m", "benchmarks.publishing", "--build", str(repository), str(store)))
        knowledge = LiveKnowledge(store, WhooshEngine())
        knowledge.current()
        before = _children_cpu()
        published, seen = zip(
            *(_one_change(repository, store, knowledge, number) for number in range(5)), strict=True
        )
        change_cpu = (_children_cpu() - before) / len(seen)
        report = json.loads((knowledge.current().folder / "report.json").read_text())
        return Figures(
            count,
            built["seconds"],
            built["cpu"],
            built["memory"],
            change_cpu,
            statistics.median(published),
            statistics.median(seen),
            report["seconds"],
        )
    finally:
        shutil.rmtree(folder)


def _one_change(repository: Path, store: Path, knowledge: LiveKnowledge, number: int) -> tuple[float, float]:
    """Change one article, commit, publish as the hook does; return seconds to published and to seen."""
    file = repository / "articles" / "tutoriales" / f"articulo-{number}.md"
    file.write_text(file.read_text() + f"\nUna línea más, la {number}.\n")
    subprocess.run(["git", "-C", repository, "commit", "-qam", f"Change {number}"], check=True)
    before = knowledge.current().commit
    began = time.monotonic()
    settings = {"SUPPORT_ARTICLES_REPOSITORY": str(repository), "SUPPORT_SEARCH_INDEX_FOLDER": str(store)}
    publishing = subprocess.Popen(
        [sys.executable, "-m", "app", "articles", "publish"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
    )
    while knowledge.current().commit == before:
        time.sleep(0.005)
    seen = time.monotonic() - began
    if publishing.wait():
        raise SystemExit("publishing failed")
    return (store / "CURRENT").stat().st_mtime - _wall(began), seen


def _wall(instant: float) -> float:
    """Return the wall clock's time of a monotonic instant, to compare it with a file's."""
    return time.time() - (time.monotonic() - instant)


def _build(repository: Path, store: Path) -> None:
    """Build everything once and print seconds and the largest memory of all processes together."""
    began = time.monotonic()
    Publisher(GitSource(repository), GenerationStore(store), WhooshEngine()).publish(full=True)
    seconds = time.monotonic() - began
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu = time.process_time() + _children_cpu()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": (own + 2 * child) / 1024}))


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _command(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def make_repository(folder: Path, count: int, commits: int) -> None:
    """Make a git repository with ``count`` articles of about 300 words, spread over ``commits``."""
    chance = random.Random(7)
    shared = ROOT / "articles"
    files = [(path.name, path.read_bytes()) for path in shared.glob("*.yaml")]
    importer = subprocess.Popen(
        ["git", "fast-import", "--quiet"], cwd=_initialised(folder), stdin=subprocess.PIPE
    )
    if importer.stdin is None:
        raise SystemExit("git fast-import has no input")
    write = importer.stdin.write
    per_commit = max(1, count // commits)
    for start in range(0, count, per_commit):
        at = 1_760_000_000 + start
        write(f"commit refs/heads/main\ncommitter Marta <marta@tuqr.com> {at} +0000\ndata 4\nmore\n".encode())
        for name, content in files if start == 0 else ():
            write(b"M 644 inline articles/%s\ndata %d\n%s\n" % (name.encode(), len(content), content))
        for number in range(start, min(start + per_commit, count)):
            text = article(number, count, chance).encode()
            write(
                b"M 644 inline articles/tutoriales/articulo-%d.md\ndata %d\n%s\n" % (number, len(text), text)
            )
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", folder, "reset", "-q", "--hard", "main"], check=True)


def article(number: int, count: int, chance: random.Random) -> str:
    """Return one valid article with steps, a table and two links."""

    def words(length: int) -> str:
        return " ".join([*chance.choices(_WORDS, k=length), f"caso{number % 977}"])

    steps = "\n\n".join(f"{step}. Ve a **Configuración → Inventario** y {words(22)}." for step in range(1, 6))
    links = ", ".join(f"[otro](articulo-{chance.randrange(count)}.md)" for _ in range(2))
    return f"""---
id: articulo-{number}
title: Artículo {number} {words(3)}
summary: {words(8)}
keywords: [{", ".join(chance.choices(_WORDS, k=4))}]
product_area: inventory
faq: false
audience: everyone
status: published
finds:
  - artículo {number}
review_by: 2027-05-31
owner: soporte@tuqr.com
---
{words(30)}.

## Antes de empezar

{words(50)}.

## Pasos

{steps}

## Mensajes

| Mensaje | Qué hacer |
|---|---|
| {words(3)} | {words(8)} |
| {words(3)} | {words(8)} |

Mira también {links}.
"""


def _initialised(folder: Path) -> Path:
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    for name, value in (("user.name", "Marta"), ("user.email", "marta@tuqr.com"), ("gc.auto", "0")):
        subprocess.run(["git", "-C", folder, "config", name, value], check=True)
    return folder


if __name__ == "__main__":
    main()
