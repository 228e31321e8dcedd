"""``python -m app`` is the ``support`` command."""

from app.cli import main

main()
