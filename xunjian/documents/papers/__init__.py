"""The papers: what each says as plain values, its words, its parts in their order."""
