"""The commands of ``sizhi``, a module each; `app.cli` loads the one that is asked for."""
