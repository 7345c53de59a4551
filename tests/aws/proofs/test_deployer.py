"""What the role that deploys needs (.github/deploy-policy.json): what AWS's schemas say that CloudFormation
asks for to create, read, update and delete each kind of resource, and what `sam deploy` itself does."""

import json
import unittest

from changes import schema_of
from rights import Deployed, simulate, variants
from template import ACCOUNT, REGION, ROOT, the_stack

POLICY = json.loads((ROOT / ".github/deploy-policy.json").read_text())

# What things of ours are called. API Gateway's, CloudFront's and EC2's have no names to go by.
OURS = dict.fromkeys(["budgets", "cloudwatch", "iam", "lambda", "rds", "scheduler", "sns", "sqs"], "overfast-own") | {
    "cloudformation": "overfast",
    "logs": "/overfast/overfast/own",
    "s3": "aws-sam-cli-managed-default-own",
    # One of our layers; a test of its own asks about each.
    "lambda:layer": "DatabaseCertificates1",
    "lambda:layerVersion": "DatabaseCertificates1",
    "rds:proxy": "prx-own",
    "rds:target-group": "prx-tg-own",
}

LAYER = "AWS::Lambda::LayerVersion"

SAM = {
    "cloudformation:CreateChangeSet", "cloudformation:DescribeChangeSet", "cloudformation:ExecuteChangeSet",
    "cloudformation:DeleteChangeSet", "cloudformation:DescribeStacks", "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResources", "cloudformation:GetTemplate", "cloudformation:GetTemplateSummary",
    "cloudformation:ListStackResources", "cloudformation:DeleteStack", "s3:CreateBucket", "s3:GetObject",
    "s3:ListBucket", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutBucketTagging",
    "s3:PutBucketVersioning", "s3:PutEncryptionConfiguration", "s3:PutObject", "ssm:GetParameters",
}

# In the schemas for properties that the template does not use.
UNUSED_SERVICES = {"billing", "elasticfilesystem", "firehose", "s3files", "secretsmanager", "vpc-lattice", "vpce"}
UNUSED = {
    "cloudfront:CreateConnectionGroup", "cloudfront:GetConnectionGroup", "cloudfront:GetVpcOrigin",
    "ec2:AttachVolume", "ec2:DetachVolume", "ec2:AttachVpnGateway", "ec2:DetachVpnGateway",
    "ec2:AssociateIamInstanceProfile", "ec2:DisassociateIamInstanceProfile",
    "ec2:ReplaceIamInstanceProfileAssociation", "ec2:CreateVpcEncryptionControl", "ec2:ModifyPrivateDnsNameOptions",
    "ec2:ModifyVpcTenancy", "ec2:MonitorInstances", "ec2:UnmonitorInstances",
    "iam:AttachGroupPolicy", "iam:AttachUserPolicy", "iam:DetachGroupPolicy", "iam:DetachUserPolicy",
    "iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary",
    "kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey",
    "lambda:PassCapacityProvider", "lambda:GetCodeSigningConfig",
    "logs:DeleteIndexPolicy", "logs:DeleteResourcePolicy", "logs:DescribeIndexPolicies", "logs:PutIndexPolicy",
    "ssm:CreateAssociation", "ssm:DeleteAssociation", "ssm:DescribeAssociation", "ssm:ListAssociations",
}
# No actions of IAM, although schemas say so.
MISSPELT = {
    "apigateway:TagResource", "apigateway:UntagResource", "cloudfront:CreateDistributionWithTags",
    "lambda:AssociateRuntimeAlias", "s3:REST.PUT.OBJECT", "s3:getObject",
}

# What may be done to anybody's: a budget and what connects a queue have names that CloudFormation makes up.
ANYWHERE = {
    "budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource", "lambda:TagResource", "lambda:UntagResource",
}


def role(name):
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def function(name):
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def policy(name):
    return f"arn:aws:iam::{name}"


# Action, resource, condition's key and value, whether it is allowed.
CONDITIONS = [
    ("iam:PassRole", role("overfast-x"), "iam:PassedToService", "lambda.amazonaws.com", True),
    ("iam:PassRole", role("overfast-x"), "iam:PassedToService", "rds.amazonaws.com", True),
    ("iam:PassRole", role("overfast-x"), "iam:PassedToService", "scheduler.amazonaws.com", True),
    ("iam:PassRole", role("overfast-x"), "iam:PassedToService", "ec2.amazonaws.com", False),
    ("iam:PassRole", role("foreign"), "iam:PassedToService", "lambda.amazonaws.com", False),
    ("iam:AttachRolePolicy", role("overfast-x"), "iam:PolicyARN", policy(f"{ACCOUNT}:policy/overfast-x"), True),
    ("iam:AttachRolePolicy", role("overfast-x"), "iam:PolicyARN", policy("aws:policy/AWSXRayDaemonWriteAccess"), True),
    ("iam:AttachRolePolicy", role("overfast-x"), "iam:PolicyARN", policy("aws:policy/AdministratorAccess"), False),
    ("iam:AttachRolePolicy", role("foreign"), "iam:PolicyARN", policy(f"{ACCOUNT}:policy/overfast-x"), False),
    ("iam:DetachRolePolicy", role("overfast-x"), "iam:PolicyARN", policy(f"{ACCOUNT}:policy/overfast-x"), True),
    ("iam:CreateServiceLinkedRole", role("aws-service-role/rds.amazonaws.com/x"), "iam:AWSServiceName",
     "rds.amazonaws.com", True),
    ("iam:CreateServiceLinkedRole", role("aws-service-role/ecs.amazonaws.com/x"), "iam:AWSServiceName",
     "ecs.amazonaws.com", False),
] + [
    (f"lambda:{verb}EventSourceMapping", arn, "lambda:FunctionArn", function(name), name.startswith("overfast-"))
    for name in ("overfast-refresh", "foreign")
    for verb, arn in {
        "Create": "*", **dict.fromkeys(["Get", "Update", "Delete"], f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:x")
    }.items()
]


class Deployer(unittest.TestCase):
    maxDiff = None

    def test_it_may_do_what_a_deployment_asks_for(self):
        stack = the_stack()
        needed = sorted(SAM | asked_for(stack))
        key = Deployed(stack, stack.choices[0]).of_type("AWS::KMS::Key")["AlarmsKey"]["KeyPolicy"]
        rights = simulate(policies={"deployer": [POLICY]}, actions=needed, names=OURS, keyPolicy=key)
        # Their conditions have a test of their own.
        conditional = {action for action, *_, allowed in CONDITIONS if allowed}
        allowed = {action for _, action, _ in rights} | conditional
        self.assertEqual(sorted(set(needed) - allowed), [])

    def test_it_may_publish_and_delete_every_layer_and_no_other(self):
        layers = [resource for resource in the_stack().resources.values() if resource["Type"] == LAYER]
        ours = {layer["Properties"]["LayerName"] for layer in layers}
        self.assertEqual(ours, {"CardFonts", "DatabaseCertificates"})
        questions = [
            [action, f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:{name}{version}"]
            for name in sorted(ours | {"Foreign"})
            for action, version in [
                ("lambda:PublishLayerVersion", ""), ("lambda:GetLayerVersion", ":1"), ("lambda:DeleteLayerVersion", ":1"),
            ]
        ]
        wanted = [("deployer", *question) for question in questions if "Foreign" not in question[1]]
        self.assertEqual(simulate(policies={"deployer": [POLICY]}, questions=questions), wanted)

    def test_it_may_nothing_to_what_is_not_ours(self):
        services = sorted({kind.split(":")[0] for kind in OURS})
        rights = simulate(policies={"deployer": [POLICY]}, services=services)
        # A look at what there is; and what AWS lets nobody limit to one thing.
        found = {
            action for _, action, arn in rights
            if not action.split(":")[1].startswith(("Describe", "Get", "List", "View", "Validate")) and arn != "*"
        }
        self.assertEqual(sorted(found), sorted(ANYWHERE))

    def test_conditions_hold(self):
        questions = [[action, arn, {key: value}] for action, arn, key, value, _ in CONDITIONS]
        wanted = [("deployer", action, arn) for action, arn, _, _, allowed in CONDITIONS if allowed]
        self.assertEqual(simulate(policies={"deployer": [POLICY]}, questions=questions), wanted)

    def test_it_may_attach_the_policies_that_roles_name(self):
        stack = the_stack()
        policies = {
            policy
            for choice in variants(stack)
            for properties in Deployed(stack, choice).of_type("AWS::IAM::Role").values()
            for policy in properties.get("ManagedPolicyArns", [])
            if policy.startswith("arn:")
        }
        attach = ("iam:AttachRolePolicy", role("overfast-x"))
        questions = [[*attach, {"iam:PolicyARN": policy}] for policy in policies]
        rights = simulate(policies={"deployer": [POLICY]}, questions=questions)
        self.assertEqual(rights, [("deployer", *attach)] * len(policies))

    def test_it_fits_into_a_managed_policy(self):
        self.assertLessEqual(len(json.dumps(POLICY, separators=(",", ":"))), 6144)


def asked_for(stack):
    """The rights that the schemas of all resources name."""
    rights = set()
    for resource in stack.resources.values():
        for handler in ("create", "read", "update", "delete"):
            rights.update(schema_of(resource).get("handlers", {}).get(handler, {}).get("permissions", []))
    return {
        right for right in rights - UNUSED - MISSPELT if right.split(":")[0] not in UNUSED_SERVICES
    }


if __name__ == "__main__":
    unittest.main()
