"""What everybody may read of how the province keeps its dates: each figure said once, counted at night."""
