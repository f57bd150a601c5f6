"""mlthreat: a threat-model checklist runner for machine-learning systems.

`domain` says what the words mean and has no side effects; `files` reads and writes what lies on disk;
`views` shows it to people and programs; `cli` is the front door and only wires the three.
"""
