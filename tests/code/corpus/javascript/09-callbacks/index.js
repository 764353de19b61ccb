const AWS = require("aws-sdk");
const util = require("util");

const s3 = new AWS.S3({ apiVersion: "2006-03-01" });
const sqs = new AWS.SQS();
const send = util.promisify(sqs.sendMessage.bind(sqs));

function copy(key, done) {
  s3.getObject({ Bucket: "incoming", Key: key }, (error, data) => {
    if (error) return done(error);
    s3.putObject({ Bucket: process.env.TARGET_BUCKET, Key: key, Body: data.Body }, function (failed) {
      done(failed);
    });
  });
}

exports.handler = (event, context, callback) => {
  copy(event.key, (error) => {
    if (error) return callback(error);
    send({ QueueUrl: process.env.DONE_QUEUE, MessageBody: event.key })
      .then(() => callback(null, "done"))
      .catch(callback);
  });
};
