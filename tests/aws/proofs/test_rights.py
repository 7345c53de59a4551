"""Every role against what its function needs: that is allowed, and nothing else that AWS knows."""

import re
import unittest

from rights import GIVEN, KEY_POLICY, PREFIX, PROXIES, THROUGH_SSM, Deployed, rights_of, simulate, variants
from template import ROOT, STACK, the_stack

# What the functions need, by the names of their binaries. The table of endpoints says what an endpoint uses.
TABLE = (ROOT / "functions/src/endpoints/mod.rs").read_text()
ENDPOINTS = re.findall(r'with (\S+) = "(.+)",', TABLE)
OFFLINE = {name for uses, name in ENDPOINTS if uses not in ("App", "Store")} | {"fallback"}
ONLY_DATABASE = {
    "get-status", "get-metrics", "get-health", "prune-profiles", "watch-pages", "record-hero-rates", "report-storage",
    "operate", "migrate",
}
NETWORK = {
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
}
TRACES = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
}
TAKE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}

# Every action of these is tried.
SERVICES = [
    "cloudformation", "dynamodb", "ec2", "iam", "kms", "lambda", "logs", "rds", "rds-db", "s3", "secretsmanager",
    "sns", "sqs", "ssm", "sts", "xray",
]
# Nobody can be denied it.
ALWAYS = "sts:GetCallerIdentity"
EVERY = None


class Rights(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stack = the_stack()
        cls.variants = [Deployed(cls.stack, choice) for choice in variants(cls.stack)]

    def test_a_role_may_what_its_function_needs_and_nothing_else(self):
        roles, needs = {}, {}
        for number, deployed in enumerate(self.variants):
            for role, own in needs_of_roles(deployed).items():
                needs[f"{role} {number}"] = own
            for role in deployed.of_type("AWS::IAM::Role"):
                roles[f"{role} {number}"] = deployed.policies(role)
        self.assertEqual(roles.keys(), needs.keys(), "roles, and those of whom we know what they need")
        arns = {arn for deployed in self.variants for arn in deployed.arns()}
        for role, rights in rights_of(roles, SERVICES, sorted(arns)).items():
            chosen = {name: self.variants[int(role.split()[1])].choice[name] for name in self.stack.axes}
            with self.subTest(role=role, choice=chosen):
                self.compare(needs[role], {right for right in rights if right[0] != ALWAYS})

    def compare(self, needs, rights):
        # Some needs are about whatever AWS makes, others about one thing.
        anywhere = {action for action, arn in needs if arn is EVERY}
        found = {(action, EVERY if action in anywhere else arn) for action, arn in rights}
        self.assertEqual(sorted(found - needs, key=str), [], "allowed, and not needed")
        self.assertEqual(sorted(needs - found, key=str), [], "needed, and not allowed")

    def test_a_key_decrypts_only_through_ssm(self):
        key = GIVEN["DatabaseKeyArn"]
        roles = {
            f"{role} {number}": deployed.policies(role)
            for number, deployed in enumerate(self.variants)
            for role, needs in needs_of_roles(deployed).items()
            if ("kms:Decrypt", key) in needs
        }
        directly, by_others = {}, {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
        questions = [["kms:Decrypt", key, keys] for keys in (directly, by_others, THROUGH_SSM)]
        rights = simulate(policies=roles, questions=questions, keyPolicy=KEY_POLICY)
        self.assertEqual(rights, [(role, "kms:Decrypt", key) for role in roles], "one of three ways")
        through_ssm = simulate(policies=roles, questions=questions[2:], keyPolicy=KEY_POLICY)
        self.assertEqual(through_ssm, rights, "and the right one")

    def test_only_the_api_of_this_stack_invokes_its_functions(self):
        for deployed in self.variants:
            for name, permission in deployed.of_type("AWS::Lambda::Permission").items():
                self.assertEqual(permission["Principal"], "apigateway.amazonaws.com", name)
                self.assertIn(f"arn:aws:execute-api:{PREFIX}:HttpApi/", permission["SourceArn"], name)

    def test_only_one_service_may_take_a_role(self):
        for deployed in self.variants:
            for name, role in deployed.of_type("AWS::IAM::Role").items():
                [statement] = role["AssumeRolePolicyDocument"]["Statement"]
                service = statement["Principal"]["Service"]
                service = service if isinstance(service, str) else " ".join(service)
                self.assertEqual((statement["Effect"], service), ("Allow", trusted(name, deployed)), name)


def trusted(role, deployed):
    if role == "ProxyRole":
        return "rds.amazonaws.com"
    schedules = {schedule["Target"]["RoleArn"] for schedule in deployed.of_type("AWS::Scheduler::Schedule").values()}
    return "scheduler.amazonaws.com" if deployed.known(role, "Arn") in schedules else "lambda.amazonaws.com"


def needs_of_roles(deployed):
    """The needs of each role: those of every function that has it, which have to be the same."""
    needs = {}
    for function in deployed.of_type("AWS::Lambda::Function").values():
        role = function["Role"].rsplit("/", 1)[-1]
        own = needs_of(function["FunctionName"].removeprefix(f"{STACK}-"), deployed)
        if needs.setdefault(role, own) != own:
            raise AssertionError(f"{role} is that of functions with different needs: {function['FunctionName']}")
    for schedule in deployed.of_type("AWS::Scheduler::Schedule").values():
        target = schedule["Target"]
        needs[target["RoleArn"].rsplit("/", 1)[-1]] = {("lambda:InvokeFunction", target["Arn"])}
    if "ProxyRole" in deployed.resources:
        needs["ProxyRole"] = {login(deployed.database(), "overfast")}
    return needs


def needs_of(function, deployed):
    logs = deployed.known("FunctionLogs", "Arn").replace(":*", ":log-stream:any")
    needs = {("logs:PutLogEvents", logs), ("logs:CreateLogStream", logs)}
    if deployed.choice["Tracing"] == "yes":
        needs |= {(action, EVERY) for action in TRACES}
    if function in OFFLINE:
        return needs
    needs |= needs_of_database(function, deployed)
    queue = deployed.known("RefreshQueue", "Arn")
    if function not in ONLY_DATABASE:
        needs.add(("sqs:SendMessage", queue))
    if function == "watch-pages":
        needs |= needs_of_notices(deployed)
    if function == "refresh":
        needs |= {(action, queue) for action in TAKE}
    return needs


def needs_of_notices(deployed):
    """The webhook's URL, and the topic."""
    needs = {"NotifyWebhookUrlParameter": "ssm:GetParameter", "NotifyTopicArn": "sns:Publish"}
    return {(action, deployed.given(name)) for name, action in needs.items() if deployed.choice[name]}


def needs_of_database(function, deployed):
    if deployed.choice["Database"] == "external":
        return needs_of_external(function, deployed)
    needs = {(action, EVERY) for action in NETWORK}
    if function == "migrate":
        return needs | {login(deployed.database(), deployed.choice["DatabaseOwner"])}
    # At the database and at any proxy, so that no connection is refused while Proxy is changed.
    return needs | {login(host, "overfast") for host in (deployed.database(), *PROXIES)}


def needs_of_external(function, deployed):
    """Its URL, and what verifies and decrypts it."""
    url = "DirectDatabaseUrlParameter" if function == "migrate" else "DatabaseUrlParameter"
    needs = {("ssm:GetParameter", deployed.given(url))}
    if deployed.choice["DatabaseCaParameter"]:
        needs.add(("ssm:GetParameter", deployed.given("DatabaseCaParameter")))
    if deployed.choice["DatabaseKeyArn"]:
        needs.add(("kms:Decrypt", deployed.given("DatabaseKeyArn")))
    return needs


def login(host, user):
    return "rds-db:connect", f"arn:aws:rds-db:{PREFIX}:dbuser:{host}/{user}"


if __name__ == "__main__":
    unittest.main()
