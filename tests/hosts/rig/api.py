"""The EC2 API: moto in this process, given what EC2 has and moto lacks, where the program relies on it.

Given: Canonical's images, addresses inside the subnet, `pending` and the other states on the way, no public address unless running,
and then one of Amazon's own, ClientToken, refusal of unknown keys and types and of groups in use, the console output of the booted
host, and answers that are refused or lost on request.
"""

import base64
import hashlib
import io
import ipaddress
import os
import socket
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

os.environ["MOTO_AMIS_PATH"] = str(Path(__file__).with_name("images.json"))
os.environ["MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION"] = "true"
os.environ["MOTO_ENABLE_KEYPAIR_VALIDATION"] = "true"
os.environ["MOTO_ENABLE_AMI_VALIDATION"] = "true"

from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.ec2.models import ec2_backends  # noqa: E402
from moto.ec2.models.elastic_network_interfaces import NetworkInterface  # noqa: E402
from moto.ec2.models.instances import Instance, InstanceState  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

from .network import Door  # noqa: E402

REGION = "us-east-1"
INITIALIZING_SECONDS = 3
ALL_PORTS = (0, 65535)


@dataclass
class Trouble:
    """A call that will not be answered as it should."""

    action: str
    # EC2's error code; none to lose the answer after the call took effect.
    code: str | None
    status: int = 400
    times: int = 1


@dataclass
class Machines:
    """What the world does when the API changes a machine. Each is called on a thread of its own."""

    launch: Callable[[Instance], None]
    stop: Callable[[Instance], None]
    start: Callable[[Instance], None]
    terminate: Callable[[Instance], None]
    console: Callable[[str], str]
    changed: Callable[[], None]


@dataclass
class Api:
    machines: Machines
    troubles: list[Trouble] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    tokens: dict[str, tuple[str, bytes, list]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _next_private: int = 10
    _next_public: int = 10

    # What moto's objects are given.

    def install(self) -> None:
        """Makes moto's instances live as EC2's do. Once in a process."""
        api = self
        make = Instance.__init__
        end = Instance.terminate
        associated = NetworkInterface.association.fget

        def made(instance, *args, **kwargs):
            make(instance, *args, **kwargs)
            nic = instance.nics[0]
            subnet = ipaddress.ip_network(nic.subnet.cidr_block)
            nic.private_ip_address = str(subnet[api._next_private])
            nic.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": nic.private_ip_address}]
            api._next_private += 1
            instance._state = InstanceState("pending", 0)
            instance.ran_since = None
            _soon(api.machines.launch, instance)

        def start(instance):
            before = _copy(instance)
            instance._state = InstanceState("pending", 0)
            _soon(api.machines.start, instance)
            return before

        def stop(instance):
            before = _copy(instance)
            instance._state = InstanceState("stopping", 64)
            instance.nics[0].public_ip = None
            _soon(api.machines.stop, instance)
            return before

        def terminate(instance):
            before = _copy(instance)
            if instance._state.name in ("shutting-down", "terminated"):
                return before
            instance._state = InstanceState("shutting-down", 32)
            instance.nics[0].public_ip = None

            def gone(instance):
                api.machines.terminate(instance)
                with api.lock:
                    end(instance)
                api.machines.changed()

            _soon(gone, instance)
            return before

        def status(instance):
            if instance._state.name != "running":
                return {"Status": "not-applicable"}
            fresh = instance.ran_since is None or time.monotonic() - instance.ran_since < INITIALIZING_SECONDS
            word, detail = ("initializing", "initializing") if fresh else ("ok", "passed")
            return {"Details": [{"Name": "reachability", "Status": detail}], "Status": word}

        def association(nic):
            found = associated(nic)
            # An address that comes with the machine is Amazon's; only one that was allocated is the account's.
            return {**found, "ipOwnerId": "amazon"} if found and "allocationId" not in found else found

        Instance.__init__ = made
        Instance.start = start
        Instance.stop = stop
        Instance.terminate = terminate
        Instance.instance_status = property(status)
        Instance.system_status = property(status)
        # Public addresses come and go with the machine's state.
        NetworkInterface.check_auto_public_ip = lambda nic: None
        NetworkInterface.association = property(association)

    def running(self, instance: Instance) -> None:
        """The machine is booting: it is running, and has a public address that it never had before."""
        with self.lock:
            instance.nics[0].public_ip = str(ipaddress.ip_network("203.0.113.0/24")[self._next_public])
            self._next_public += 1
            instance._state = InstanceState("running", 16)
            instance.ran_since = time.monotonic()
        self.machines.changed()

    def stopped(self, instance: Instance) -> None:
        instance._state = InstanceState("stopped", 80)
        self.machines.changed()

    @property
    def backend(self):
        return ec2_backends[DEFAULT_ACCOUNT_ID][REGION]

    def instances(self) -> list[Instance]:
        return [i for r in list(self.backend.reservations.values()) for i in r.instances]

    def public_key(self, name: str) -> str:
        """The public half of a key pair, as a line of authorized_keys."""
        return self.backend.key_pairs[name].public_key.strip()

    def doors(self) -> tuple[list[Door], dict[str, str]]:
        """What the groups let in, and the public addresses, as they are at this moment."""
        doors, public_of = [], {}
        with self.lock:
            for instance in self.instances():
                if instance._state.name != "running" or 0 not in instance.nics:
                    continue
                nic = instance.nics[0]
                public_of[nic.private_ip_address] = nic.public_ip
                groups = {group.id: group for group in [*nic.group_set, *instance.security_groups]}
                for group in groups.values():
                    for rule in group.ingress_rules:
                        doors.extend(_doors(rule, nic.private_ip_address, self.instances()))
        return sorted(set(doors), key=repr), public_of

    # HTTP.

    def serve(self, listener: socket.socket) -> None:
        """Serves the API on a listening socket, until the process ends."""
        moto = DomainDispatcherApplication(create_backend_app)
        host, port = listener.getsockname()
        server = make_server(host, port, lambda e, s: self._answer(moto, e, s), threaded=True, request_handler=_Quiet, fd=listener.detach())
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def _answer(self, moto, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        call = dict(urllib.parse.parse_qsl(body.decode(errors="replace")))
        action = call.get("Action", environ["PATH_INFO"])
        dry = call.get("DryRun") == "true"
        with self.lock:
            self.calls.append(action)
            trouble = None if dry else self._trouble(action)
        if trouble is not None and trouble.code is not None:
            return _refuse(start_response, trouble.status, trouble.code, "asked to by the test")
        with self.lock:
            answer = self._special(call, action, start_response) or self._moto(moto, call, environ, start_response)
        self.machines.changed()
        if trouble is not None:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer

    def _trouble(self, action: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.action == action and trouble.times > 0:
                trouble.times -= 1
                return trouble
        return None

    def _special(self, call: dict, action: str, start_response):
        if action == "GetConsoleOutput":
            text = self.machines.console(call["InstanceId"])
            output = base64.b64encode(text.encode()[-65536:]).decode()
            return _xml(start_response, "GetConsoleOutputResponse", f"<instanceId>{call['InstanceId']}</instanceId><output>{output}</output>")
        if action == "DeleteSecurityGroup" and call.get("DryRun") != "true" and self._in_use(call.get("GroupId")):
            return _refuse(start_response, 400, "DependencyViolation", f"resource {call['GroupId']} has a dependent object")
        return None

    def _in_use(self, group: str | None) -> bool:
        return any(group in {g.id for g in instance.security_groups} or (0 in instance.nics and group in {g.id for g in instance.nics[0].group_set})
                   for instance in self.instances() if instance._state.name != "terminated")

    def _moto(self, moto, call: dict, environ, start_response):
        token = call.get("ClientToken")
        if token is None or call.get("DryRun") == "true":
            return moto(environ, start_response)
        meant = hashlib.sha256(repr(sorted(call.items())).encode()).hexdigest()
        known = self.tokens.get(token)
        if known is not None:
            if known[0] != meant:
                return _refuse(start_response, 400, "IdempotentParameterMismatch", "the token was used for another request")
            start_response("200 OK", known[2])
            return [known[1]]
        said: list = []

        def start(status, headers, exc_info=None):
            said.extend([status, headers])
            return start_response(status, headers, exc_info)

        answer = b"".join(moto(environ, start))
        if said[0].startswith("200"):
            self.tokens[token] = (meant, answer, said[1])
        return [answer]


class _Quiet(MotoRequestHandler):
    def log(self, *_args) -> None:
        pass


def _soon(act, instance) -> None:
    threading.Thread(target=act, args=(instance,), daemon=True).start()


def _copy(instance) -> InstanceState:
    return InstanceState(instance._state.name, instance._state.code)


def _doors(rule, private: str, instances) -> list[Door]:
    protocol = rule.ip_protocol
    first, last = (rule.from_port, rule.to_port) if rule.from_port is not None else ALL_PORTS
    sources = [rule.ip_range["CidrIp"]] if "CidrIp" in rule.ip_range else []
    if "GroupId" in rule.source_group:
        members = [i for i in instances if rule.source_group["GroupId"] in {g.id for g in i.security_groups} and 0 in i.nics]
        sources.extend(i.nics[0].private_ip_address + "/32" for i in members)
    return [Door(private, protocol, int(first), int(last), source) for source in sources]


def _xml(start_response, name: str, inner: str):
    body = f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>rig</requestId>{inner}</{name}>'.encode()
    start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
    return [body]


def _refuse(start_response, status: int, code: str, message: str):
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>rig</RequestID></Response>'.encode()
    start_response(f"{status} Refused", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
    return [body]
