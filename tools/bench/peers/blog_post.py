"""The function of the AWS blog post "Sharing Secrets with AWS Lambda Using AWS Systems Manager Parameter Store".

Written from scratch, following the AWS post's description: boto3, configparser, X-Ray with patch_all, and an application
object at module scope that lives as long as the execution environment. Each invocation formats the configuration as text
and returns it. One difference: the AWS post reads one page of at most 10 parameters, and this function reads all pages.

https://aws.amazon.com/blogs/compute/sharing-secrets-with-aws-lambda-using-aws-systems-manager-parameter-store/
"""

import configparser
import json
import os

import boto3
from aws_xray_sdk.core import patch_all

patch_all()

ssm = boto3.client("ssm")
app = None


class Viewer:
    def __init__(self, config):
        self.config = config

    def respond(self):
        return str(self.config._sections)


def load_config(path):
    config = configparser.ConfigParser()
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=False, WithDecryption=True)
    for page in pages:
        for parameter in page["Parameters"]:
            section = parameter["Name"].rsplit("/", 1)[-1]
            config.read_dict({section: json.loads(parameter["Value"])})
    return config


def handler(event, context):
    global app
    if app is None:
        app = Viewer(load_config("/" + os.environ["ENV"] + "/" + os.environ["APP_CONFIG_PATH"]))
    return app.respond()
