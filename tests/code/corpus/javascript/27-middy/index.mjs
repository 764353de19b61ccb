import middy from "@middy/core";
import ssm from "@middy/ssm";
import secretsManager from "@middy/secrets-manager";
import jsonBodyParser from "@middy/http-json-body-parser";
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";

const sqs = new SQSClient({});

const accept = async (event, context) => {
  const message = { ...event.body, token: context.token };
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.ACCEPTED, MessageBody: JSON.stringify(message) }));
  return { statusCode: 202 };
};

export const handler = middy(accept)
  .use(jsonBodyParser())
  .use(ssm({ fetchData: { level: "/shop/level" }, setToContext: true }))
  .use(secretsManager({ fetchData: { token: "shop/token" }, setToContext: true }));
