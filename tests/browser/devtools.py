"""Drives Chromium over its debugging pipe: JSON messages with a NUL after each, on file descriptors 3 and 4. Standard library
only, so that nothing has to be installed for it."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = [
    "--headless=new",
    "--no-sandbox",  # Containers run as root.
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--remote-debugging-pipe",
]


class Failure(Exception):
    """Chromium said no, or nothing."""


class Browser:
    """One Chromium with one tab."""

    def __init__(self, program, timeout=30):
        self.timeout = timeout
        self.profile = tempfile.mkdtemp(prefix="genloss-browser-")
        to_child, self.write = os.pipe()
        self.read, from_child = os.pipe()

        def connect():
            # Chromium reads commands from 3 and writes answers to 4; first out of the way of each other.
            commands, answers = os.dup(to_child), os.dup(from_child)
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self.process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self.profile}", "about:blank"],
            preexec_fn=connect,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        self.buffer = b""
        self.last_id = 0
        self.events = []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")

    def close(self):
        """Ends this Chromium and removes its profile."""
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(timeout=10)
        except (Failure, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **params):
        """Sends a command and waits for its answer."""
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        return self.until(lambda m: m.get("id") == self.last_id, method)

    def wait(self, method):
        """Waits for an event that was not there yet."""
        return self.until(lambda m: m.get("method") == method, method)

    def until(self, wanted, what):
        end = time.monotonic() + self.timeout
        while True:
            message = self.receive(end, what)
            if "method" in message:
                self.events.append(message)
            if wanted(message):
                if "error" in message:
                    raise Failure(f"{what}: {message['error']['message']}")
                return message.get("result", message.get("params"))

    def receive(self, end, what):
        while b"\0" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.read], [], [], left)[0]:
                raise Failure(f"{what}: no answer within {self.timeout} s")
            piece = os.read(self.read, 1 << 20)
            if not piece:
                raise Failure(f"{what}: Chromium ended")
            self.buffer += piece
        line, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(line)

    def open(self, url, width, height, dark=False):
        """Opens a page in a window of this size; forgets what happened before."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="", features=[scheme])
        # Between two addresses that differ in nothing there would be no load.
        self.call("Page.navigate", url="about:blank")
        self.wait("Page.loadEventFired")
        self.events = []
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def run(self, expression):
        """The value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise Failure(answer["exceptionDetails"].get("text", "") + " in " + expression[:60])
        return answer["result"].get("value")

    def key(self, name, code):
        for kind in ["keyDown", "keyUp"]:
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code)

    def point(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
