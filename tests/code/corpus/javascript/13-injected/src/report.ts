import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Cache } from "./cache";

export class Report {
  constructor(
    private readonly lambda: LambdaClient,
    private readonly cache: Cache,
  ) {}

  async render(month: string): Promise<string> {
    const known = await this.cache.getItem(month);
    if (known) {
      return known;
    }
    const answer = await this.lambda.send(new InvokeCommand({ FunctionName: "render-report", Payload: Buffer.from(month) }));
    const text = Buffer.from(answer.Payload ?? []).toString();
    await this.cache.putItem(month, text);
    return text;
  }
}
