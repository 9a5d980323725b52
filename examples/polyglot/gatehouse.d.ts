// What functions import from Gatehouse, for editors and "npx tsc --noEmit".
declare module "gatehouse:function" {
  // Names and addresses of linked resources: links.itemsTable is ITEMS_TABLE.
  export const links: { readonly [name: string]: string };

  // The API's CORS policy, which the router adds to responses by itself.
  export const cors: {
    readonly allowOrigins: readonly string[];
    readonly allowMethods: readonly string[];
    readonly allowHeaders: readonly string[];
    readonly exposeHeaders: readonly string[];
    readonly allowCredentials: boolean;
    readonly maxAge: number; // seconds
    // The headers of a response to a request.
    headers(event?: object): Record<string, string>;
  };
}
