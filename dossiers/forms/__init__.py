"""What comes in, checked: forms hand over clean values and never save."""
