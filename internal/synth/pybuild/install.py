"""Runs pip for another machine than this one, and reads lock files of uv.

pip finds wheels for another platform, but evaluates markers ("sys_platform ==
'win32'") on the one that it runs on; here they are those of the target."""
import json
import runpy
import sys

from pip._vendor.packaging import markers

own = markers.default_environment


def target(version, machine):
    environment = {
        "implementation_name": "cpython",
        "implementation_version": version + ".0",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": version + ".0",
        "python_version": version,
        "sys_platform": "linux",
    }
    return lambda: dict(environment)


def lock(path, name):
    """Prints what a lock file has for a project, one requirement a line."""
    try:
        import tomllib
    except ImportError:
        from pip._vendor import tomli as tomllib
    with open(path, "rb") as file:
        packages = tomllib.load(file).get("package", [])
    by_name = {}
    for package in packages:
        by_name.setdefault(package["name"], []).append(package)
    roots = [p for p in packages if p["name"] == name]
    if not roots:
        sys.exit(f"it has no package {name}: run \"uv lock\"")
    wanted, seen, lines = [(roots[0], None)], set(), []
    while wanted:
        package, extra = wanted.pop()
        key = (package["name"], package.get("version"), extra)
        if key in seen:
            continue
        seen.add(key)
        if package is not roots[0] and (package["name"], package.get("version"), "") not in seen:
            seen.add((package["name"], package.get("version"), ""))
            lines.append(line(package))
        needs = package.get("dependencies", [])
        if extra is not None:
            needs = package.get("optional-dependencies", {}).get(extra, [])
        for need in needs:
            if "marker" in need and not markers.Marker(need["marker"]).evaluate({"extra": ""}):
                continue
            found = [p for p in by_name.get(need["name"], []) if need.get("version") in (None, p.get("version"))]
            for p in found[:1]:
                wanted.append((p, None))
                wanted.extend((p, extra) for extra in need.get("extra", []))
    json.dump(lines, sys.stdout)


def line(package):
    source = package.get("source", {})
    for kind in ("editable", "directory", "virtual", "path"):
        if kind in source:
            return {"path": source[kind]}
    url = source.get("url") or ("git+" + source["git"] if "git" in source else "")
    if url:
        return {"requirement": f"{package['name']} @ {url}"}
    return {"requirement": f"{package['name']}=={package['version']}", "registry": source.get("registry", "")}


command, version, machine = sys.argv[1:4]
if version:
    markers.default_environment = target(version, machine)
if command == "lock":
    lock(*sys.argv[4:])
else:
    sys.argv[:] = ["pip", *sys.argv[4:]]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
