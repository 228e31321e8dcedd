"""A page starts with one script, whatever many modules we write."""

import re
from pathlib import Path

import pytest

from app.web.assets import SOURCE
from app.web.scripts import one_script


def test_a_page_loads_everything_its_scripts_need_at_once() -> None:
    scripts = [one_script(entry) for entry in (SOURCE / "js").glob("*.js")]

    for script in scripts:
        assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    for module in (SOURCE / "js" / "controllers").glob("*.js"):
        times = [script.count(f"const ${module.stem} = (() => {{") for script in scripts]
        assert max(times) == 1, module.stem


def test_a_module_stands_before_those_that_need_it(tmp_path: Path) -> None:
    (tmp_path / "words.js").write_text("// greets\nexport function say() {\n  return 1;\n}\n")
    (tmp_path / "app.js").write_text('import { say as tell } from "./words.js";\ntell();\n')

    assert one_script(tmp_path / "app.js") == (
        "const $words = (() => {\nfunction say() {\nreturn 1;\n}\nreturn { say };\n})();\n"
        "const $app = (() => {\nconst { say: tell } = $words;\ntell();\nreturn {  };\n})();"
    )


def test_modules_that_need_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text('import { a } from "./app.js";\n')

    with pytest.raises(ValueError, match=r"app\.js"):
        one_script(tmp_path / "app.js")
