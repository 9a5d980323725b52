// The handlers of /search, which share one Lambda function.
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { links } from "gatehouse:function";

const db = new DynamoDBClient({});

interface Request {
  queryStringParameters?: Record<string, string>;
  pathParameters?: Record<string, string>;
}

// find answers GET /search?q=word.
export async function find(event: Request) {
  const items = await matching(event.queryStringParameters?.q ?? "");
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(items) };
}

// count answers GET /search/{word}. What has no status code is the body.
export async function count(event: Request) {
  const items = await matching(event.pathParameters?.word ?? "");
  return { found: items.length };
}

async function matching(word: string) {
  const { Items = [] } = await db.send(new ScanCommand({ TableName: links.itemsTable }));
  return Items.map((item) => ({ id: item.id?.S ?? "", name: item.name?.S ?? "", cents: Number(item.cents?.N) }))
    .filter((item) => item.name.toLowerCase().includes(word.toLowerCase()))
    .sort((a, b) => a.name.localeCompare(b.name));
}
