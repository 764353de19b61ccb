import { SNSClient, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";

export class Mailbox {
  static limit;
  static #shared = new SNSClient({});
  #topic;

  static {
    Mailbox.limit = Number(process.env.LIMIT ?? 10);
  }

  constructor(topic) {
    this.#topic = topic;
  }

  static fromEnvironment() {
    return new Mailbox(process.env.MAILBOX_TOPIC);
  }

  async post(text) {
    await Mailbox.#shared.send(new PublishCommand({ TopicArn: this.#topic, Message: Mailbox.#cut(text) }));
  }

  async join(address) {
    await Mailbox.#shared.send(new SubscribeCommand({ TopicArn: this.#topic, Protocol: "email", Endpoint: address }));
  }

  static #cut(text) {
    return text.slice(0, Mailbox.limit);
  }
}
