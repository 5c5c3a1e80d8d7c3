"""Questions whose answers are plain values: nothing here changes anything."""
