"""Raw rows: screened, chosen, joined, reshaped, accounted for."""
