"""template.yaml as CloudFormation gets it, after SAM's own transform, under every choice of parameters.

A choice is a value for each parameter that a condition reads. A set of choices is an integer with a bit
for each of them, so that what holds for all of them is one comparison.
"""

import copy
import functools
import itertools
import logging
import os
import pathlib

# SAM asks for a region, and uses it for nothing here.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from intrinsics import PLACEHOLDER, children_of, function_of, leaves_of, names_in, parts_of, split_attribute

# It would say for each transform that nobody collects its metrics.
logging.getLogger("samtranslator").setLevel(logging.ERROR)

ROOT = pathlib.Path(__file__).parents[3]
REGION = "us-east-1"
ACCOUNT = "111122223333"
STACK = "overfast"
PSEUDO = {
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::StackName": STACK,
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK}/5a7f1c60",
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}
NO_VALUE = {"Ref": "AWS::NoValue"}
COMPARISONS = {"Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::Equals"}


class NoManagedPolicies:
    """What SAM asks for the ARNs of policies that a template names without one: none does."""

    def load(self):
        return {}


def read():
    return yaml_parse((ROOT / "template.yaml").read_text())


def transformed(template, parameters):
    """What `sam deploy` gives CloudFormation: code lies in a bucket, and SAM's resources are AWS's."""
    template = copy.deepcopy(template)
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for code in {"CodeUri", "ContentUri"} & properties.keys():
            properties[code] = "s3://code/" + properties[code].strip("/")
    return transform(template, parameters, NoManagedPolicies())


@functools.cache
def the_stack():
    """That of template.yaml, for all tests together."""
    return Stack()


def remembered(verdict, reads):
    """A function of choices that is asked once for all that agree in the parameters it reads."""
    verdicts = {}

    def ask(choice):
        values = tuple(choice[name] for name in reads)
        if values not in verdicts:
            verdicts[values] = verdict(choice)
        return verdicts[values]

    return ask


class Stack:
    """The transformed template, and the choices that its rules allow."""

    def __init__(self, template=None):
        self.source = template or read()
        self.template = transformed(self.source, {})
        self.resources = self.template["Resources"]
        self.parameters = self.template["Parameters"]
        self.conditions = self.template["Conditions"]
        self.values = self._values()
        self.assertions = self._assertions()
        read_by_conditions = self._compared(self.conditions)
        self.axes = {name: values for name, values in self.values.items() if name in read_by_conditions}

    @functools.cached_property
    def choices(self):
        return self._choices()

    @functools.cached_property
    def by_axes(self):
        return {tuple(choice[name] for name in self.axes): choice for choice in self.choices}

    @functools.cached_property
    def all(self):
        return (1 << len(self.choices)) - 1

    def _assertions(self):
        """What the rules assert, each with its rule's condition and the parameters that both read."""
        return [
            (rule.get("RuleCondition"), assertion["Assert"], set(self._compared([rule.get("RuleCondition"), assertion])))
            for rule in self.template.get("Rules", {}).values()
            for assertion in rule["Assertions"]
        ]

    def _choices(self):
        """All choices that the rules allow. What no condition reads does not matter: it is given, or has the
        first other value that the rules allow."""
        choices = [dict(PSEUDO)]
        for name in [*self.axes, *(name for name in self.values if name not in self.axes)]:
            # Those that can be looked at now.
            known = choices[0].keys() | {name}
            assertions = [part for part in self.assertions if name in part[2] and part[2] <= known]
            reads = set().union(*(part[2] for part in assertions))
            is_allowed = remembered(functools.partial(self._assert, assertions), reads)
            more = []
            for choice in choices:
                values = ({**choice, name: value} for value in reversed(self.values[name]))
                allowed = filter(is_allowed, values)
                more.extend(allowed if name in self.axes else itertools.islice(allowed, 1))
            choices = more
        return choices

    def _assert(self, assertions, choice):
        return all(
            self.holds(assertion, choice)
            for condition, assertion, _ in assertions
            if condition is None or self.holds(condition, choice)
        )

    def default(self, name):
        return str(self.parameters[name].get("Default", ""))

    def _values(self):
        """For each parameter its default and other values, or all that it may have."""
        compared = self._compared([self.conditions, self.template.get("Rules", {})])
        values = {}
        for name, parameter in self.parameters.items():
            if allowed := parameter.get("AllowedValues"):
                values[name] = [str(value) for value in allowed]
            else:
                other = "17" if parameter["Type"] == "Number" else f"given-{name}"
                known = list(dict.fromkeys([self.default(name), *compared.get(name, [])]))
                values[name] = known if len(known) > 1 else [*known, other]
        return values

    def _compared(self, value):
        """The parameters that comparisons in a value read, each with the texts it is compared with."""
        found = {}
        name, arguments = function_of(value)
        if name in COMPARISONS:
            for parameter in [part["Ref"] for part in parts_of(arguments) if "Ref" in part]:
                texts = [str(part) for part in leaves_of(arguments) if part != parameter]
                found.setdefault(parameter, []).extend(texts)
            return found
        for part in children_of(value):
            for parameter, texts in self._compared(part).items():
                found.setdefault(parameter, []).extend(texts)
        return found

    def is_allowed(self, choice):
        """Whether CloudFormation's rules let these parameters pass."""
        return self._assert(self.assertions, choice)

    def holds(self, condition, choice):
        """Whether a condition, by name or written out, holds."""
        if isinstance(condition, str):
            return self.holds(self.conditions[condition], choice)
        name, arguments = function_of(condition)
        if name == "Condition":
            return self.holds(arguments, choice)
        if name == "Fn::Equals":
            left, right = (self.resolve(side, choice) for side in arguments)
            return str(left) == str(right)
        if name in COMPARISONS:
            left, right = (self.resolve(side, choice) for side in arguments)
            return {
                "Fn::Contains": lambda: right in left,
                "Fn::EachMemberEquals": lambda: all(member == right for member in left),
                "Fn::EachMemberIn": lambda: set(left) <= set(right),
            }[name]()
        if name in ("Fn::And", "Fn::Or", "Fn::Not"):
            holds = [self.holds(argument, choice) for argument in arguments]
            return {"Fn::And": all(holds), "Fn::Or": any(holds), "Fn::Not": not holds[0]}[name]
        raise ValueError(f"a condition is expected: {condition}")

    @functools.cache
    def choices_with(self, condition):
        """The choices under which a condition holds; all where there is none."""
        if condition is None:
            return self.all
        holds = remembered(functools.partial(self.holds, condition), self.reads(condition))
        return int("".join("1" if holds(choice) else "0" for choice in reversed(self.choices)), 2)

    @functools.cache
    def reads(self, condition):
        """The parameters that a condition reads, and those of the conditions it is made of."""
        definition = self.conditions[condition]
        parts = (part["Condition"] for part in parts_of(definition) if "Condition" in part)
        return set(self._compared(definition)).union(*map(self.reads, parts))

    def exists(self, part):
        """The choices under which a resource or an output is there."""
        return self.choices_with(part.get("Condition"))

    def example(self, choices):
        """One of these choices, as the parameters that differ from their defaults."""
        choice = self.choices[(choices & -choices).bit_length() - 1]
        return {name: choice[name] for name in self.axes if choice[name] != self.default(name)}

    def references(self, value, choices):
        """All names that a value refers to, each with the choices under which it does."""
        name, arguments = function_of(value)
        if name == "Ref":
            yield arguments, choices
        elif name == "Fn::GetAtt":
            yield split_attribute(arguments)[0], choices
        elif name == "Fn::If":
            condition, met, unmet = arguments
            holds = self.choices_with(condition)
            yield from self.references(met, choices & holds)
            yield from self.references(unmet, choices & ~holds)
        elif name == "Fn::Sub":
            text, variables = arguments if isinstance(arguments, list) else (arguments, {})
            yield from self.references(list(variables.values()), choices)
            for named in names_in(text):
                if named not in variables:
                    yield named.split(".")[0], choices
        else:
            for part in children_of(value):
                yield from self.references(part, choices)

    def active(self, choice, types=None):
        """The resources of a choice, of these types or of all, without what its conditions leave out."""
        return {
            name: {**resource, "Properties": self.resolve(resource.get("Properties", {}), choice)}
            for name, resource in self.resources.items()
            if types is None or resource["Type"] in types
            if "Condition" not in resource or self.holds(resource["Condition"], choice)
        }

    def resolve(self, value, choice, known=None):
        """A value under a choice. References to resources stay, unless `known` says what they are: a
        function of the resource's name and its attribute, which is none for `Ref`."""
        resolve = lambda part: self.resolve(part, choice, known)
        name, arguments = function_of(value)
        if name == "Ref":
            if arguments in choice:
                return self._parameter(arguments, choice[arguments])
            return known(arguments, None) if known and value != NO_VALUE else value
        if name == "Fn::GetAtt":
            return known(*split_attribute(arguments)) if known else value
        if name == "Fn::If":
            condition, met, unmet = arguments
            return resolve(met if self.holds(condition, choice) else unmet)
        if name == "Fn::FindInMap":
            mapping, first, second = (resolve(argument) for argument in arguments[:3])
            return self.template["Mappings"][mapping][first][second]
        if name == "Fn::Sub":
            return self._substituted(arguments, choice, known)
        if name in ("Fn::Split", "Fn::Select", "Fn::Join"):
            return self._joined(name, [resolve(argument) for argument in arguments])
        if isinstance(value, dict):
            parts = {key: resolve(part) for key, part in value.items()}
            return {key: part for key, part in parts.items() if part != NO_VALUE}
        if isinstance(value, list):
            return [part for part in map(resolve, value) if part != NO_VALUE]
        return value

    def _parameter(self, name, value):
        kind = self.parameters.get(name, {}).get("Type", "String")
        return value.split(",") if kind == "CommaDelimitedList" else value

    def _substituted(self, arguments, choice, known):
        text, variables = arguments if isinstance(arguments, list) else (arguments, {})
        values = {name: self.resolve(value, choice, known) for name, value in variables.items()}
        for name in set(names_in(text)) - values.keys():
            reference = {"Fn::GetAtt": name} if "." in name else {"Ref": name}
            values[name] = self.resolve(reference, choice, known)
        if any(isinstance(value, (dict, list)) for value in values.values()):
            return {"Fn::Sub": [text, values]}
        return PLACEHOLDER.sub(lambda match: str(values[match[1].strip()]), text)

    @staticmethod
    def _joined(name, arguments):
        first, second = arguments
        if name == "Fn::Select" and isinstance(second, list):
            return second[int(first)]
        if name == "Fn::Split" and isinstance(second, str):
            return second.split(first)
        if name == "Fn::Join" and all(isinstance(part, str) for part in second):
            return first.join(second)
        return {name: arguments}
