"""The strict models of the files of an action plan: what people write in ``plans/<name>/`` and git can diff."""
