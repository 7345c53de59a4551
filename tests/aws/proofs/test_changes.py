"""docs/changing-parameters.md against the template; `RENEW_CHANGES=1` writes it."""

import os
import re
import unittest

from changes import changes
from template import ROOT, the_stack

PAGE = ROOT / "docs/changing-parameters.md"

INTRODUCTION = """# Changing a parameter of a live stack

What CloudFormation deletes and replaces when one parameter is changed, all others being as they are by
default unless the change says so. It follows from `template.yaml`, after SAM's transform, and from the
properties that AWS's schemas call create-only; `RENEW_CHANGES=1` and the test of `tests/aws/proofs` write
this page. What only RDS knows is not in it: it moves no database into another VPC. A replaced or deleted
`DatabaseInstance` leaves a snapshot behind, and what takes its place is empty: an external database is not
filled from it, nor it from an external one. Left out are rules, routes, rights and alarms, which come and go
with what they belong to.

| change | deletes | replaces | runs again |
|---|---|---|---|
"""

# What only connects, permits or watches something else.
LEFT_OUT = {
    "AWS::ApiGatewayV2::ApiMapping",
    "AWS::CloudWatch::Alarm",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Role",
    "AWS::RDS::DBProxyTargetGroup",
}

REFUSED = """
**Refused**: the resource has a name of its own, and the new one would come into being beside the old one.
CloudFormation gives up and puts back what was there.
"""


class Changes(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.changes = list(changes(the_stack()))

    def test_the_page_says_what_each_change_does(self):
        page = page_of(self.changes)
        if os.environ.get("RENEW_CHANGES"):
            PAGE.write_text(page)
        self.assertEqual(PAGE.read_text(), page, "RENEW_CHANGES=1 writes it")


def page_of(found):
    rows = [row(change) for change in found if any(change.effect)]
    quiet = {change.parameter for change in found} - {change.parameter for change in found if any(change.effect)}
    harmless = ", ".join(f"`{name}`" for name in sorted(quiet))
    return f"{INTRODUCTION}{''.join(rows)}{REFUSED}\nThese only change properties, in place: {harmless}.\n"


def row(change):
    around = "".join(f"; {name_and_value(*item)}" for item in change.around.items())
    what = f"`{change.parameter}` {change_of(change.values)}{around}"
    effect = change.effect
    replaced = names(effect.replaced - effect.refused)
    if effect.refused:
        replaced = ", ".join(filter(None, [f"**refused**: {names(effect.refused)}", replaced]))
    return f"| {what} | {names(effect.deleted)} | {replaced} | {names(effect.again)} |\n"


def name_and_value(name, chosen):
    return f"`{name}` given" if chosen.startswith("given-") else f"`{name}={chosen}`"


def change_of(values):
    return " → ".join(map(value, values)) if values else "another"


def value(chosen):
    if chosen.startswith("given-"):
        return "given"
    return f"`{chosen}`" if chosen else "empty"


def names(resources):
    shown = {name for name in resources if the_stack().resources[name]["Type"] not in LEFT_OUT}
    # SAM puts a digest behind the name of a layer.
    return ", ".join(sorted(re.sub("[0-9a-f]{10}$", "", name) for name in shown))


if __name__ == "__main__":
    unittest.main()
