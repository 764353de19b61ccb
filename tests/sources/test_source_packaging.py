"""What templates say of how code is built: inline code, SAM's metadata, images, layers."""

from __future__ import annotations

from ennead.graph.change.facts import facts
from ennead.model.app import Fragment, Function, Layer
from ennead.model.location import Location
from ennead.report.graph.plain import properties
from ennead.sources.text import fragment_of
from tests.sources.reading import SAM, one

SAM_FN = "Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n"


def read(text: str, path: str = "app/template.yaml") -> Fragment:
    """The fragment of a template below a folder."""
    return fragment_of(text, path=path)


def function(properties_of: str, metadata: str = "", head: str = SAM) -> Function:
    """The function of a SAM template with those properties and metadata (in one line each)."""
    text = f"{head}{SAM_FN}    Metadata: {{{metadata}}}\n    Properties: {{{properties_of}}}\n"
    return one(read(text), "function/Fn", Function)


def test_code_in_a_template_is_kept_with_its_place() -> None:
    """`ZipFile` and SAM's `InlineCode` are the function's code, and the place is that of their key."""
    plain = (
        "Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Handler: index.handler\n"
        "      Runtime: python3.13\n      Code:\n        ZipFile: |\n          def handler(event, context):\n"
        "              return 1\n"
    )
    fn = one(read(plain), "function/Fn", Function)
    assert (fn.inline, fn.code) == ("def handler(event, context):\n    return 1\n", None)
    assert fn.inline_at
    assert (fn.inline_at.path, fn.inline_at.line) == ("app/template.yaml", 8)
    sam = (
        f"{SAM}{SAM_FN}    Properties:\n      Runtime: nodejs22.x\n      Handler: index.handler\n"
        "      InlineCode: exports.handler = 1\n"
    )
    fn = one(read(sam), "function/Fn", Function)
    assert (fn.inline, fn.inline_at and fn.inline_at.line) == ("exports.handler = 1", 8)


def test_metadata_of_builds() -> None:
    """Entry points, makefiles, Dockerfiles with their paths relative to the scanned folder."""
    base = "Handler: app.handler, Runtime: nodejs22.x, CodeUri: src/"
    esbuild = "BuildMethod: esbuild, BuildProperties: {EntryPoints: [app.ts, other.ts]}"
    assert function(base, esbuild).packaging == (("build", "esbuild"), ("entry", "app.ts"), ("entry", "other.ts"))
    makefile = "BuildMethod: makefile, BuildProperties: {WorkingDirectory: ../build}"
    assert function(base, makefile).packaging == (("build", "makefile"), ("makefile", "build/Makefile"))
    image = "Dockerfile: fn/Dockerfile, DockerContext: ./src, DockerBuildTarget: run"
    config = "PackageType: Image, ImageConfig: {Command: [app.handler], EntryPoint: [/run, x]}"
    assert function(config, image).packaging == (
        ("context", "app/src"), ("dockerfile", "fn/Dockerfile"), ("target", "run"), ("entrypoint", "/run"),
        ("entrypoint", "x"), ("command", "app.handler"),
    )  # fmt: skip


def test_the_template_s_folder_is_the_code_where_sam_is_told_no_other() -> None:
    """A SAM function without `CodeUri` is built of the template's folder; its `code` stays unsaid."""
    fn = function("Handler: src/app.handler, Runtime: nodejs22.x")
    assert (fn.code, fn.packaging) == (None, (("base", "app"),))
    assert function("Handler: a.b, Runtime: nodejs22.x, CodeUri: 's3://b/k'").packaging == ()
    inherited = f"{SAM}Globals: {{Function: {{CodeUri: lib/}}}}\n"
    assert function("Handler: a.b, Runtime: nodejs22.x", head=inherited).packaging == ()


def test_layers_have_the_folder_they_are_made_of() -> None:
    """`ContentUri`, and a local `Content`, relative to the scanned folder; a bucket's is unsaid."""
    text = (
        f"{SAM}Resources:\n  A: {{Type: AWS::Serverless::LayerVersion, Properties: {{ContentUri: layers/a}}}}\n"
        "  B: {Type: AWS::Lambda::LayerVersion, Properties: {Content: ../b}}\n"
        "  C: {Type: AWS::Lambda::LayerVersion, Properties: {Content: {S3Bucket: b, S3Key: k}}}\n"
    )
    found = {node.logical_id: node.code for node in read(text).nodes if isinstance(node, Layer)}
    assert found == {"A": "app/layers/a", "B": "b", "C": None}


def test_code_and_packaging_stay_out_of_documents_and_comparisons() -> None:
    """What only a reader of code needs is neither in the graph's document nor a change of the function."""
    at = Location("t.yaml", 3)
    packaging = (("build", "esbuild"),)
    fn = Function(id="function/Fn", name="Fn", inline="x = 'secret'", inline_at=at, packaging=packaging)
    assert properties(fn, lambda text: text) == {}
    bare = Function(id="function/Fn", name="Fn")
    assert facts(fn) == facts(bare)
    assert properties(Layer(id="layer/L", name="L", code="layers/l"), lambda text: text) == {"code": "layers/l"}
