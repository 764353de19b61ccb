// Each upload: a small picture beside it.
export const handler = async (event) => event.Records.map((record) => record.s3.object.key);
