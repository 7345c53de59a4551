"""Puts functions of template.yaml on ministack, an emulator of AWS: what the template says of each, the
API's routes, the queue with its dead letters, the schedules.

    python tests/aws/deploy_to_ministack.py http://127.0.0.1:4566 deploy target/debug '{"DATABASE_URL": …}' get-player …
    python tests/aws/deploy_to_ministack.py http://127.0.0.1:4566 fire prune-profiles

`deploy` prints where the API and the queues are, as JSON; `fire` lets a function's schedule come due.
ministack itself creates no routes from SAM, and a failed message would stay invisible for as long as the
template says, which is shortened here.
"""

import datetime
import io
import json
import pathlib
import platform
import sys
import zipfile

import boto3
import yaml

ROLE = "arn:aws:iam::000000000000:role/test"


class Template(yaml.SafeLoader):
    """Reads `!Sub text` as the text, and `!GetAtt A.B` as `A.B`."""


def untagged(loader, _tag, node):
    construct = {
        yaml.ScalarNode: loader.construct_scalar,
        yaml.SequenceNode: loader.construct_sequence,
        yaml.MappingNode: loader.construct_mapping,
    }
    return construct[type(node)](node)


Template.add_multi_constructor("!", untagged)


def of_type(resources, kind):
    return [resource["Properties"] for resource in resources.values() if resource["Type"] == kind]


def name_of(function):
    return pathlib.PurePath(function["CodeUri"]).name


def zipped(program):
    """What `cargo lambda build` would put in place: the program under its fixed name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.write(program, "bootstrap")
    return archive.getvalue()


class Ministack:
    def __init__(self, endpoint):
        session = boto3.Session("test", "test", region_name="us-east-1")
        self.endpoint = endpoint
        client = lambda service: session.client(service, endpoint_url=endpoint)
        self.functions = client("lambda")
        self.queues = client("sqs")
        self.api = client("apigatewayv2")
        self.scheduler = client("scheduler")

    def create_queue(self, name, settings, **attributes):
        if retention := settings.get("MessageRetentionPeriod"):
            attributes["MessageRetentionPeriod"] = str(retention)
        url = self.queues.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        arn = self.queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return url, arn["Attributes"]["QueueArn"]

    def create_queues(self, resources):
        letters, letters_arn = self.create_queue("dead-letters", resources["DeadLetters"]["Properties"])
        settings = resources["RefreshQueue"]["Properties"]
        redrive = dict(settings["RedrivePolicy"], deadLetterTargetArn=letters_arn)
        queue, queue_arn = self.create_queue(
            "refreshes", settings, RedrivePolicy=json.dumps(redrive), VisibilityTimeout="1"
        )
        return letters, queue, queue_arn

    def create_function(self, function, defaults, program, variables):
        return self.functions.create_function(
            FunctionName=program.name,
            Runtime=defaults["Runtime"],
            Architectures=["arm64" if platform.machine() == "aarch64" else "x86_64"],
            Handler=defaults["Handler"],
            MemorySize=function.get("MemorySize", defaults["MemorySize"]),
            Timeout=function.get("Timeout", defaults["Timeout"]),
            Role=ROLE,
            Environment={"Variables": variables},
            Code={"ZipFile": zipped(program)},
        )["FunctionArn"]

    def create_events(self, function, arn, queue_arn, api):
        for event in function.get("Events", {}).values():
            settings = event["Properties"]
            if event["Type"] == "SQS":
                self.functions.create_event_source_mapping(
                    FunctionName=arn,
                    EventSourceArn=queue_arn,
                    BatchSize=settings["BatchSize"],
                    FunctionResponseTypes=settings["FunctionResponseTypes"],
                )
            if event["Type"] == "ScheduleV2":
                self.scheduler.create_schedule(
                    Name=name_of(function),
                    ScheduleExpression=settings["ScheduleExpression"],
                    FlexibleTimeWindow={"Mode": "OFF"},
                    Target={"Arn": arn, "RoleArn": ROLE},
                )
            if event["Type"] == "HttpApi":
                route = f"{settings['Method']} {settings['Path']}" if "Path" in settings else "$default"
                self.create_route(api, route, arn)

    def create_api(self):
        api = self.api.create_api(Name="overfast", ProtocolType="HTTP")["ApiId"]
        self.api.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
        return api

    def create_route(self, api, route, arn):
        integration = self.api.create_integration(
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
        )["IntegrationId"]
        self.api.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{integration}")

    def deploy(self, programs, variables, *wanted):
        path = pathlib.Path(__file__).parent.parent.parent / "template.yaml"
        template = yaml.load(path.read_text(), Template)
        resources, defaults = template["Resources"], template["Globals"]["Function"]
        letters, queue, queue_arn = self.create_queues(resources)
        variables = dict(json.loads(variables), REFRESH_QUEUE_URL=queue)
        api = self.create_api()
        deployed = set()
        for function in of_type(resources, "AWS::Serverless::Function"):
            if (name := name_of(function)) in wanted:
                program = pathlib.Path(programs) / name
                arn = self.create_function(function, defaults, program, variables)
                self.create_events(function, arn, queue_arn, api)
                deployed.add(name)
        assert deployed == set(wanted), f"template.yaml has only {deployed}"
        url = f"{self.endpoint}/_aws/execute-api/{api}/$default"
        print(json.dumps({"api": url, "queue": queue, "dead_letters": letters}))

    def fire(self, name):
        now = datetime.datetime.now(datetime.timezone.utc)
        self.scheduler.create_schedule(
            Name=f"{name}-now",
            ScheduleExpression=f"at({now:%Y-%m-%dT%H:%M:%S})",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target=self.scheduler.get_schedule(Name=name)["Target"],
        )


_, endpoint, command, *arguments = sys.argv
{"deploy": Ministack.deploy, "fire": Ministack.fire}[command](Ministack(endpoint), *arguments)
