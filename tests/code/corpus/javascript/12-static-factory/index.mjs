import { Mailbox } from "./mailbox.mjs";

const mailbox = Mailbox.fromEnvironment();

export const handler = async (event) => {
  await mailbox.post(event.text);
  return { posted: Mailbox.limit };
};
