import { Logger } from "@aws-lambda-powertools/logger";
import { getParameter } from "@aws-lambda-powertools/parameters/ssm";
import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

const logger = new Logger({ serviceName: "rates" });
const tracer = new Tracer();
const client = tracer.captureAWSv3Client(new DynamoDBClient({}));

class Rates {
  @tracer.captureLambdaHandler()
  public async handler(event: { currency: string }): Promise<unknown> {
    const table = await getParameter("/rates/table");
    const key = await getSecret(process.env.KEY_SECRET!);
    logger.info("asked", { table, known: key !== undefined });
    return this.rate(event.currency);
  }

  private async rate(currency: string): Promise<unknown> {
    const found = await client.send(new GetItemCommand({ TableName: "rates", Key: { currency: { S: currency } } }));
    return found.Item;
  }
}

const rates = new Rates();
export const handler = rates.handler.bind(rates);
