"""CloudFormation's intrinsic functions (`Ref`, `Fn::If` and others) in the values of a template."""

import re

# `${Name}` and `${Name.Attribute}`; `${!Name}` is the text `${Name}`.
PLACEHOLDER = re.compile(r"\$\{([^!}]+)\}")


def function_of(value):
    """`("Fn::If", arguments)` of a call of an intrinsic function, else `(None, None)`."""
    if isinstance(value, dict) and len(value) == 1:
        [(name, arguments)] = value.items()
        if name in ("Ref", "Condition") or name.startswith("Fn::"):
            return name, arguments
    return None, None


def children_of(value):
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def parts_of(value):
    """All objects in a value."""
    if isinstance(value, dict):
        yield value
    for child in children_of(value):
        yield from parts_of(child)


def leaves_of(value):
    """All texts and numbers in a value."""
    if not isinstance(value, (dict, list)):
        yield value
    for child in children_of(value):
        yield from leaves_of(child)


def names_in(text):
    return [name.strip() for name in PLACEHOLDER.findall(text)]


def split_attribute(arguments):
    """The resource and the attribute that `Fn::GetAtt` names, in either of its spellings."""
    return arguments.split(".", 1) if isinstance(arguments, str) else arguments
