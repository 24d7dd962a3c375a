/** The vectors in a page: a test calls this with both files' contents. */

import { runVectors } from "./vectors.ts";

Object.assign(globalThis, { runVectors });
