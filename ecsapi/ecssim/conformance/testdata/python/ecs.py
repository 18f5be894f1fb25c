"""Makes calls with Apache Libcloud's driver of ECS.

Reads calls from standard input, a JSON object on each line, and answers each
with a line: {"answer"} or {"error"}, as the client tells of it. A call with an
"action" is one of the API over the driver's signed connection; one with a
"method" is a method of the driver.
"""

import ast
import json
import sys
import types
from urllib.parse import urlsplit

from libcloud.compute.base import Node, NodeImage, NodeSize, StorageVolume
from libcloud.compute.drivers import ecs
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

# The test lets time pass in the simulated cloud with each call.
ecs.time = types.SimpleNamespace(time=ecs.time.time, sleep=lambda seconds: None)


def connect(asked):
    host = urlsplit(asked["endpoint"])
    return get_driver(Provider.ALIYUN_ECS)(
        asked["key"]["id"], asked["key"]["secret"], region="cn-hangzhou",
        secure=False, host=host.hostname, port=host.port)


def flat(name, value):
    """A parameter as the API wants it: Tag.1.Key for {"Tag": [{"Key": ...}]}."""
    if isinstance(value, dict):
        parts = [("%s.%s" % (name, key), item) for key, item in value.items()]
    elif isinstance(value, list):
        parts = [("%s.%d" % (name, n), item) for n, item in enumerate(value, 1)]
    else:
        return {name: str(value).lower() if isinstance(value, bool) else value}
    return {k: v for part in parts for k, v in flat(*part).items()}


def tree(element):
    """An element: its text, or its children by tag."""
    if len(element) == 0:
        return element.text or ""
    children = {}
    for child in element:
        children.setdefault(child.tag, []).append(tree(child))
    return children


def fields(thing):
    """What a driver's object holds, without the driver."""
    if isinstance(thing, (list, tuple)):
        return [fields(one) for one in thing]
    if isinstance(thing, (bool, int, float, str)) or thing is None:
        return thing
    if isinstance(thing, dict):
        return {name: fields(value) for name, value in thing.items()}
    return {name: fields(value) for name, value in vars(thing).items()
            if name not in ("driver", "_uuid")}


def method(driver, name, params):
    """Calls a method; ids stand for the objects that it wants."""
    params = dict(params)
    if "node" in params:
        params["node"] = Node(params["node"], None, None, None, None, driver)
    if "image" in params:
        params["image"] = NodeImage(params["image"], None, driver)
    if "size" in params:
        params["size"] = NodeSize(params["size"], None, None, None, None, None, driver)
    if "volume" in params:
        params["volume"] = StorageVolume(params["volume"], None, None, driver)
    return fields(getattr(driver, name)(**params))


def call(driver, asked):
    if "method" in asked:
        return method(driver, asked["method"], asked["params"])
    params = {"Action": asked["action"]}
    for name, value in asked["params"].items():
        params.update(flat(name, value))
    token = asked["key"].get("token")
    if token:
        params["SecurityToken"] = token  # the driver has no place for one
    return tree(driver.connection.request("/", params).object)


def tell(error):
    told = {"class": type(error).__name__, "message": str(error)}
    if isinstance(getattr(error, "code", None), int):
        told["status"] = error.code
    try:
        said = ast.literal_eval(str(error))
        told.update(code=said["code"], message=said["message"], requestId=said["request_id"])
    except (SyntaxError, ValueError, KeyError, TypeError):
        pass  # not the cloud's words
    return told


drivers = {}
for line in sys.stdin:
    asked = json.loads(line)
    who = (asked["endpoint"], json.dumps(asked["key"]))
    try:
        if who not in drivers:
            drivers[who] = connect(asked)
        told = {"answer": call(drivers[who], asked)}
    except Exception as e:
        told = {"error": tell(e)}
    print(json.dumps(told), flush=True)
