import { LambdaClient } from "@aws-sdk/client-lambda";
import { Report } from "./report";
import { MemoryCache } from "./cache";

const report = new Report(new LambdaClient({}), new MemoryCache());

export async function handler(event: { month: string }) {
  return report.render(event.month);
}
