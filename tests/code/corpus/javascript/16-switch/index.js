const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});
const PREFIX = "https://sqs.eu-west-1.amazonaws.com/123456789012";

function queueFor(kind) {
  let queue;
  switch (kind) {
    case "invoice":
    case "receipt":
      queue = "billing";
      break;
    case "parcel":
      return `${PREFIX}/shipping`;
    default:
      queue = "other";
  }
  return `${PREFIX}/${queue}`;
}

exports.handler = async (event) => {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueFor(event.kind), MessageBody: event.id }));
};
