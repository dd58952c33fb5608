"""One running session: results, facts and plot data that follow the workspace, derived variables, history as code."""
