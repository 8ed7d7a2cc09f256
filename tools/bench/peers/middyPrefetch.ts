import middy from "@middy/core";
import ssm from "@middy/ssm";

/**
 * The same handler with middy and its ssm middleware, which gets the parameters when the module is loaded, by default. The
 * module does not wait for them, and X-Ray cannot trace the call.
 * @see https://middy.js.org/docs/middlewares/ssm
 */
const path = `/${process.env["ENV"] ?? ""}/${process.env["APP_CONFIG_PATH"] ?? ""}/`;

export const handler = middy()
  .use(
    ssm({
      fetchData: { sections: path },
      cacheExpiry: Number(process.env["CACHE_TTL_SECONDS"]) * 1000,
      setToContext: true,
    }),
  )
  .handler((_event: unknown, { sections }: { readonly sections: unknown }) => ({ sections }));
