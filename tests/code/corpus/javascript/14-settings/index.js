const { SecretsManagerClient: Secrets, GetSecretValueCommand: GetSecret } = require("@aws-sdk/client-secrets-manager");
const { SSMClient, GetParameterCommand } = require("@aws-sdk/client-ssm");
const { settings: { secretId, parameter: { name } } } = require("./settings");

const secrets = new Secrets({});
const ssm = new SSMClient({});

exports.handler = async () => {
  const { SecretString: secret } = await secrets.send(new GetSecret({ SecretId: secretId }));
  const { Parameter: { Value: level } } = await ssm.send(new GetParameterCommand({ Name: name }));
  return { length: secret.length, level };
};
