export const handler = async (event) => {
  if (event.archive) {
    const { archive } = await import("./archive.mjs");
    return archive(event.id);
  }
  const { SNSClient, PublishCommand } = await import("@aws-sdk/client-sns");
  const sns = new SNSClient({});
  return sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Message: event.id }));
};
