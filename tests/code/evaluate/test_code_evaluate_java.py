"""Java programs are followed from the handler: names, classes, overloads, types, and what the library does."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ennead.code.entry import Entry, Tree
from ennead.code.evaluate.modules import Sources
from ennead.code.evaluate.run import facts_of
from ennead.code.facts import Facts
from ennead.code.ir import Language
from ennead.code.values import Choice, Env, Known, Made, Member, Own, Place, Record, Value, Words, full_name


class Program(NamedTuple):
    """A folder with the files of a program."""

    folder: Path

    def facts(self, name: str = "App.handleRequest", file: str = "a/App.java") -> Facts:
        """What its handler does."""
        return facts_of(Entry(Language.JAVA, file, name, (".",), "code"), Sources(Tree(self.folder)))


def program(folder: Path, **files: str) -> Program:
    """Write `App="..."` to `a/App.java`, in the package `a`, and a name with `__` to the package below."""
    for name, text in files.items():
        package, _, cls = f"a__{name}".rpartition("__")
        path = folder / package.replace("__", "/") / f"{cls}.java"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"package {package.replace('__', '.')};\n{text}")
    return Program(folder)


def shown(value: Value) -> str:
    """A value in few words."""
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Env):
        return f"${value.name}" + (f":{shown(value.default)}" if value.default is not None else "")
    if isinstance(value, Words):
        return "".join(shown(part) for part in value.parts)
    if isinstance(value, Choice):
        return "|".join(sorted(shown(one) for one in value.options))
    return "?"


def sent(facts: Facts, name: str = "send") -> list[str]:
    """What `x.send(...)` is called with, wherever that is."""
    return sorted(
        ", ".join(shown(arg) for arg in call.args)
        for call in facts.calls
        if (isinstance(call.callee, Member) and call.callee.name == name)
        or (full_name(call.callee) or "").endswith(f".{name}")
    )


def reached(facts: Facts) -> set[str]:
    """The names of what is reached."""
    return {one.name for one in facts.reached}


def handler(body: str, more: str = "", imports: str = "") -> str:
    """A handler's class with an outside client `out`."""
    return f"""
import org.lib.Out;
import java.util.*;
{imports}
public class App {{
  private final Out out = new Out();
  public String handleRequest(Map<String, String> event, Object context) {{ {body} return "x"; }}
  {more}
}}
"""


def test_locals_fields_and_statics_are_found(tmp_path: Path) -> None:
    """A bare name is a local, then a field, then a static field of the class or one above it."""
    app = handler(
        'String local = "l"; out.send(local + field + FIXED + ABOVE);',
        'String field = "f"; static final String FIXED = "s";',
    ).replace("class App", "class App extends Base")
    facts = program(tmp_path, App=app, Base='class Base { static String ABOVE = "a"; }').facts()
    assert sent(facts) == ["lfsa"]
    assert facts.modules == ("a/App.java", "a/Base.java")
    assert facts.packages == ("org.lib.Out", "java.util")


def test_fields_and_methods_have_names_of_their_own(tmp_path: Path) -> None:
    """A method of the name of a field is called, and the field read."""
    app = handler("out.send(table() + table + this.table());", 'String table = "t"; String table() { return "m"; }')
    assert sent(program(tmp_path, App=app).facts()) == ["mtm"]


def test_overloads_are_told_by_number_and_type(tmp_path: Path) -> None:
    """Of the methods of a name, those that take such arguments are called."""
    more = """
    void f(String a) { out.send("text"); } void f(int a) { out.send("number"); }
    void f(Map<String, String> a) { out.send("map"); }
    void f(String a, String b) { out.send("two"); } void f(String a, Object... b) { out.send("many"); }
    void f(Runnable a) { out.send("lambda"); }"""
    app = handler('f("a"); f(1); f(Map.of()); f("a", "b"); f("a", 1, 2); f(() -> {});', more)
    assert sent(program(tmp_path, App=app).facts()) == ["lambda", "many", "map", "number", "text", "two"]


def test_constructors_run_from_the_top_with_fields_between(tmp_path: Path) -> None:
    """The class above is made first, then the fields, then the body; `this(...)` hands on."""
    files = {
        "Base": 'class Base { protected final String name; Base(String name) { this.name = name + "!"; } }',
        "Sub": """class Sub extends Base { String full = name + "-full";
            Sub() { this("given"); } Sub(String x) { super(x); full = full + "-body"; } }""",
    }
    facts = program(tmp_path, App=handler("out.send(new Sub().full);"), **files).facts()
    assert sent(facts) == ["given!-full-body"]
    assert {"a.Base.<init>", "a.Sub.<init>"} <= reached(facts)


def test_inner_and_anonymous_classes_see_what_is_around(tmp_path: Path) -> None:
    """An inner class reads the fields of its outer object, an anonymous one the locals of its method too."""
    more = """
    String table = "outer";
    class Inner { String table = "inner"; void go() { out.send(table + App.this.table); } }
    interface Job { void go(); }"""
    body = """new Inner().go(); this.new Inner().go(); String local = "local";
    Job job = new Job() { public void go() { out.send(local + table); } }; job.go();"""
    facts = program(tmp_path, App=handler(body, more)).facts()
    assert sent(facts) == ["innerouter", "localouter"]
    assert "a.App.handleRequest.<anonymous>.go" in reached(facts)


def test_enumerations_have_constants_with_fields_and_names(tmp_path: Path) -> None:
    """Constants carry what their constructor was given; `name`, `values`, `valueOf` and `switch` know them."""
    kind = """enum Kind { NEWS("n"), ALERTS("a") { String show() { return "own"; } }; final String key;
      Kind(String key) { this.key = key; } String show() { return "all"; }
      String topic() { return switch (this) { case NEWS -> "t-news"; case ALERTS -> "t-alerts"; }; } }"""
    body = """out.send(Kind.NEWS.key + Kind.NEWS.name() + Kind.NEWS.show()); out.send(Kind.ALERTS.show());
    out.send(Kind.NEWS.topic()); out.send(Kind.valueOf("ALERTS").key); out.send(Kind.valueOf(event.get("k")).key);
    for (Kind kind : Kind.values()) { out.send("each-" + kind.key); }"""
    facts = program(tmp_path, App=handler(body), Kind=kind).facts()
    assert sent(facts) == ["a", "a|n", "each-a|each-n", "nNEWSall", "own", "t-news"]


def test_interfaces_that_are_injected_are_their_implementers(tmp_path: Path) -> None:
    """A constructor's parameter of an own interface is any object of the classes below it, found in the folder."""
    files = {
        "Store": 'interface Store { void save(); default String kind() { return "default"; } }',
        "One": "class One implements Store { private final org.lib.Out out; One(org.lib.Out o) { out = o; }\n"
        'public void save() { out.send("one-" + kind()); } }',
        "more__Two": "import a.Store; import org.lib.Out; public class Two implements Store {\n"
        '@Override public void save() { new Out().send("two"); } }',
        "Never": "class Never { public void save() {} }",
    }
    app = handler("store.save();", "private final Store store; @Inject App(Store store) { this.store = store; }")
    facts = program(tmp_path, App=app, **files).facts()
    assert sent(facts) == ["one-default", "two"]
    assert "a.Never.save" not in reached(facts)


def test_objects_that_are_read_have_the_value_behind_their_fields(tmp_path: Path) -> None:
    """A part of the event that is declared as an own class is an object of it, and its getters are reached."""
    files = {"Order": "class Order { private String id; String getId() { return id; } }"}
    app = handler(
        'Order order = mapper.readValue(event.get("body"), Order.class); out.send(order.getId());', "Object mapper;"
    )
    facts = program(tmp_path, App=app, **files).facts()
    assert "a.Order.getId" in reached(facts)
    (call,) = [one for one in facts.calls if isinstance(one.callee, Member) and one.callee.name == "send"]
    assert isinstance(call.args[0], Member)
    assert call.args[0].name == "id"


def test_the_environment_is_read_with_what_stands_in(tmp_path: Path) -> None:
    """`getenv`, its map, `Optional` and `Objects` give the variable with its default."""
    body = """out.send(System.getenv("A")); out.send(System.getenv().getOrDefault("B", "b"));
    out.send(Optional.ofNullable(System.getenv("C")).orElse("c")); out.send(Objects.requireNonNull(System.getenv("D")));
    out.send(System.getenv().get("E")); String f = System.getenv("F"); out.send(f == null ? "f" : f);"""
    facts = program(tmp_path, App=handler(body)).facts()
    assert sent(facts) == ["$A", "$B:b", "$C:c", "$D", "$E", "$F|f"]
    assert [one.name for one in facts.environment] == ["A", "B", "C", "D", "E", "F"]
    assert not any(one.required for one in facts.environment)


def test_text_is_put_together(tmp_path: Path) -> None:
    """Formats, builders and methods of constant text give text."""
    body = """out.send(String.format("a-%s-%d", "b", 3)); out.send("x-%s".formatted("y"));
    out.send(String.join("/", "p", "q"));
    out.send(new StringBuilder("s").append("b").append(1).toString()); out.send("Low".toLowerCase().concat("!"));
    out.send("a,b".split(",")[1]); out.send(java.text.MessageFormat.format("{1}{0}", "v", "w"));"""
    assert sent(program(tmp_path, App=handler(body)).facts()) == ["a-b-3", "b", "low!", "p/q", "sb1", "wv", "x-y"]


def test_containers_and_streams_hand_on_what_they_hold(tmp_path: Path) -> None:
    """Lists and maps give back what was put in, streams call their functions with it."""
    body = """List<String> names = new ArrayList<>(); names.add("a"); names.add("b");
    names.stream().map(n -> "m-" + n).forEach(n -> out.send(n)); Map<String, String> map = new HashMap<>();
    map.put("k", "v");
    out.send(map.get("k")); map.forEach((k, v) -> out.send(k + v));
    for (var e : map.entrySet()) out.send(e.getKey() + "=" + e.getValue());
    out.send(List.of("z").get(0)); out.send(Map.of("one", "1").get("one")); Arrays.asList("q").forEach(this::show);"""
    facts = program(tmp_path, App=handler(body, 'void show(String s) { out.send("show-" + s); }')).facts()
    assert sent(facts) == ["1", "k=v", "kv", "m-a", "m-b", "show-q", "v", "z"]


def test_futures_and_executors_run_what_they_are_given(tmp_path: Path) -> None:
    """A task's value is what its future gives."""
    imports = "import java.util.concurrent.*;"
    body = """out.send(CompletableFuture.supplyAsync(() -> "s").thenApply(x -> x + "t").join());
    pool.submit(() -> out.send("lambda"));
    pool.execute(new Task()); new Thread(this::run).start(); new Worker().start();
    pool.invokeAll(List.of(() -> { out.send("all"); return 1; }));"""
    more = """ExecutorService pool; void run() { out.send("thread"); }
    class Task implements Runnable { public void run() { out.send("task"); }
    public void never() { out.send("never"); } }
    class Worker extends Thread { @Override public void run() { out.send("worker"); } }"""
    facts = program(tmp_path, App=handler(body, more, imports)).facts()
    assert sent(facts) == ["all", "lambda", "st", "task", "thread", "worker"]


def test_lambdas_stand_for_the_applications_own_interfaces(tmp_path: Path) -> None:
    """Any method of the interface calls the lambda; one with a body is called itself."""
    files = {
        "Step": """interface Step { String go(String x); default String twice(String x) { return go(go(x)); }
        static Step named(String n) { return x -> x + n; } }""",
    }
    body = """Step step = x -> x + "!"; out.send(step.go("a")); out.send(step.twice("b"));
    out.send(Step.named("n").go("c"));"""
    assert sent(program(tmp_path, App=handler(body), **files).facts()) == ["a!", "b!!", "cn"]


def test_functions_are_composed_and_references_bound(tmp_path: Path) -> None:
    """`andThen` calls one after the other; `T::m` is called on what it is given, `T::new` makes one."""
    imports = "import java.util.function.*;"
    body = """Function<String, String> f = x -> x + "1"; out.send(f.andThen(x -> x + "2").apply("a"));
    List.of(new Item("i")).stream().map(Item::name).forEach(out::send); Function<String, Item> make = Item::new;
    out.send(make.apply("made").name());"""
    facts = program(tmp_path, App=handler(body, "record Item(String name) {}", imports)).facts()
    assert sent(facts) == ["a12", "i", "made"]
    assert not any("Item" in name for name in reached(facts)), "what records have without writing it is not reached"


def test_outside_functions_are_handed_what_calls_them(tmp_path: Path) -> None:
    """A lambda that is handed to something outside is called with an element of it, an object by what it overrides."""
    body = 'out.each(b -> b.send("lambda")); out.listen(new Own());'
    more = """class Own implements org.lib.Listener { @Override public void onEvent(String x) { out.send("event"); }
    @Override public String toString() { out.send("never"); return ""; } public void other() { out.send("other"); } }"""
    assert sent(program(tmp_path, App=handler(body, more)).facts()) == ["event", "lambda"]


def test_what_a_class_does_first_holds_on_all_ways(tmp_path: Path) -> None:
    """Static fields that are first met on one branch are there on the other."""
    files = {
        "Config": 'class Config { static final String T; static { T = "t" + Other.U; } }',
        "Other": 'class Other { static String U = "u"; }',
    }
    body = """if (event.isEmpty()) { out.send("1" + Config.T); } else { out.send("2" + Config.T); }
    out.send("3" + Config.T);"""
    assert sent(program(tmp_path, App=handler(body), **files).facts()) == ["1tu", "2tu", "3tu"]


def test_imports_bring_classes_and_members(tmp_path: Path) -> None:
    """Single, static and whole imports find own classes first, then the language's, then any outside."""
    files = {
        "x__Names": """public class Names { public static final String N = "n";
        public static String of(String s) { return "of-" + s; } }""",
        "y__Deep": 'public class Deep { public static class In { public static String V = "v"; } }',
    }
    imports = "import static a.x.Names.N; import static a.x.Names.*; import a.y.*; import com.one.*; import com.two.*;"
    body = 'out.send(N + of("m") + Deep.In.V + a.y.Deep.In.V); new Thing().send(); java.net.URI.send("u");'
    facts = program(tmp_path, App=handler(body, "", imports), **files).facts()
    assert sent(facts) == ["", "", "nof-mvv", "u"]
    made = [full_name(call.callee) for call in facts.calls if call.new]
    assert made == ["org.lib.Out", "com.one.Thing", "com.two.Thing"]


def test_reflection_is_followed_where_it_is_told(tmp_path: Path) -> None:
    """A class by a constant name is made and called; others are told as not followed."""
    files = {"Job": 'public class Job { public void go() { new org.lib.Out().send("job"); } }'}
    body = """Job job = (Job) Class.forName("a.Job").getDeclaredConstructor().newInstance(); job.go();
    Job.class.getMethod("go").invoke(job);
    Object other = Class.forName(event.get("c")); other.getClass().getMethod("x").invoke(other);
    ServiceLoader.load(Plug.class).forEach(p -> p.go());"""
    more = """interface Plug { void go(); }
    static class Real implements Plug { public void go() { new Out().send("plug"); } }"""
    facts = program(tmp_path, App=handler(body, more), **files).facts()
    assert sent(facts) == ["job", "plug"]
    assert [one.klass for one in facts.unresolved] == ["dynamic", "dynamic"]


def test_the_handler_may_be_inherited_or_nested(tmp_path: Path) -> None:
    """The method is found in the line of classes, in a class inside of another, and by its default name."""
    files = {
        "Base": """import org.lib.Out; abstract class Base { public void handleRequest(java.io.InputStream in,
    java.io.OutputStream o,
        com.amazonaws.services.lambda.runtime.Context c) { new Out().send(name()); o.write(1); c.done(in); }
    abstract String name(); }""",
        "App": """public class App extends Base { String name() { return "app"; }
        static class In { void go(String e) { new org.lib.Out().send("in"); } } }""",
    }
    made = program(tmp_path, **files)
    facts = made.facts()
    assert sent(facts) == ["app"]
    assert sorted(str(type(call.callee.of).__name__) for call in facts.calls if isinstance(call.callee, Member)) == [
        "Event",
        "Made",
        "Typed",
    ]
    assert sent(made.facts("App.In.go")) == ["in"]
    assert [one.klass for one in made.facts("App.none").unresolved] == ["handler"]


def test_branches_keep_what_each_of_them_does(tmp_path: Path) -> None:
    """What is chosen by something untold may be either; a told condition takes one way."""
    body = """String t; if (event.isEmpty()) { t = "a"; } else { t = "b"; } out.send(t);
    out.send("k".equals("k") ? "yes" : "no");
    if (event != null && out.ok()) { out.send("and"); } String u = "0"; for (String x : List.of("p")) { u = x;
    } out.send(u);"""
    assert sent(program(tmp_path, App=handler(body)).facts()) == ["0|p", "and", "a|b", "yes"]


def test_lambdas_see_what_has_changed_around_them(tmp_path: Path) -> None:
    """The same method with other arguments hands other values to its lambda."""
    body = 'put("1"); put("2"); put("3"); put("4");'
    facts = program(tmp_path, App=handler(body, "void put(String t) { out.each(b -> b.send(t)); }")).facts()
    assert sent(facts) == ["1", "2", "3", "4"]


def test_generated_getters_and_builders_are_fields(tmp_path: Path) -> None:
    """Members that an annotation writes read and write the fields they are named after."""
    files = {"Item": "@Data @Builder class Item { private String id; private boolean open; }"}
    body = """Item i = Item.builder().id("7").build(); out.send(i.getId()); Item j = new Item(); j.setId("8");
    out.send(j.getId());"""
    assert sent(program(tmp_path, App=handler(body), **files).facts()) == ["7", "8"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """Missing classes of the application, broken syntax and endless calls are told, and do not stop the rest."""
    app = handler(
        'out.send("1"); new Missing().go(); loop(1); out.send("2");',
        "int loop(int n) { return loop(n + 1) + other(n); } int other(int n) { return loop(n); }",
    )
    facts = program(tmp_path, App=app + "\nclass Broken { void x( }").facts()
    assert sent(facts) == ["1", "2"]
    assert {one.klass for one in facts.unresolved} == {"module", "syntax"}


def test_arrays_stand_for_many_arguments(tmp_path: Path) -> None:
    """Arrays are filled and gone through; a parameter for many takes the items of one."""
    body = (
        """String[] made = new String[2]; made[0] = "m"; out.send(made[0]); all("a", "b"); all(new String[] {"c"});"""
    )
    facts = program(tmp_path, App=handler(body, "void all(String... xs) { out.send(xs[0]); }")).facts()
    assert sent(facts) == ["a", "c", "m"]


def test_maps_keep_keys_that_are_no_text(tmp_path: Path) -> None:
    """An entry under a variable of the environment keeps its key."""
    body = """Map<String, String> map = new HashMap<>(); map.put(System.getenv("T"), "v");
    out.send(map, Map.of(System.getenv("U"), 1));"""
    facts = program(tmp_path, App=handler(body)).facts()
    (call,) = [one for one in facts.calls if isinstance(one.callee, Member) and one.callee.name == "send"]
    records = [arg for arg in call.args if isinstance(arg, Record)]
    assert [(shown(key), shown(value)) for record in records for key, value in record.entries] == [
        ("$T", "v"),
        ("$U", "1"),
    ]


def test_annotations_of_classes_are_noted(tmp_path: Path) -> None:
    """What an annotation says of a class is a call of what it makes, with the class."""
    files = {"Row": 'import org.lib.Table;\n@Table(name = Row.T) class Row { static final String T = "rows"; }'}
    facts = program(tmp_path, App=handler("out.load(Row.class);"), **files).facts()
    noted = [
        call
        for call in facts.calls
        if isinstance(call.callee, Made) and full_name(call.callee.callee) == "org.lib.Table"
    ]
    assert [(call.callee.keywords, call.args[0]) for call in noted if isinstance(call.callee, Made)] == [
        ((("name", Known("rows")),), Own("class", "a.Row", Place("a/Row.java", 3, 28)))
    ]


def test_objects_inside_of_themselves_end(tmp_path: Path) -> None:
    """Classes that make or extend each other without end are followed for a while."""
    files = {
        "B": 'class B extends C { B inner = new B(); void go() { new org.lib.Out().send("b"); } }',
        "C": "class C extends B {}",
    }
    assert sent(program(tmp_path, App=handler("new B().go();"), **files).facts()) == ["b"]
