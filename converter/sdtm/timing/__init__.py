"""Rules of time: study days, epochs, baseline, reference dates, numbers within the subject."""
