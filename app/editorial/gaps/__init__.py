"""Content gaps: what people look for and no article answers."""
