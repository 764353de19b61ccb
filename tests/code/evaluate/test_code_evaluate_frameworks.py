"""Java programs that a framework starts: what it calls is followed, with what it injects."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.code.entry import Entry, Tree
from ennead.code.evaluate.modules import Sources
from ennead.code.evaluate.run import facts_of
from ennead.code.facts import Facts
from ennead.code.ir import Language
from ennead.code.values import Made, Member, Value
from tests.code.evaluate.test_code_evaluate_java import program, reached, sent, shown

_OUT = "import o.Out;\n"
_APP = "@SpringBootApplication class App { }"


def followed(folder: Path, kind: str, chosen: str = "", **files: str) -> Facts:
    """What a framework does with a program; each file knows something outside."""
    program(folder, **{name: _OUT + text for name, text in ({"App": _APP} | files).items()})
    entry = Entry(
        Language.JAVA, "a/App.java", "App", (".",), "framework", framework=kind, chosen=chosen
    )  # fmt: skip
    return facts_of(entry, Sources(Tree(folder)))


def sender(callee: Value) -> str:
    """What a thing was made with on which something is called."""
    made = callee.of if isinstance(callee, Member) else None
    return shown(made.args[0]) if isinstance(made, Made) else "-"


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        ("spring", ("@RestController", "@GetMapping(\"/\")", "@PostMapping")),
        ("micronaut", ("@x.Controller(\"/\")", "@Get", "@io.micronaut.http.annotation.Post")),
        ("quarkus", ("@x.Path(\"/\")", "@GET", "@POST @Path(\"/x\")")),
    ],
)  # fmt: skip
def test_routes_are_called_with_parts_of_the_event(tmp_path: Path, kind: str, marks: tuple[str, ...]) -> None:
    """Every method with an annotation is; others, and those of classes without one, are not."""
    cls, first, second = marks
    facts = followed(
        tmp_path, kind,
        Routes=f"{cls} class Routes {{ {first} void get(String id) {{ Out.send(\"get\", id); }}\n"
        f"{second} void add(Order o) {{ Out.send(\"add\", o.id); }}\nvoid not() {{ Out.send(\"not\"); }} }}",
        Order="class Order { String id; }",
        Other="class Other { void other() { Out.send(\"other\"); } }",
    )  # fmt: skip
    assert sent(facts) == ["add, ?", "get, ?"]
    assert facts.unresolved == ()


def test_things_are_injected(tmp_path: Path) -> None:
    """By constructor, field and setter: own classes, all that implement an interface, and what factory methods give."""
    facts = followed(
        tmp_path, "spring",
        Routes="@RestController class Routes { private final Service service; @Autowired Store store; Store later;\n"
        "Routes(Service service) { this.service = service; }\n@Autowired void with(Out out) { out.send(\"setter\"); }\n"
        "@GetMapping void get() { service.run(); store.put(); } }",
        Service="@Service class Service { private final Out out; Service(Out out) { this.out = out; }\n"
        "void run() { out.send(\"service\"); } }",
        Store="interface Store { void put(); }",
        First="@Repository class First implements Store { public void put() { Out.send(\"first\"); } }",
        Second="@Repository class Second implements Store { public void put() { Out.send(\"second\"); } }",
        Config="@Configuration class Config { @Bean Out out(Name name) { return Out.made(name.text()); }\n"
        "@Bean Name name() { return new Name(System.getenv(\"NAME\")); } }",
        Name="record Name(String text) { }",
    )  # fmt: skip
    assert sent(facts) == ["first", "second", "service", "setter"]
    assert sent(facts, "made") == ["$NAME"]
    assert "Made" in {type(call.callee.of).__name__ for call in facts.calls if hasattr(call.callee, "of")}


def test_of_several_factories_the_one_that_is_meant(tmp_path: Path) -> None:
    """By the arguments of the type, then by the name; all where neither tells."""
    facts = followed(
        tmp_path, "spring",
        Config="@Configuration class Config { @Bean Out<A> one() { return Out.made(\"1\"); }\n"
        "@Bean Out<B> two() { return Out.made(\"2\"); }\n@Bean Out<B> three() { return Out.made(\"3\"); } }",
        Routes="@RestController class Routes { @Autowired Out<A> a; @Autowired Out<B> three; @Autowired Out<B> any;\n"
        "@GetMapping void get() { App.use(\"a\", a); App.use(\"three\", three); App.use(\"any\", any); } }",
        App="@SpringBootApplication class App { static void use(String name, Out out) { out.send(name); } }",
    )  # fmt: skip
    told = {f"{shown(call.args[0])} {sender(call.callee)}" for call in facts.calls if len(call.args) == 1}
    assert {one for one in told if "-" not in one} == {"a 1", "any 2", "any 3", "three 3"}


def test_several_things_and_things_for_later(tmp_path: Path) -> None:
    """Lists, maps and what is asked for when it is needed hold what is injected."""
    facts = followed(
        tmp_path, "spring",
        Store="interface Store { void put(); }",
        One="@Component class One implements Store { public void put() { Out.send(\"one\"); } }",
        Two="@Component class Two implements Store { public void put() { Out.send(\"two\"); } }",
        Late="@Component class Late { void run() { Out.send(\"late\"); } }",
        Routes="@RestController class Routes { @Autowired List<Store> all; @Autowired Provider<Late> late;\n"
        "@Autowired Map<String, Store> named;\n@GetMapping void get() { for (Store s : all) s.put();\n"
        "late.get().run(); }\n"
        "@GetMapping void other(String name) { named.get(name).put(); Out.send(\"named\"); } }",
    )  # fmt: skip
    assert sent(facts) == ["late", "named", "one", "two"]
    assert {"a.One.put", "a.Two.put"} <= reached(facts)


def test_properties_that_are_variables(tmp_path: Path) -> None:
    """A property that is named as a variable is one; others are not told."""
    facts = followed(
        tmp_path, "spring",
        Routes="@RestController class Routes { @Value(\"${TABLE}\") String table; @Value(\"${a.b}\") String other;\n"
        "@ConfigProperty(defaultValue = \"x\", name = \"QUEUE\") String queue; @Value(\"${MODE:fast}\") String mode;\n"
        "@GetMapping void get() { Out.send(table); Out.send(other); Out.send(queue); Out.send(mode); } }",
    )  # fmt: skip
    assert sent(facts) == ["$MODE:fast", "$QUEUE", "$TABLE", "?"]
    assert {read.name for read in facts.environment} == {"TABLE", "QUEUE", "MODE"}


def test_what_a_framework_does_by_itself(tmp_path: Path) -> None:
    """It makes objects and tells them when it begins, listens or stops; types of its own have methods that it calls."""
    facts = followed(
        tmp_path, "spring",
        Life="@Component class Life { Life() { Out.send(\"made\"); }\n"
        "@PostConstruct void begin() { Out.send(\"begin\"); }\n"
        "@EventListener void on(Object e) { Out.send(\"event\"); } }",
        Runner="@Component class Runner implements x.CommandLineRunner {\n"
        "public void run(String... args) { Out.send(\"run\"); } }",
        Api="@Component class Api implements x.Filter {\n"
        "@Override public void filter(Object o) { Out.send(\"filter\"); }\n"
        "public void own() { Out.send(\"own\"); } }",
        Fn="@Component class Fn implements java.util.function.Function<A, B> {\n"
        "public B apply(A a) { Out.send(\"apply\"); return null; } }",
    )  # fmt: skip
    assert sent(facts) == ["begin", "event", "filter", "made", "run"]


def test_calls_find_what_others_have_done_or_not(tmp_path: Path) -> None:
    """What is done once at the start is done for all; what one route leaves in an object another may find."""
    facts = followed(
        tmp_path, "spring",
        Routes="@RestController class Routes { String held = \"first\"; String once;\n"
        "@GetMapping void a() { held = \"a\"; }\n@GetMapping void b() { Out.send(held); Out.send(once); }\n"
        "@PostConstruct void begin() { once = \"once\"; } }",
    )  # fmt: skip
    assert sent(facts) == ["a|first", "once"]


def test_what_a_library_makes_at_run_time_is_a_gap(tmp_path: Path) -> None:
    """An interface that nothing implements is said, once it is injected."""
    facts = followed(
        tmp_path, "spring",
        Store="interface Store extends x.CrudRepository<A, B> { }",
        Routes="@RestController class Routes { @Autowired Store store; @GetMapping void get() { store.save(null); } }",
    )  # fmt: skip
    assert [one.reason for one in facts.unresolved] == ["what makes a.Store is not in the folder"]


_BEANS = (
    "@Configuration class Config { @Bean Function<A, B> make() { return a -> { Out.send(\"make\"); return null; }; }\n"
    "@Bean Supplier<A> give() { return () -> { Out.send(\"give\"); return null; }; }\n"
    "@Bean Consumer<A> take() { return this::taken; } void taken(A a) { Out.send(\"take\"); } }"
)  # fmt: skip
_CLASS = '@Component class Audit implements Consumer<A> { public void accept(A a) { Out.send("audit"); } }'
_WEB = '@RestController class Web { @GetMapping void get() { Out.send("web"); } }'


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("", ["audit", "give", "make", "take"]),
        ("give", ["give"]),
        ("make|audit", ["audit", "make"]),
        ("functionRouter", ["audit", "give", "make", "take"]),
    ],
)
def test_functions_that_spring_calls(tmp_path: Path, chosen: str, told: list[str]) -> None:
    """What factory methods give and classes that are functions: the ones that are named, else all; no routes."""
    java = "import java.util.function.*;\n"
    facts = followed(tmp_path, "function", chosen, Config=java + _BEANS, Audit=java + _CLASS, Web=_WEB)
    assert sent(facts) == told


@pytest.mark.parametrize(("chosen", "told"), [("", ["one", "two, ?"]), ("second", ["two, ?"]), ("one", ["one"])])
def test_handlers_that_quarkus_calls(tmp_path: Path, chosen: str, told: list[str]) -> None:
    """Those that are named, else all; each by its own method with the event."""
    lambdas = "import com.amazonaws.services.lambda.runtime.*;\n"
    facts = followed(
        tmp_path, "quarkus", chosen,
        One=lambdas + "class One implements RequestHandler<String, A> { public A handleRequest(String s, Context c) {\n"
        "Out.send(\"one\"); return null; } }",
        Two=lambdas + "@Named(\"second\") class Two implements RequestStreamHandler {\n"
        "public void handleRequest(InputStream i, OutputStream o, Context c) { Out.send(\"two\", i); } }",
    )  # fmt: skip
    assert sent(facts) == told


_STREAM = "public class App implements com.amazonaws.services.lambda.runtime.RequestStreamHandler {{ {body} }}"
_PROXY = "com.amazonaws.serverless.proxy."


@pytest.mark.parametrize(
    "body",
    [
        f"static final Object h = {_PROXY}spring.SpringBootLambdaContainerHandler.getAwsProxyHandler(Main.class);\n"
        "public void handleRequest(InputStream i, OutputStream o, Context c) { }",
        "public void handleRequest(InputStream i, OutputStream o, Context c) {\n"
        f"new {_PROXY}spring.SpringBootProxyHandlerBuilder<A>().springBootApplication(Main.class).build(); }}",
        "public void handleRequest(InputStream i, OutputStream o, Context c) {\n"
        f"{_PROXY}jersey.JerseyLambdaContainerHandler.getAwsProxyHandler(new x.ResourceConfig()); }}",
        "public void handleRequest(InputStream i, OutputStream o, Context c) {\n"
        "new io.micronaut.function.aws.proxy.MicronautLambdaHandler(); }",
    ],
)
def test_a_handler_that_starts_a_container(tmp_path: Path, body: str) -> None:
    """An own handler that hands its main class to a framework, or makes the framework's container, starts it."""
    main = "@SpringBootApplication class Main { }"
    facts = program(tmp_path, App=_STREAM.format(body=body), Main=main, Web=_OUT + _WEB).facts()
    assert sent(facts) == ["web"]


def test_a_handler_that_extends_a_framework_s(tmp_path: Path) -> None:
    """Its own method is called with things injected; one without any inherits what the framework does."""
    app = (
        "class App extends io.micronaut.function.aws.MicronautRequestHandler<A, B> { @Inject Out out;\n"
        "@Override public B execute(A a) { out.send(\"own\"); return null; } }"
    )  # fmt: skip
    config = '@Factory class Config { @Bean Out out() { return Out.made("x"); } }'
    facts = program(tmp_path, App=_OUT + app, Config=_OUT + config, Web=_OUT + _WEB).facts()
    assert (sent(facts), sent(facts, "made")) == (["own"], ["x"])
    java = "import java.util.function.*;\n"
    app = "class App extends org.springframework.cloud.function.adapter.aws.FunctionInvoker { }"
    facts = program(tmp_path, App=app, Config=_OUT + java + _BEANS).facts()
    assert sent(facts) == ["give", "make", "take"]
    assert facts.unresolved == ()


@pytest.mark.parametrize(
    ("mark", "told"),
    [("", ["inside"]), ('@ComponentScan("a.c")', ["inside", "outside"])],
)
def test_the_package_of_the_application(tmp_path: Path, mark: str, told: list[str]) -> None:
    """Classes outside of it are not the application's, unless it says where else they are."""
    web = {"b__Web": _OUT + _WEB.replace("web", "inside"), "c__Web": _OUT + _WEB.replace("web", "outside")}
    program(tmp_path, b__App=f"{mark.replace('@', '@x.')} {_APP}", **web)
    entry = Entry(Language.JAVA, "a/b/App.java", "App", (".",), "framework", framework="spring")
    assert sent(facts_of(entry, Sources(Tree(tmp_path)))) == told
