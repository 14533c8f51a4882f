"""Holds a filing as plain values: projects, funding, goals and indicators, with addresses.

`model` defines the values, `fields` lists a project's fields, `target` reads one target value.
`reading` fills them in; `rules`, `operations`, `layouts` and `output` take them from here.
"""
