"""Content gaps: what people look for and no article answers, from found to closed by what is live."""
