// Labels of items, as pictures.
import { readFileSync } from "node:fs";

import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { links } from "gatehouse:function";

import { escape, price } from "./text";

const db = new DynamoDBClient({});

// The folder is packaged whole: its files lie in the function's own folder.
const picture = readFileSync(`${process.env.LAMBDA_TASK_ROOT}/label.svg`, "utf8");

// print answers GET /labels/{id}.
export async function print(event: { pathParameters: { id: string } }) {
  const { Item } = await db.send(new GetItemCommand({ TableName: links.itemsTable, Key: { id: { S: event.pathParameters.id } } }));
  if (!Item) return { statusCode: 404, body: "no such item" };
  const body = picture.replace("NAME", escape(Item.name?.S ?? "")).replace("PRICE", price(Number(Item.cents?.N)));
  return { statusCode: 200, headers: { "content-type": "image/svg+xml" }, body };
}
