"""Evidence of what was promised: gathered from what runs, judged by `controls`, written down for whoever asks."""
