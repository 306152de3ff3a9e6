"""The toolkit: one module per tool, the only room that brings sources and measures together."""
