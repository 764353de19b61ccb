// The payment provider tells how a payment ended; its signature is checked before a word is believed.
import { createHmac, timingSafeEqual } from "node:crypto";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const events = new EventBridgeClient({});
const secrets = new SecretsManagerClient({});
const KINDS = { settled: "PaymentSettled", refused: "PaymentRefused" };

let key;

export const handler = async (event) => {
  const body = event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : (event.body ?? "");
  if (!(await signed(body, event.headers["x-pay-signature"] ?? ""))) return { statusCode: 401 };
  const { outcome, reference } = JSON.parse(body);
  const kind = KINDS[outcome];
  if (kind === undefined) return { statusCode: 400 };
  const answer = await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: process.env.SHOP_BUS,
          Source: "halfmoon.payment",
          DetailType: kind,
          Detail: JSON.stringify({ orderId: reference }),
        },
      ],
    }),
  );
  return { statusCode: answer.FailedEntryCount ? 503 : 204 };
};

async function signed(body, signature) {
  key ??= (await secrets.send(new GetSecretValueCommand({ SecretId: process.env.WEBHOOK_SECRET_ARN }))).SecretString;
  const expected = createHmac("sha256", key).update(body).digest();
  const given = Buffer.from(signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
