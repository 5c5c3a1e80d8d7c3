"""What those who answer for others see beside the overdue list: standing still, unapologised, bent, broken."""
