"""From findings and plans to documents: HTML, PDF, maps, charts, workbooks and layers."""
