// As much of @aws-sdk/client-dynamodb as the functions use, so that the tests
// need nothing that is installed. Requests are not signed.
class Command {
  constructor(input) {
    this.input = input;
  }
}

exports.GetItemCommand = class GetItem extends Command {};
exports.ScanCommand = class Scan extends Command {};

exports.DynamoDBClient = class {
  async send(command) {
    const response = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `DynamoDB_20120810.${command.constructor.name}` },
      body: JSON.stringify(command.input),
    });
    const output = await response.json();
    if (!response.ok) throw new Error(output.message);
    return output;
  }
};
