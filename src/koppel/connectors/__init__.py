"""Outside sources and files turned into plain records; no Django, no database."""
