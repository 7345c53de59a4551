"""The life of a stack on ministack, an emulator of AWS: template.yaml, transformed by SAM and stripped of
what ministack 1.5 lacks.

    python tests/aws/proofs/life_cycle.py ENDPOINT create STACK '{"folder": "target/debug", "programs": […], …}'
    python tests/aws/proofs/life_cycle.py ENDPOINT delete STACK

`create` takes the functions that can be invoked (`programs`), what they are told besides (`variables`), and
properties of resources that differ from the template's (`changes`); so does `update`. Both and `delete` wait
for the end, and print as JSON the stack's status, its outputs, and which resources failed and why.
"""

import io
import json
import pathlib
import platform
import sys
import time
import zipfile

import boto3

from intrinsics import function_of, names_in, split_attribute
from template import Stack

# What ministack cannot make. What else refers to it gets a text in its place.
LACKS = {
    "AWS::ApiGatewayV2::ApiMapping",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::Budgets::Budget",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::OriginRequestPolicy",
    "AWS::EC2::EIP",
    "AWS::EC2::Instance",
    "AWS::EC2::NatGateway",
    "AWS::EC2::Route",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::IAM::RolePolicy",
    "AWS::Lambda::LayerVersion",
    "AWS::RDS::DBParameterGroup",
    "AWS::RDS::DBProxy",
    "AWS::RDS::DBProxyTargetGroup",
    "AWS::RDS::DBSubnetGroup",
}
BUCKET = "code"
# What nobody calls here has no program.
NOTHING = "nothing"


def stripped(programs, variables):
    """The template that ministack is given; `programs` are the functions that can be invoked."""
    stack = Stack()
    resources = {
        name: resource
        for name, resource in stack.resources.items()
        # It knows no alarm on an expression either.
        if resource["Type"] not in LACKS and "Metrics" not in resource.get("Properties", {})
    }
    for name, resource in resources.items():
        if resource["Type"] == "AWS::Lambda::Function":
            adapt(resource["Properties"], programs, variables)
        waits = resource.pop("DependsOn", [])
        resource["DependsOn"] = [other for other in ([waits] if isinstance(waits, str) else waits) if other in resources]
    api = resources["HttpApi"]["Properties"]
    resources.update(routes(api.pop("Body")))
    template = {**stack.template, "Resources": resources}
    template.pop("Rules", None)
    image = template["Parameters"]["NatImage"]
    image.update(Type="String", Default="ami-none")
    return without(template, stack.resources.keys() - resources.keys())


def adapt(function, programs, variables):
    """A function for this machine, which asks the test's database and the fake of Blizzard's site."""
    name = function["FunctionName"]["Fn::Sub"].removeprefix("${AWS::StackName}-")
    function["Code"] = {"S3Bucket": BUCKET, "S3Key": name if name in programs else NOTHING}
    function["Architectures"] = ["arm64" if platform.machine() == "aarch64" else "x86_64"]
    function.pop("Layers", None)
    told = function.setdefault("Environment", {}).setdefault("Variables", {})
    told.pop("DATABASE_AUTH", None)
    told.update(variables)


def routes(body):
    """The API's routes as resources of their own, since ministack does not read its document."""
    made = {}
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            if "x-amazon-apigateway-integration" not in operation:
                continue
            uri = operation["x-amazon-apigateway-integration"]["uri"]
            [function] = [name.split(".")[0] for name in names_in(json.dumps(uri)) if name.endswith(".Arn")]
            made[f"{function}Integration"] = {
                "Type": "AWS::ApiGatewayV2::Integration",
                "Properties": {
                    "ApiId": {"Ref": "HttpApi"},
                    "IntegrationType": "AWS_PROXY",
                    "IntegrationUri": {"Fn::GetAtt": [function, "Arn"]},
                    "PayloadFormatVersion": "2.0",
                },
            }
            key = path if path == "$default" else f"{method.upper()} {path}"
            made[f"Route{len(made)}"] = {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {
                    "ApiId": {"Ref": "HttpApi"},
                    "RouteKey": key,
                    "Target": {"Fn::Sub": f"integrations/${{{function}Integration}}"},
                },
            }
    return made


def without(value, missing):
    """A value in which each reference to a missing resource is a text."""
    name, arguments = function_of(value)
    if name == "Ref" and arguments in missing:
        return f"missing-{arguments}"
    if name == "Fn::GetAtt" and split_attribute(arguments)[0] in missing:
        # Long enough for what is cut out of an ARN.
        return f"arn:aws:missing:us-east-1:000000000000:missing:{split_attribute(arguments)[0]}"
    if name == "Fn::Sub":
        text, variables = arguments if isinstance(arguments, list) else (arguments, {})
        for named in names_in(text):
            if named.split(".")[0] in missing:
                text = text.replace(f"${{{named}}}", f"missing-{named}")
        return {"Fn::Sub": [text, without(variables, missing)]}
    if isinstance(value, dict):
        return {key: without(part, missing) for key, part in value.items()}
    if isinstance(value, list):
        return [without(part, missing) for part in value]
    return value


class Aws:
    def __init__(self, endpoint):
        session = boto3.Session("test", "test", region_name="us-east-1")
        client = lambda service: session.client(service, endpoint_url=endpoint)
        self.storage = client("s3")
        self.stacks = client("cloudformation")

    def upload(self, folder, programs):
        """Puts the code where the functions get it from, once for all stacks."""
        if self.storage.list_buckets()["Buckets"]:
            return
        self.storage.create_bucket(Bucket=BUCKET)
        self.put(NOTHING, b"#!/bin/sh\nexit 1\n")
        for program in programs:
            self.put(program, (pathlib.Path(folder) / program).read_bytes())

    def put(self, name, program):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr(executable("bootstrap"), program)
        self.storage.put_object(Bucket=BUCKET, Key=name, Body=archive.getvalue())

    def deploy(self, how, stack, settings):
        settings = json.loads(settings)
        if how == "create":
            self.upload(settings["folder"], settings["programs"])
        template = stripped(settings["programs"], settings["variables"])
        for resource, properties in settings["changes"].items():
            template["Resources"][resource]["Properties"].update(properties)
        act = {"create": self.stacks.create_stack, "update": self.stacks.update_stack}[how]
        before = self.events(stack) if how == "update" else []
        act(StackName=stack, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
        self.report(stack, before)

    def delete(self, _how, stack):
        before = self.events(stack)
        # A deleted stack has no name any more.
        identity = self.stacks.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
        self.stacks.delete_stack(StackName=stack)
        self.report(identity, before, "DELETE")

    def events(self, stack):
        return self.stacks.describe_stack_events(StackName=stack)["StackEvents"]

    def report(self, stack, before, what=""):
        """Waits until that is done and nothing is in progress any more, and prints what came of it."""
        while True:
            found = self.stacks.describe_stacks(StackName=stack)["Stacks"][0]
            status = found["StackStatus"]
            if status.startswith(what) and not status.endswith("_IN_PROGRESS"):
                break
            time.sleep(0.2)
        failed = [
            [event["LogicalResourceId"], event.get("ResourceStatusReason", "")]
            for event in self.events(stack)
            if event["ResourceStatus"].endswith("_FAILED") and event not in before
        ]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
        print(json.dumps({"status": status, "failed": failed, "outputs": outputs}))


def executable(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o755 << 16
    return info


if __name__ == "__main__":
    _, endpoint, how, *arguments = sys.argv
    aws = Aws(endpoint)
    {"create": aws.deploy, "update": aws.deploy, "delete": aws.delete}[how](how, *arguments)
