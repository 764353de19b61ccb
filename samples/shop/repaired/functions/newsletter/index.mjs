// Send one issue of the newsletter to every member who asked for it.
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";

const dynamodb = new DynamoDBClient({});
const mail = new SESv2Client({});

export const handler = async (event) => {
  for (const record of event.Records) {
    const { subject, text } = JSON.parse(record.Sns.Message);
    for await (const address of readers()) await send(address, subject, text);
  }
};

async function* readers() {
  let from;
  do {
    const page = await dynamodb.send(
      new QueryCommand({
        TableName: process.env.USERS_TABLE,
        IndexName: "by-newsletter",
        KeyConditionExpression: "newsletter = :yes",
        ExpressionAttributeValues: { ":yes": { S: "yes" } },
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items) yield item.email.S;
    from = page.LastEvaluatedKey;
  } while (from);
}

const send = (address, subject, text) =>
  mail.send(
    new SendEmailCommand({
      FromEmailAddress: `newsletter@${process.env.MAIL_IDENTITY}`,
      Destination: { ToAddresses: [address] },
      Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
    }),
  );
