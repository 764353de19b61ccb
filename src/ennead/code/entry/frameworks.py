"""Java whose handler is a framework's class: the code that the framework finds by its annotations.

What is called is more than one method: the entry says which framework it is, and where the module's own code lies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ennead.code.entry.case import Case, variable
from ennead.code.entry.own import is_vendored

if TYPE_CHECKING:
    from ennead.code.entry.tree import Tree

STEREOTYPES = frozenset(
    """Component Service Repository Controller RestController ControllerAdvice RestControllerAdvice Configuration
    SpringBootApplication Aspect Path Provider ApplicationScoped RequestScoped Singleton Dependent Named Factory Filter
    ServerFilter FunctionBean Startup Produces Context Prototype Bean WebFilter""".split()
)
"""Annotations of classes that a framework makes objects of."""
ROUTES = frozenset(
    """GetMapping PostMapping PutMapping DeleteMapping PatchMapping RequestMapping ExceptionHandler ModelAttribute
    InitBinder QueryMapping MutationMapping SubscriptionMapping SchemaMapping BatchMapping MessageMapping Get Post Put
    Delete Patch Head Options Trace CustomHttpMethod Error GET POST PUT DELETE PATCH HEAD OPTIONS Path RequestFilter
    ResponseFilter ServerRequestFilter ServerResponseFilter ServerExceptionMapper Funq Query Mutation""".split()
)
"""Annotations of methods that a request is led to."""
LIFE = frozenset(
    """PostConstruct PreDestroy EventListener TransactionalEventListener Scheduled Startup Shutdown Around Before After
    AfterReturning AfterThrowing SqsListener KafkaListener JmsListener RabbitListener SnsListener""".split()
)
"""Annotations of methods that a framework calls by itself."""
FACTORIES = frozenset({"Bean", "Produces"})
"""Annotations of methods that make what is injected."""
FUNCTIONS = {"Function": "apply", "Consumer": "accept", "Supplier": "get"}
"""Interfaces of functions, and their method."""
HANDLERS = {"RequestHandler": "handleRequest", "RequestStreamHandler": "handleRequest"}
MAIN = "SpringBootApplication"
_CALLED: dict[str, dict[str, str]] = {
    "spring": {}, "function": FUNCTIONS, "micronaut": {**FUNCTIONS, **HANDLERS}, "quarkus": HANDLERS,
}  # fmt: skip
"""Interfaces of the classes that each framework calls."""
_KINDS = {
    "org.springframework.cloud.function.": "function",
    "com.amazonaws.serverless.proxy.": "spring",
    "io.micronaut.": "micronaut",
    "io.quarkus.": "quarkus",
}
_NAMES = ("SPRING_CLOUD_FUNCTION_DEFINITION", "FUNCTION_NAME", "MICRONAUT_FUNCTION_NAME", "QUARKUS_LAMBDA_HANDLER")
"""Variables that name the function that is called."""
_MARKED = re.compile(rf"@(?:[a-z]\w{{0,60}}\.){{0,8}}(?:{'|'.join(sorted(STEREOTYPES | ROUTES | LIFE))})\b")
_IMPLEMENTS = re.compile(
    r"\bclass[ \t]+(\w{1,200})\b[^{;]{0,300}\bimplements\b[^{;]{0,300}?\b"
    rf"({'|'.join((*HANDLERS, *FUNCTIONS))})\b"
)
_HEAD = 64 * 1024
"""Letters of a file in which its class is looked for."""


class Marks(NamedTuple):
    """What a file has of frameworks: annotations, and classes with the interface by which they are called."""

    words: frozenset[str]
    classes: tuple[tuple[str, str], ...]


class Part(NamedTuple):
    """A file with something that a framework calls; `name` is a class and its method, where there is one."""

    file: str
    name: str


def kind_of(name: str) -> str:
    """The framework that a class outside is of: spring, function (Spring's), micronaut, quarkus; "" for no other."""
    return next((kind for prefix, kind in _KINDS.items() if name.startswith(prefix)), "")


def called_by(kind: str) -> dict[str, str]:
    """The interfaces of the classes that a framework calls, with their method."""
    return _CALLED.get(kind, {})


def chosen(case: Case) -> str:
    """The name of the function that is called, where a variable has it."""
    return next((value for name in _NAMES if (value := variable(case.function, name))), "")


def marks(tree: Tree, file: str) -> Marks:
    """What a file has of frameworks; read once, however many functions ask."""
    if file not in tree.marks:
        text = tree.text(file) or ""
        words = frozenset(one[0].rpartition(".")[2].lstrip("@") for one in _MARKED.finditer(text))
        tree.marks[file] = Marks(words, tuple((one[1], one[2]) for one in _IMPLEMENTS.finditer(text[:_HEAD])))
    return tree.marks[file]


def parts(case: Case, folder: str, kind: str) -> list[Part]:
    """The files below a folder in which a framework finds something: what it makes, or what it calls."""
    found = []
    methods = called_by(kind)
    for file in case.tree.below(folder, ".java"):
        if "/test/" in f"/{file}" or is_vendored(file):
            continue
        words, classes = marks(case.tree, file)
        called = [Part(file, f"{name}.{methods[interface]}") for name, interface in classes if interface in methods]
        found += called
        if words and not called:
            found.append(Part(file, file.rpartition("/")[2].removesuffix(".java")))
    return found


def is_mixed(case: Case, folder: str, endings: tuple[str, ...]) -> bool:
    """Whether a framework finds something below a folder in files of other languages too."""
    files = (file for file in case.tree.below(folder, *endings) if "/test/" not in f"/{file}")
    return any(marks(case.tree, file).words for file in files)


def is_called(part: Part, case: Case, kind: str) -> bool:
    """Whether a framework calls something in a file: a route, or a function."""
    if "." in part.name:
        return True
    return bool(marks(case.tree, part.file).words & (FACTORIES if kind == "function" else ROUTES))
