"""The house keeps its rooms: imports point down and each library has one home."""

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"

FENCES = {
    "whoosh": r"search/whoosh_\w+\.py",
    "markdown": r"knowledge/rendering\w*(/\w+)?\.py",
    "bleach": r"web/sanitising\.py",
    "nh3": r"web/sanitising\.py",
}


def _modules() -> list[Path]:
    return [path for path in sorted(APP.rglob("*.py")) if "migrations/versions" not in str(path)]


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_imports_point_down() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("library", FENCES)
def test_a_library_is_used_in_one_room_only(library: str) -> None:
    users = [str(path.relative_to(APP)) for path in _modules() if library in _imported(path)]
    assert users, f"nobody uses {library}: the fence protects nothing"
    assert [user for user in users if not re.fullmatch(FENCES[library], user)] == []


def test_the_environment_is_read_by_the_settings_only() -> None:
    readers = [path.name for path in _modules() if re.search(r"os\.(environ|getenv)", path.read_text())]
    assert readers == []


def test_the_wall_clock_is_read_in_one_place() -> None:
    readers = {
        str(path.relative_to(APP))
        for path in _modules()
        if re.search(r"datetime\.(utc)?now\(|date\.today\(|time\.time\(", path.read_text())
    }
    assert readers == {"kernel/clock.py"}


def test_no_room_is_a_drawer_for_everything() -> None:
    names = {path.stem for path in _modules()}
    assert names & {"utils", "helpers", "common", "manager", "services"} == set()
