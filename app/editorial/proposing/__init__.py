"""Synonyms proposed from what people searched: which pairs, and the rows the worker keeps of them."""
