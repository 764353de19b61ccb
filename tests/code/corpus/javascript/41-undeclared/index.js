const { S3Client, GetObjectCommand } = require("@aws-sdk/client-s3");

function prepare() {
  store = new S3Client({});
}

exports.handler = async (event) => {
  prepare();
  wanted = new GetObjectCommand({ Bucket: process.env.REPORTS, Key: event.key });
  return store.send(wanted);
};
