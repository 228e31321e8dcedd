"""Pure Python every room may use: words, errors, clock and text. No framework."""
