"""Pictures for documents, drawn by ourselves: shapes and letters on a grid of pixels, packed as PNG."""
