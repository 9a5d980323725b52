// What a page does with the client.

import { ApiError, backoff, Client, LibraryLive } from "./client.js";

/** Calls the library and returns what came of it. */
export async function run(settings: { api: string; live: string; token: string }) {
  const library = new Client(settings.api);

  const page = await library.booksList({ limit: 1 });
  const faust = await library.booksGet("978-0-19-953556-9");
  const cover = await library.booksCover("large/a b.svg");

  const problem = async (call: Promise<unknown>): Promise<string> => {
    try {
      await call;
      return "none";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const more = error.problems.map((p) => p.loc.join("."))[0] ?? (error.body as { message?: string }).message;
      return error.status === 401 ? "401" : `${error.status} ${more}`;
    }
  };
  const unknown = await problem(library.booksGet("1"));
  const invalid = await problem(library.booksList({ limit: 1000 }));
  const outside = await problem(library.booksRemove("1"));

  const member = new Client(settings.api, { credential: () => settings.token });
  const removed = (await member.booksRemove("978-0-14-143951-8")) === undefined;
  const added = await member.booksAdd({ isbn: "1", title: "Emma" }, { "X-Agent": "me" });

  // A server that is busy twice.
  let attempts = 0;
  const patient = new Client(settings.api, {
    retry: backoff(5),
    fetch: (request) => (++attempts < 3 ? Promise.resolve(new Response("", { status: 503, headers: { "Retry-After": "0" } })) : fetch(request)),
  });
  await patient.booksList();

  const live = LibraryLive.connect(settings.live);
  const hits = await new Promise<string[]>((resolve) => {
    live.onMessage((found) => resolve((found.books ?? []).map((book) => book.title)));
    live.liveSearch({ text: "faust i", tag: "1" });
  });
  live.close();

  return {
    first: page.items?.[0]?.title,
    next: page.next,
    sequel: faust.sequel?.title,
    cover: cover.headers.get("Content-Type"),
    unknown,
    invalid,
    outside,
    removed,
    added: `${added.title} ${added.genre} ${added.authors?.[0]}`,
    retried: attempts,
    hits: hits.slice(0, 1),
  };
}
