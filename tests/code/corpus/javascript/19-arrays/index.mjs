import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { FirehoseClient, PutRecordCommand } from "@aws-sdk/client-firehose";

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const firehose = new FirehoseClient({});
const streams = ["clicks", process.env.EXTRA_STREAM];

const chunks = (items, size) =>
  items.reduce((made, item, place) => {
    if (place % size === 0) made.push([]);
    made[made.length - 1].push(item);
    return made;
  }, []);

const write = (batch) => documents.send(new BatchWriteCommand({ RequestItems: { sessions: batch.map((Item) => ({ PutRequest: { Item } })) } }));

export const handler = async (event) => {
  const sessions = event.Records.flatMap((record) => JSON.parse(record.body));
  await Promise.all(chunks(sessions, 25).map(write));
  const sent = [];
  streams.forEach((DeliveryStreamName) => {
    sent.push(firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from("x") } })));
  });
  await Promise.all(sent);
};
