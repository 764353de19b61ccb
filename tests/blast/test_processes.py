"""Business processes: how they are cut, named and filled."""

from __future__ import annotations

from ennead.graph.processes import processes_of
from ennead.model.data import Level
from tests.blast.making import TABLES, graph_of

HEAD = """
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1}}
"""


def fn(name: str, events: str = "", policies: str = "", variables: str = "") -> str:
    """A SAM function."""
    return f"""
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: x
      Events: {{{events}}}
      Policies: [{policies}]
      Environment: {{Variables: {{{variables}}}}}
"""


def route(label: str, method: str, path: str) -> str:
    """An event that is a route of the API."""
    return f'{label}: {{Type: Api, Properties: {{RestApiId: !Ref Api, Method: {method}, Path: "{path}"}}}}'


def chains(text: str) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """By name: entries, functions, stores, without their kinds."""
    return {
        one.name: (
            [each.partition("/")[2] for each in one.entries],
            [each.partition("/")[2] for each in one.functions],
            [each.partition("/")[2] for each in one.stores],
        )
        for one in processes_of(graph_of(text))
    }


CRUD = "{DynamoDBCrudPolicy: {TableName: !Ref Orders}}"


def test_routes_of_one_resource_are_one_process() -> None:
    """They are named after what their paths share, and end at the stores their function uses."""
    events = ", ".join([route("A", "GET", "/orders"), route("B", "POST", "/orders/{id}/lines")])
    assert chains(HEAD + TABLES + fn("OrdersFunction", events, CRUD)) == {
        "orders": (["GET /orders", "POST /orders/{id}/lines"], ["OrdersFunction"], ["Orders"])
    }


def test_resources_of_one_function_are_two() -> None:
    """One function behind two resources does two things."""
    events = ", ".join([route("A", "GET", "/orders"), route("B", "GET", "/members")])
    assert list(chains(HEAD + TABLES + fn("Api1Function", events, CRUD))) == ["members", "orders"]


def test_a_process_goes_on_over_a_queue() -> None:
    """What a function may send to by name belongs to it, with the function that polls and its stores."""
    text = HEAD + TABLES + "  Jobs: {Type: AWS::SQS::Queue}\n"
    text += fn("Place", route("A", "POST", "/orders"), "{SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}}")
    text += fn("Work", "J: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}", CRUD)
    assert chains(text) == {"orders": (["POST /orders"], ["Place", "Work"], ["Jobs", "Orders"])}


def test_a_wildcard_says_nothing() -> None:
    """A right to every table and every function makes no store and no function part of a process."""
    policies = '{Statement: [{Effect: Allow, Action: ["dynamodb:*", "lambda:InvokeFunction"], Resource: "*"}]}'
    found = chains(HEAD + TABLES + fn("Look", route("A", "GET", "/look"), policies) + fn("Other"))
    assert found["look"] == (["GET /look"], ["Look"], [])


def test_a_variable_says_what_is_used() -> None:
    """A store that a variable names is used."""
    text = HEAD + TABLES + fn("Look", route("A", "GET", "/look"), variables="TABLE: !Ref Users")
    assert chains(text)["look"][2] == ["Users"]


def test_entries_that_are_no_routes_are_named_after_the_function() -> None:
    """A schedule starts a process called like its function."""
    text = fn("NightlyReportFunction", "T: {Type: Schedule, Properties: {Schedule: rate(1 day)}}")
    assert chains(text) == {"nightly report": (["NightlyReportFunctionT"], ["NightlyReportFunction"], [])}


def test_a_function_without_entry_is_a_process() -> None:
    """What nothing declared starts is not lost; what it leads to does not stand again."""
    text = fn("First", policies="{LambdaInvokePolicy: {FunctionName: !Ref Second}}") + fn("Second")
    assert chains(text) == {"first": ([], ["First", "Second"], [])}


def test_a_catch_all_is_named_after_the_function() -> None:
    """A path without a word of its own names nothing."""
    assert list(chains(HEAD + fn("ShopFunction", route("A", "ANY", "/{proxy+}")))) == ["shop"]


def test_names_are_told_apart() -> None:
    """Two processes of one name say by which function."""
    text = HEAD + fn("A", route("A", "GET", "/orders")) + fn("B", route("B", "POST", "/orders"))
    assert list(chains(text)) == ["orders (A)", "orders (B)"]


def test_what_a_process_handles() -> None:
    """It has the classes of its stores and the highest level of each aim."""
    (one,) = processes_of(graph_of(HEAD + TABLES + fn("F", route("A", "GET", "/orders"), CRUD)))
    assert one.title == "GET /orders → F → Orders"
    assert one.data_classes == ("personal", "financial")
    assert one.value is not None
    assert one.value.highest is Level.HIGH


def test_loops_end() -> None:
    """A process that feeds itself is told once, with its function and its queue."""
    send = "{SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}}"
    text = "  Jobs: {Type: AWS::SQS::Queue}\n"
    text += fn("Work", "J: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}", send)
    assert chains(text) == {"work": (["Jobs"], ["Work"], ["Jobs"])}
