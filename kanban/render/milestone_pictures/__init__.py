"""The charts of a milestone, as pictures that screen and shell show: what is drawn, and what each point says."""
