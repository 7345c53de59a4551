"""The rights of each role, as IAM's simulator sees them."""

import json
import subprocess

from intrinsics import parts_of
from template import ACCOUNT, REGION, ROOT

PREFIX = f"{REGION}:{ACCOUNT}"
# AWS's own policies, as moto 5.2.5 has them.
BY_AWS = json.loads((ROOT / "tests/aws/proofs/policies-by-aws.json").read_text())
# Ours, and another stack's.
PROXIES = ["prx-DatabaseProxy", "prx-foreign"]
# Parameters of the stack that are the name of a parameter of SSM, or the ARN of a key or topic, if they are given.
GIVEN = {
    "DatabaseUrlParameter": "/overfast/url",
    "DirectDatabaseUrlParameter": "/overfast/direct-url",
    "DatabaseCaParameter": "/overfast/ca",
    "DatabaseKeyArn": f"arn:aws:kms:{PREFIX}:key/given",
    "NotifyWebhookUrlParameter": "/overfast/webhook",
    "NotifyTopicArn": f"arn:aws:sns:{PREFIX}:given",
}
# What SSM says when it decrypts for somebody.
THROUGH_SSM = {"kms:ViaService": f"ssm.{REGION}.amazonaws.com"}
# A key's own policy as AWS makes it: it leaves all to IAM.
KEY_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"},
    ],
}
IAM_TYPES = {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"}


def simulate(**request):
    """What `simulate.mjs` answers: a (name, action, ARN) for each right."""
    program = ["node", ROOT / "tests/aws/proofs/simulate.mjs"]
    answer = subprocess.run(program, input=json.dumps(request), capture_output=True, text=True)
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    return [tuple(right) for right in json.loads(answer.stdout)]


def rights_of(roles, services, arns):
    """The rights of each role among all actions of these services, as a set of (action, ARN): those through
    SSM with them.

    Without a `Deny` a right of one is a right of all together: what they have not together nobody has.
    """
    every = {json.dumps(document): document for documents in roles.values() for document in documents}
    together = list(every.values())
    if any(statement["Effect"] != "Allow" for document in together for statement in document["Statement"]):
        raise ValueError("a statement denies, so that rights together are not those of each")
    around = {"context": THROUGH_SSM, "keyPolicy": KEY_POLICY}
    of_all = simulate(policies={"all": together}, services=services, arns=arns, **around)
    questions = sorted([action, arn] for _, action, arn in of_all)
    found = simulate(policies=roles, questions=questions, **around)
    return {role: {(action, arn) for name, action, arn in found if name == role} for role in roles}


class Deployed:
    """The resources of one choice, with the ARNs that they would have."""

    def __init__(self, stack, choice):
        self.choice = {**choice, **{name: value for name, value in GIVEN.items() if choice[name]}}
        self.names = stack.active(self.choice)
        resolve = lambda name: stack.resolve(stack.resources[name].get("Properties", {}), self.choice, self.known)
        self.resources = {name: {**resource, "Properties": resolve(name)} for name, resource in self.names.items()}

    def of_type(self, kind):
        return {name: resource["Properties"] for name, resource in self.resources.items() if resource["Type"] == kind}

    def known(self, name, attribute):
        """What `Ref` (no attribute) or `Fn::GetAtt` gives for a resource."""
        kind = self.names[name]["Type"]
        properties = self.names[name]["Properties"]
        given = lambda key: properties.get(key) if isinstance(properties.get(key), str) else name
        return {
            ("AWS::Lambda::Function", "Arn"): f"arn:aws:lambda:{PREFIX}:function:{given('FunctionName')}",
            ("AWS::Logs::LogGroup", "Arn"): f"arn:aws:logs:{PREFIX}:log-group:{given('LogGroupName')}:*",
            ("AWS::SQS::Queue", "Arn"): f"arn:aws:sqs:{PREFIX}:{name}",
            ("AWS::SNS::Topic", None): f"arn:aws:sns:{PREFIX}:{name}",
            ("AWS::KMS::Key", "Arn"): f"arn:aws:kms:{PREFIX}:key/{name}",
            ("AWS::RDS::DBInstance", "DbiResourceId"): f"db-{name}",
            ("AWS::RDS::DBProxy", "DBProxyArn"): f"arn:aws:rds:{PREFIX}:db-proxy:prx-{name}",
            ("AWS::IAM::Role", "Arn"): f"arn:aws:iam::{ACCOUNT}:role/{name}",
        }.get((kind, attribute), f"{name}.{attribute}" if attribute else name)

    def policies(self, role):
        """The policy documents of a role."""
        properties = self.resources[role]["Properties"]
        documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
        for policy in properties.get("ManagedPolicyArns", []):
            if policy in self.resources:
                documents.append(self.resources[policy]["Properties"]["PolicyDocument"])
            else:
                documents.append(BY_AWS[policy])
        return documents

    def arns(self):
        """All that a right may be about: our resources, the users of the databases, and what is given."""
        found = {
            self.known(name, attribute)
            for name, resource in self.resources.items()
            for attribute in ("Arn", None)
            if str(self.known(name, attribute)).startswith("arn:")
        }
        for host in (self.database(), *PROXIES, "db-foreign"):
            for user in ("overfast", self.choice["DatabaseOwner"], "rdsadmin"):
                found.add(f"arn:aws:rds-db:{PREFIX}:dbuser:{host}/{user}")
        found.update(self.given(name) for name in GIVEN if self.choice[name])
        # A log group's rights are about its streams.
        return sorted(arn.replace(":*", ":log-stream:any") for arn in found)

    def given(self, name):
        """The ARN of what a parameter of the stack names."""
        value = self.choice[name]
        return value if value.startswith("arn:") else f"arn:aws:ssm:{PREFIX}:parameter{value}"

    def database(self):
        return "db-DatabaseInstance" if "DatabaseInstance" in self.resources else self.choice["DatabaseResourceId"]


def variants(stack):
    """A choice for each way in which the rights can be."""
    parts = [resource for resource in stack.resources.values() if resource["Type"] in IAM_TYPES]
    branches = {part["Fn::If"][0] for part in parts_of(parts) if "Fn::If" in part}
    conditions = sorted(branches | {part["Condition"] for part in parts if "Condition" in part})
    seen = {}
    for choice in stack.choices:
        seen.setdefault(tuple(stack.holds(condition, choice) for condition in conditions), choice)
    return list(seen.values())
