import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Names, Queue, Table } from "./names";

const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});

export const handler = async (event: { id: string; urgent: boolean }) => {
  await dynamo.send(new PutItemCommand({ TableName: Table.Tickets, Item: { id: { S: event.id } } }));
  await dynamo.send(new PutItemCommand({ TableName: Names.audit, Item: { id: { S: event.id } } }));
  const QueueUrl = event.urgent ? Queue.Fast : Queue.Slow;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: event.id }));
};
