"""Lets modules of a folder import each other by their bare names, as if it were
the first on the path. They lie where the application has them, so imports that
are relative, or name the folder, work anyway; a module has one copy, whatever it
is imported as."""
import importlib
import importlib.machinery
import sys


def bare(package, modules):
    """Names the folder as a package, and its modules."""
    sys.meta_path.insert(0, _Finder(package, frozenset(modules)))


class _Finder:
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
