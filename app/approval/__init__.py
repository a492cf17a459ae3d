"""Approval: cases that follow explicit workflows, on frozen submissions, with their papers and deadlines."""
