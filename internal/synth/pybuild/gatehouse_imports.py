"""Makes the folder of the handlers, which is at the root here, the package that
it is in the application: so imports work that are relative to it, or that name
it as the application does. A module has one copy, whatever it is imported as."""
import importlib
import importlib.machinery
import importlib.util
import os
import sys


def package(name, modules):
    """Names the root. Modules are those of the root itself, without extension."""
    root = os.path.dirname(os.path.abspath(__file__))
    parent, _, own = name.rpartition(".")
    if parent:
        _parent(parent, root)
    spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
    init = os.path.join(root, "__init__.py")
    if os.path.exists(init):
        spec = importlib.util.spec_from_file_location(name, init, submodule_search_locations=[root])
    else:
        spec.submodule_search_locations = [root]
    sys.meta_path.insert(0, _Finder(name, frozenset(modules)))
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    if parent:
        setattr(sys.modules[parent], own, module)
    if spec.loader is not None:
        spec.loader.exec_module(module)


def _parent(name, root):
    """The packages above the folder: what the application has there, or nothing."""
    above, _, own = name.rpartition(".")
    if above:
        _parent(above, root)
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as err:
        if err.name != name:
            raise
        spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = []
        sys.modules[name] = importlib.util.module_from_spec(spec)
        if above:
            setattr(sys.modules[above], own, sys.modules[name])


class _Finder:
    """Finds modules of the folder that are imported without its name."""

    def __init__(self, package, modules):
        self.package, self.modules = package, modules

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in self.modules:
            return None
        return importlib.machinery.ModuleSpec(name, _Same(f"{self.package}.{name}"))


class _Same:
    """Loads a module by being another name of it."""

    def __init__(self, name):
        self.name = name

    def create_module(self, spec):
        module = importlib.import_module(self.name)
        self.spec = module.__spec__
        return module

    def exec_module(self, module):
        module.__spec__ = self.spec
