"""The rights of each role, as IAM's simulator sees them."""

import json
import subprocess

from template import ACCOUNT, REGION, ROOT, parts_of

PREFIX = f"{REGION}:{ACCOUNT}"
# AWS's own policies, as moto 5.2.5 has them.
BY_AWS = json.loads((ROOT / "tests/aws/proofs/policies-by-aws.json").read_text())
# Ours, and another stack's.
PROXIES = ["prx-DatabaseProxy", "prx-foreign"]
IAM_TYPES = {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"}


def simulate(**request):
    """What `simulate.mjs` answers: a (name, action, ARN) for each right."""
    program = ["node", ROOT / "tests/aws/proofs/simulate.mjs"]
    answer = subprocess.run(program, input=json.dumps(request), capture_output=True, text=True)
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    return [tuple(right) for right in json.loads(answer.stdout)]


def rights_of(roles, services, arns):
    """The rights of each role among all actions of these services, as a set of (action, ARN).

    Without a `Deny` a right of one is a right of all together: what they have not together nobody has.
    """
    together = [document for documents in roles.values() for document in documents]
    if any(statement["Effect"] != "Allow" for document in together for statement in document["Statement"]):
        raise ValueError("a statement denies, so that rights together are not those of each")
    questions = [[action, arn] for _, action, arn in simulate(policies={"all": together}, services=services, arns=arns)]
    found = simulate(policies=roles, questions=sorted(questions))
    return {role: {(action, arn) for name, action, arn in found if name == role} for role in roles}


class Deployed:
    """The resources of one choice, with the ARNs that they would have."""

    def __init__(self, stack, choice):
        self.choice = choice
        self.names = stack.active(choice)
        self.resources = {
            name: {**resource, "Properties": stack.resolve(stack.resources[name].get("Properties", {}), choice, self.known)}
            for name, resource in self.names.items()
        }

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
        """All that a right may be about: our resources, and the users of the databases."""
        found = {
            self.known(name, attribute)
            for name, resource in self.resources.items()
            for attribute in ("Arn", None)
            if str(self.known(name, attribute)).startswith("arn:")
        }
        for host in (self.database(), *PROXIES, "db-foreign"):
            for user in ("overfast", self.choice["DatabaseOwner"], "rdsadmin"):
                found.add(f"arn:aws:rds-db:{PREFIX}:dbuser:{host}/{user}")
        # A log group's rights are about its streams.
        return sorted(arn.replace(":*", ":log-stream:any") for arn in found)

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
