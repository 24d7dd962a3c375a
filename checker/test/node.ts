/** The vectors in Node: prints how many agree, and each that does not. */

import { readFileSync } from "node:fs";
import { runVectors } from "./vectors.ts";

const [folder = "."] = process.argv.slice(2);
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf-8"));
const outcomes = await runVectors(read("world"), read("cases"));
const wrong = outcomes.filter(({ expected, found }) => expected !== found);
for (const one of wrong) console.log(`${one.name}: expected ${one.expected}, found ${one.found}`);
console.log(`${outcomes.length - wrong.length} of ${outcomes.length} vectors agree`);
process.exitCode = wrong.length === 0 && outcomes.length > 0 ? 0 : 1;
