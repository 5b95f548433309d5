"""What is known: families of codes, the catalogue of them, and the search through it. Imports nothing of ours."""
