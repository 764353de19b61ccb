"""The work of a day."""

import json
import os


def start(states, events, day):
    machine = os.getenv("MACHINE_ARN")
    run = states.start_execution(stateMachineArn=machine, input=json.dumps({"day": day}))
    events.put_events(
        Entries=[
            {
                "EventBusName": os.getenv("BUS", "default"),
                "Source": "work",
                "DetailType": "started",
                "Detail": json.dumps({"run": run["executionArn"]}),
            }
        ]
    )
