"""What the JUnit schema that Jenkins, GitLab and others read (junit-10, of the xUnit plugin) lets a file hold: for every element the
attributes it must have, those it may have besides, and the elements inside, as the schema publishes them."""

import re

TEXT = None

# element: (required attributes, further attributes, elements inside; TEXT = text alone)
ELEMENTS = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {
            "skipped", "error", "failure", "rerunFailure", "rerunError", "flakyFailure", "flakyError", "system-out",
            "system-err",
        },
    ),
    "failure": (set(), {"type", "message"}, TEXT),
    "error": (set(), {"type", "message"}, TEXT),
    "skipped": (set(), {"type", "message"}, TEXT),
    "system-out": (set(), set(), TEXT),
    "system-err": (set(), set(), TEXT),
}
TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")


def violations(element):
    """What an element and everything inside break, in sentences."""
    if element.tag not in ELEMENTS:
        return [f"no element of the schema: <{element.tag}>"]
    required, further, inside = ELEMENTS[element.tag]
    given = set(element.keys())
    wrong = [f"<{element.tag}> lacks {name}" for name in sorted(required - given)]
    wrong += [f"<{element.tag}> may not have {name}" for name in sorted(given - required - further)]
    if "time" in given and not TIME.fullmatch(element.get("time")):
        wrong.append(f"<{element.tag}> has the time {element.get('time')}")
    if inside is not TEXT and any((text or "").strip() for text in [element.text, *(child.tail for child in element)]):
        wrong.append(f"<{element.tag}> holds text")
    for child in element:
        if child.tag not in (inside or set()):
            wrong.append(f"<{element.tag}> may not hold <{child.tag}>")
        wrong += violations(child)
    return wrong
