"""Terms that collected texts stand for."""
