"""Nothing that CloudFormation would refuse, under any choice of parameters."""

import graphlib
import unittest

from template import PSEUDO, read, the_stack, transformed


class References(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()

    def test_the_transform_is_the_same_for_all_parameters(self):
        # So that one transform stands for every choice.
        source = read()
        for name, values in self.stack.values.items():
            for value in values:
                with self.subTest(parameter=name, value=value):
                    self.assertEqual(transformed(source, {name: value}), self.stack.template)

    def test_every_allowed_value_is_part_of_a_choice(self):
        for name, values in self.stack.axes.items():
            chosen = {choice[name] for choice in self.stack.choices}
            self.assertEqual(chosen, set(values), name)

    def test_nothing_refers_to_what_is_not_there(self):
        stack = self.stack
        for section in ("Resources", "Outputs"):
            for owner, part in stack.template[section].items():
                for name, choices in stack.references(without_condition(part), stack.exists(part)):
                    self.check(owner, name, choices)

    def check(self, owner, name, choices):
        stack = self.stack
        if name in stack.parameters or name in PSEUDO or name == "AWS::NoValue":
            return
        self.assertIn(name, stack.resources, f"{owner} refers to it")
        dangling = choices & ~stack.exists(stack.resources[name])
        if dangling:
            self.fail(f"{owner} refers to {name}, which is not there with {stack.example(dangling)}")

    def test_nothing_waits_for_what_is_in_no_template(self):
        for owner, resource in self.stack.resources.items():
            for name in waits_for(resource):
                self.assertIn(name, self.stack.resources, f"{owner} depends on it")

    def test_there_is_no_cycle(self):
        # With both branches of every condition at once: what has no cycle then has none under any choice.
        graph = {
            owner: {name for name, _ in self.stack.references(resource, self.stack.all) if name in self.stack.resources}
            | set(waits_for(resource))
            for owner, resource in self.stack.resources.items()
        }
        try:
            graphlib.TopologicalSorter(graph).prepare()
        except graphlib.CycleError as error:
            self.fail(" → ".join(error.args[1]))

    def test_every_route_leads_to_one_thing(self):
        targets = {"GatewayId", "NatGatewayId", "InstanceId", "NetworkInterfaceId", "VpcEndpointId"}
        seen = set()
        for choice in self.stack.choices:
            routes = {
                name: tuple(targets & resource["Properties"].keys())
                for name, resource in self.stack.active(choice, ("AWS::EC2::Route",)).items()
            }
            seen.update(routes.items())
        for name, leads_to in sorted(seen):
            self.assertEqual(len(leads_to), 1, f"{name}: {leads_to}")


def without_condition(part):
    return {key: value for key, value in part.items() if key not in ("Condition", "DependsOn")}


def waits_for(resource):
    names = resource.get("DependsOn", [])
    return [names] if isinstance(names, str) else names


if __name__ == "__main__":
    unittest.main()
