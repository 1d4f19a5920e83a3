"""Simulated participants for a rehearsal: they come by the real doors, act at a person's pace, and leave no trace."""
