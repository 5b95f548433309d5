"""Finding codes by words: fold, tokens, index, score. Made once when the book is compiled, read on every question."""
