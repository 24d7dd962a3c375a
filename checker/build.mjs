// Bundle the checker into verifier/kit/checker, and what its tests run into build/.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const out = "../verifier/kit/checker";
const common = { bundle: true, target: "es2022", logLevel: "warning" };

rmSync("build", { recursive: true, force: true });
mkdirSync("build", { recursive: true });
// A third of the size: a page unpacks it itself.
const wasm = readFileSync("node_modules/zxing-wasm/dist/reader/zxing_reader.wasm");
writeFileSync("build/zxing_reader.wasm.gz", gzipSync(wasm, { level: 9 }));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const forPage = { ...common, minify: true, format: "iife", legalComments: "eof" };
await build({
  ...forPage,
  entryPoints: { checker: "src/page/main.ts", "service-worker": "src/service-worker.ts" },
  loader: { ".gz": "binary" },
  outdir: out,
});
for (const name of ["index.html", "app.webmanifest", "icon.svg"])
  cpSync(`src/page/${name}`, `${out}/${name}`);
// The colours of the three faces, light and dark: what stands in their sheet before the first rule.
const [colours, ...rules] = readFileSync("../web/static/base.css", "utf8").split("\n*,\n");
if (rules.length !== 1) throw new Error("base.css no longer begins with its colours");
writeFileSync(`${out}/checker.css`, `${colours}\n${readFileSync("src/page/checker.css", "utf8")}`);

await build({
  ...common,
  entryPoints: { "node-vectors": "test/node.ts" },
  platform: "node",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  outdir: "build",
});
await build({
  ...common,
  entryPoints: { "browser-vectors": "test/browser.ts" },
  format: "iife",
  outdir: "build",
});
