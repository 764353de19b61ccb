const { SFNClient, StartExecutionCommand } = require("@aws-sdk/client-sfn");
const { withLog, retry } = require("./around");

const steps = new SFNClient({});

const start = async (event, context) => {
  const input = JSON.stringify({ ...event, requestId: context.awsRequestId });
  return retry(3, () =>
    steps.send(new StartExecutionCommand({ stateMachineArn: process.env.MACHINE_ARN, input })),
  );
};

exports.handler = withLog(start);
