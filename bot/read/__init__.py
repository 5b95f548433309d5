"""From a query to a reading. Each step is a module; `reader.Reader.read` calls them in order."""
