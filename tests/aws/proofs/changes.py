"""What changing one parameter of a live stack does: which resources CloudFormation deletes and replaces, by
the properties that AWS's schemas say cannot change in place."""

import collections
import functools
import itertools

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from intrinsics import children_of, function_of, split_attribute
from template import REGION

# Sets of resources. A replacement is refused when the new one would have the name of the old one, which
# CloudFormation deletes only afterwards; what runs again is custom resources.
Effect = collections.namedtuple("Effect", "deleted replaced refused again")
# `values` are those before and after, none where one is as good as another; `around` is what the other
# parameters differ from their defaults by.
Change = collections.namedtuple("Change", "parameter values around effect")

# How many other parameters differ from their defaults in the surroundings of a change that are tried.
FARTHEST = 2


def changes(stack):
    """Every change of a parameter's value to another, where it has its first effect: as near to the defaults
    as the rules let it be."""
    active = {}

    def resources(choice):
        key = tuple(choice.values())
        if key not in active:
            active[key] = stack.active(choice)
        return active[key]

    for parameter, values in stack.values.items():
        if parameter in stack.axes:
            for pair in itertools.permutations(values, 2):
                yield Change(parameter, pair, *first_effect(stack, parameter, *pair, resources))
        else:
            yield Change(parameter, None, *first_effect(stack, parameter, None, "another", resources))


def first_effect(stack, parameter, before, after, resources):
    """The surroundings where that change has an effect, and the effect."""
    for choice in surroundings(stack, parameter, before):
        changed = with_value(stack, choice, parameter, after)
        if changed and any(found := effect(resources(choice), resources(changed))):
            around = {name: choice[name] for name in stack.axes if choice[name] != stack.default(name)}
            around.pop(parameter, None)
            return around, found
    return {}, Effect(set(), set(), set(), set())


def surroundings(stack, parameter, value):
    """The choices with that value, or with any, those nearest to the defaults first."""
    others = [name for name in stack.axes if name != parameter]
    distance = lambda choice: sum(choice[name] != stack.default(name) for name in others)
    found = [choice for choice in near_choices(stack) if value in (None, choice[parameter])]
    return sorted((choice for choice in found if distance(choice) <= FARTHEST), key=distance)


@functools.cache
def near_choices(stack):
    """The choices that can be surroundings of some change."""
    differs = lambda choice: sum(choice[name] != stack.default(name) for name in stack.axes)
    return [choice for choice in stack.choices if differs(choice) <= FARTHEST + 1]


def with_value(stack, choice, parameter, value):
    """The choice with another value, and with what the rules then ask for; none where they do not allow it."""
    changed = {**choice, parameter: value}
    if parameter in stack.axes:
        return stack.by_axes.get(tuple(changed[name] for name in stack.axes))
    return changed if stack.is_allowed(changed) else None


def effect(before, after):
    """What comes of it when the resources become others."""
    kept = before.keys() & after.keys()
    replaced = {name for name in kept if fixed(before[name]) != fixed(after[name])}
    # Whoever names a replaced resource where nothing can change is replaced, too.
    while more := {name for name in kept - replaced if refers_to(fixed(after[name]), replaced)}:
        replaced |= more
    refused = {name for name in replaced if own_name(after[name]) and own_name(before[name]) == own_name(after[name])}
    return Effect(
        deleted=before.keys() - after.keys(),
        replaced=replaced,
        refused=refused,
        again={name for name in kept if runs_again(before[name], after[name], replaced)},
    )


def runs_again(before, after, replaced):
    """Whether a custom resource is updated."""
    if not after["Type"].startswith("Custom::"):
        return False
    return before["Properties"] != after["Properties"] or refers_to(after["Properties"], replaced)


def schema_of(resource):
    if resource["Type"].startswith("Custom::"):
        return {}
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, resource["Type"]).schema


def fixed(resource):
    """What cannot change without a new resource, by its path."""
    paths = schema_of(resource).get("createOnlyProperties", [])
    return {path: value for path in paths if (value := at(resource["Properties"], path)) is not None}


def own_name(resource):
    """The name that the template itself gives a resource, if any; one that follows from others is none."""
    paths = schema_of(resource).get("primaryIdentifier", [])
    name = [at(resource["Properties"], path) for path in paths]
    return name if name and all(isinstance(part, str) for part in name) else None


def at(properties, path):
    """The value at `/properties/VpcConfig/SubnetIds`, or none."""
    for key in path.split("/")[2:]:
        properties = properties.get(key) if isinstance(properties, dict) else None
    return properties


def refers_to(value, names):
    name, arguments = function_of(value)
    if name == "Ref":
        return arguments in names
    if name == "Fn::GetAtt":
        return split_attribute(arguments)[0] in names
    return any(refers_to(part, names) for part in children_of(value))
