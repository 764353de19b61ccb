import https = require("https");
import axios from "axios";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { Config, Hosts, Level } from "./config";

const ssm = new SSMClient({});

export async function handler(event: { path: string }): Promise<void> {
  const name = Config.Parameters.of(Level.Token);
  await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  await axios.post(Hosts.orders + event.path);
  await fetch(new URL("/health", Hosts.status));
  https.get("https://plain.example.com/", (answer) => answer.resume());
}
