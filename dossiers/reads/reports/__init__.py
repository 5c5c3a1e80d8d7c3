"""What a report says: the dossiers of a period as they were at its end, and every figure counted from those rows."""
