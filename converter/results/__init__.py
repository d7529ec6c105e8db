"""Results: statistics from analysis datasets alone, as data; tables and figures render them."""
