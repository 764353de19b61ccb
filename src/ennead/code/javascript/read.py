"""A JavaScript or TypeScript file to the common form.

What the common form leaves open is settled so:

- `at` of a call or a member access is where the whole expression starts (`client` of `client.send(...)`); functions and
  classes are where they are written, `end` is the place of their last character.
- Functions that are assigned (`const f = () => 1`, `exports.f = ...`) have no name of their own.
- `require("x")` is a plain call, `import("x")` a call of the name `import`, `import x = require("x")` a `const`.
  `export = x` sets `module.exports`.  Names that are imported as types beside others are an `Import` of their own.
- `a + b + c`, `a || b || c` (also `&&`, `??`) have all operands side by side; other operators have two.
- `void x` is undefined, `(0, f)` is `f`; other commas are `Other("sequence")` with the value last, but those of
  statements are statements before it.  As statements `a && b()` and `t ? a() : b()` are `If`.
- `x++` as a value is `Bind(x, x + 1) - 1`.  `a = b = 1` as a statement is two assignments of the constant.
- A tag is called with the `Items` of its fixed texts, then the values.  Regular expressions keep their slashes.
- `for (x in y)` goes through `Object.keys(y)`.  `for await` is as `for`.  What `for (let ...;;)` declares is in a
  `Block` with the loop.  Labels are left out; a block that has one is a loop that runs once.
- `using` is `const`.  What `[a, , b]` leaves out is undefined, in a pattern `Other("hole")`.
- Keys of objects are text, but numbers stay numbers.  Getters and setters are functions as values of their keys.
- Members of a class with a computed name are `Other("computed member")` with the name and the value, in `setup`;
  `[Symbol.iterator]` and the like are names as written.  A static getter is a getter.  `#x` keeps its `#`.
- JSX is `Other("jsx")` of the component, the attributes' values and the children.
- Enums are static fields.  An interface, and a type that is written as an object, is an interface; both are dropped
  where a value has the name.  Namespaces: see `typed.py`.  `declare` makes nothing, `implements` is dropped.
- Decorators of parameters are `Other("parameter decorator")` after the function's own.
- `x as T` and `<T>x` are casts; `x!`, `x as const` and `x satisfies T` are `x`.
"""

from __future__ import annotations

from ennead.code.ir import Language, Module
from ennead.code.javascript.faults import note_faults
from ennead.code.javascript.grammar import grammar_of, parsed
from ennead.code.javascript.reader import Reader
from ennead.code.javascript.tables import EFFECTS, EXPRESSIONS, STATEMENTS
from ennead.code.javascript.typed import settled


def read(text: str, path: str) -> Module:
    """The module of a file, by the grammar that its suffix names (javascript where it names none).

    Never raises for what the text holds: what does not parse, or is nested too deep, is a `Problem`, and what stands
    around it is read.
    """
    source = text.removeprefix("\ufeff").encode("utf-8", "replace")
    root = parsed(source, grammar_of(path)).root_node
    reader = Reader(source, source.isascii(), EXPRESSIONS, STATEMENTS, EFFECTS, settled)
    if root.has_error:
        note_faults(reader, root)
    return Module(path, Language.JAVASCRIPT, reader.body(root, 0), tuple(sorted(reader.problems)))
