"""Common Ground: co-creation workshops whose outcomes carry a strategy."""
