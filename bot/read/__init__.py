"""From a query to a reading. Each step is a module; `reader.Reader` and `text.TextReader` call them in order."""
