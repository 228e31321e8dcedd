"""The engine adapters a benchmark can be run against."""

from collections.abc import Callable

from app.search.engine import SearchEngine
from app.search.memory_engine import MemoryEngine
from app.search.whoosh_engine import WhooshEngine

ENGINES: dict[str, Callable[[], SearchEngine]] = {"whoosh": WhooshEngine, "memory": MemoryEngine}
