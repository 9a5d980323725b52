"""Says what modules define and import, without running them.

Reads a list of paths in JSON, writes a list of what they are."""
import ast
import json
import sys
import warnings

sys.setrecursionlimit(5000)
warnings.simplefilter("ignore")


def fits(args):
    """Whether a call with an event and a context works."""
    positional = args.posonlyargs + args.args
    required = len(positional) - len(args.defaults)
    return (
        required <= 2
        and (len(positional) >= 2 or args.vararg is not None)
        and not any(default is None for default in args.kw_defaults)
    )


class Reader:
    def __init__(self):
        self.names, self.imports, self.star = [], [], False

    def name(self, name, line, kind, fits=True, signature=""):
        self.names.append({"name": name, "line": line, "kind": kind, "fits": fits, "signature": signature})

    def target(self, node):
        if isinstance(node, ast.Name):
            self.name(node.id, node.lineno, "value")
        elif isinstance(node, (ast.Tuple, ast.List)):
            for element in node.elts:
                self.target(element)
        elif isinstance(node, ast.Starred):
            self.target(node.value)

    def module(self, statements):
        for node in statements:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                kind = "def" if isinstance(node, ast.FunctionDef) else "async"
                known = fits(node.args) or bool(node.decorator_list)
                self.name(node.name, node.lineno, kind, known, f"def {node.name}({ast.unparse(node.args)})")
            elif isinstance(node, ast.ClassDef):
                self.name(node.name, node.lineno, "class")
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self.target(target)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                self.target(node.target)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    if alias.name == "*":
                        self.star = True
                    else:
                        self.name(alias.asname or alias.name.split(".")[0], node.lineno, "import")
            # What stands in blocks is defined as well, if it is reached.
            for block in ("body", "orelse", "finalbody", "handlers", "cases"):
                if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    self.module(getattr(node, block, []))

    def everywhere(self, tree):
        always = {id(node) for node in tree.body}  # run whenever the module is imported
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    module = {"level": 0, "module": alias.name, "names": [], "line": node.lineno, "always": id(node) in always}
                    self.imports.append(module)
            elif isinstance(node, ast.ImportFrom):
                names = [alias.name for alias in node.names if alias.name != "*"]
                module = {"level": node.level, "module": node.module or "", "names": names, "line": node.lineno}
                self.imports.append({**module, "always": id(node) in always})


def read(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source, path)
        compile(tree, path, "exec", dont_inherit=True)
    except SyntaxError as err:
        return {"error": {"line": err.lineno or 1, "text": err.msg}}
    except (ValueError, RecursionError, MemoryError) as err:
        return {"error": {"line": 1, "text": str(err)}}
    reader = Reader()
    reader.module(tree.body)
    reader.everywhere(tree)
    return {"names": reader.names, "imports": reader.imports, "star": reader.star}


json.dump([read(path) for path in json.load(sys.stdin)], sys.stdout)
