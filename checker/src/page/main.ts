/** The page: loads its kit, or says why not; then checks what is typed, chosen or filmed. */

import type { Bytes } from "../bytes.ts";
import { type Checker, checkFile, checkSymbols, checkText, type Finding } from "../check.ts";
import { openSnapshot, type Snapshot } from "../kit.ts";
import { STATUS_LIST } from "../messages.ts";
import { Camera } from "./camera.ts";
import { type KitData, type LoadedKit, loadKit } from "./loading.ts";
import { readPicture } from "./picture.ts";
import { Store } from "./store.ts";
import { drawFinding, element } from "./view.ts";
import {
  fill,
  type Models,
  REFUSED,
  REFUSED_HERE,
  REFUSED_OLDER,
  type Words,
  writeDay,
  writeInstant,
} from "./words.ts";

declare global {
  var KIT: KitData | undefined;
  var KIT_MANIFEST: string | undefined;
}

const main = document.querySelector("main") as HTMLElement;

class Page {
  private words: Words;
  private finding: Finding | null = null;
  private isBusy = false;
  private readonly camera = new Camera((texts) =>
    this.show(() => checkSymbols(this.checker, texts)),
  );

  constructor(
    private readonly kit: LoadedKit,
    private readonly snapshot: Snapshot,
    private readonly checker: Checker,
    private readonly store: Store,
    private readonly languages: readonly Words[],
    /** The last instant at which the kit can clear anybody. */
    private readonly greenUntil: number,
  ) {
    const wanted = navigator.languages.map((one) => one.slice(0, 2));
    const found = wanted.flatMap((one) => languages.filter(({ language }) => language === one));
    this.words = found[0] ?? (languages[0] as Words);
  }

  draw(): void {
    const { words } = this;
    const { kit, page } = words;
    document.documentElement.lang = words.language;
    document.title = kit.title ?? "";
    this.drawHeader();
    const day = writeInstant(this.snapshot.madeAt, words);
    const isOver = this.checker.now() >= this.greenUntil;
    const until = { day: writeInstant(this.greenUntil, words) };
    const parts: readonly (HTMLElement | null)[] = [
      element("div", { class: "results", role: "status", "aria-live": "polite" }),
      element("h1", { class: "title" }, kit.title ?? ""),
      element("p", {}, kit.lead ?? ""),
      element(
        "section",
        { class: isOver ? "card snapshot over" : "card snapshot" },
        element("p", {}, fill(kit.snapshot ?? "", { day })),
        this.snapshot.isLast ? element("p", {}, kit.last ?? "") : null,
        element("p", {}, fill((isOver ? kit.green_ended : kit.green_until) ?? "", until)),
        this.drawClock(),
        this.store.isKept ? null : element("p", {}, kit.not_remembered ?? ""),
        this.store.knowsOtherRoot(this.kit.anchor)
          ? element("p", { class: "next" }, kit.another_root ?? "")
          : null,
      ),
      this.drawText(page),
      this.drawFile(page),
      this.drawCamera(page),
      this.drawLimits(day),
      this.drawAbout(),
      this.drawModels(),
      element("p", { class: "hint" }, kit.nothing_leaves ?? ""),
    ];
    main.replaceChildren(...parts.filter((part) => part !== null));
    this.drawResult();
  }

  private drawHeader(): void {
    const { words } = this;
    (document.querySelector(".organisation") as HTMLElement).textContent = this.issuerName();
    (document.querySelector(".skip") as HTMLElement).textContent = words.page.skip ?? "";
    const nav = document.querySelector(".languages") as HTMLElement;
    nav.setAttribute("aria-label", words.page.languages ?? "");
    nav.replaceChildren(
      ...this.languages.map((one) => {
        const button = element(
          "button",
          {
            type: "button",
            class: "quiet",
            lang: one.language,
            "aria-label": one.language_name,
            "aria-pressed": String(one === words),
          },
          one.language.toUpperCase(),
        );
        button.addEventListener("click", () => {
          this.camera.stop();
          this.words = one;
          this.draw();
          nav.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
        });
        return button;
      }),
    );
  }

  /** A clock that runs behind what was seen is not believed, and the page says so. */
  private drawClock(): HTMLElement | null {
    const now = this.checker.now();
    if (now - Date.now() / 1000 < 3600) return null;
    const day = writeInstant(now, this.words);
    return element("p", { class: "next clock" }, fill(this.words.kit.clock ?? "", { day }));
  }

  private drawText(page: Words["page"]): HTMLElement {
    const field = element("input", {
      id: "text",
      name: "text",
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": "text-hint",
    });
    const form = element(
      "form",
      { class: "card ways" },
      element("h2", {}, page.code_heading ?? ""),
      element("label", { for: "text" }, page.text_label ?? ""),
      element("p", { class: "hint", id: "text-hint" }, page.text_hint ?? ""),
      field,
      element("button", {}, page.check ?? ""),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.show(() => checkText(this.checker, field.value));
    });
    return form;
  }

  private drawFile(page: Words["page"]): HTMLElement {
    const field = element("input", {
      id: "file",
      type: "file",
      accept: ".pdf,.png,.jpg,.jpeg,.webp,application/pdf,image/png,image/jpeg,image/webp",
      "aria-describedby": "file-hint",
    });
    field.addEventListener("change", () => {
      const [file] = field.files ?? [];
      if (file === undefined) return;
      this.show(async () => checkFile(this.checker, new Uint8Array(await file.arrayBuffer())));
    });
    return element(
      "section",
      { class: "card ways" },
      element("h2", {}, page.file_heading ?? ""),
      element("label", { for: "file" }, this.words.kit.picture_label ?? ""),
      element("p", { class: "hint", id: "file-hint" }, this.words.kit.file_hint ?? ""),
      field,
    );
  }

  private drawCamera(page: Words["page"]): HTMLElement {
    const { kit } = this.words;
    const [start, stop] = [kit.camera_start ?? "", kit.camera_stop ?? ""];
    const button = element("button", { type: "button", class: "camera" }, start);
    const said = element("p", { class: "hint", role: "status" });
    const place = element("div");
    button.addEventListener("click", async () => {
      if (this.camera.isOn) {
        this.camera.stop();
        return;
      }
      button.textContent = stop;
      const isOn = await this.camera.start(place, () => {
        button.textContent = start;
      });
      said.textContent = isOn ? "" : (kit.camera_refused ?? "");
    });
    return element(
      "section",
      { class: "card ways" },
      element("h2", {}, page.camera_heading ?? ""),
      button,
      said,
      place,
    );
  }

  private drawLimits(day: string): HTMLElement {
    const { kit } = this.words;
    return element(
      "section",
      { class: "card limits" },
      element("h2", {}, kit.limits_heading ?? ""),
      element(
        "ul",
        {},
        element("li", {}, fill(kit.limit_since ?? "", { day })),
        element("li", {}, kit.limit_page ?? ""),
        element("li", {}, kit.limit_code ?? ""),
      ),
    );
  }

  private drawAbout(): HTMLElement {
    const { kit } = this.words;
    const groups = this.kit.anchor.match(/.{4}/gu) ?? [];
    return element(
      "section",
      { class: "card about" },
      element("h2", {}, kit.about_heading ?? ""),
      element("p", {}, kit.fingerprint ?? ""),
      element("code", {}, groups.join(" ")),
      element("p", { class: "hint" }, kit.fingerprint_hint ?? ""),
    );
  }

  private drawModels(): HTMLElement | null {
    const models: readonly Models[] = JSON.parse(textOf(this.kit.files.get("models.json")));
    if (models.length === 0) return null;
    const { kit, gallery } = this.words;
    const organisation = this.issuerName();
    return element(
      "details",
      { class: "card" },
      element("summary", {}, kit.models_heading ?? ""),
      element(
        "ul",
        { class: "models" },
        ...models.map((one) => {
          const period = this.periodOf(one);
          const regime =
            one.regime === null
              ? (gallery.without_regime ?? "")
              : fill(gallery.under_regime ?? "", { code: one.regime });
          const alt = fill(gallery.picture ?? "", { organisation, regime, period });
          const picture = element("img", { src: one.file, alt, loading: "lazy" });
          return element("li", {}, picture, element("p", {}, period), element("p", {}, regime));
        }),
      ),
    );
  }

  private periodOf({ first, last }: Models): string {
    const { gallery } = this.words;
    const since = first === null ? gallery.undated : gallery.since;
    const until = last === null ? gallery.today : gallery.until;
    const day = (one: number | null) => ({ day: one === null ? "" : writeDay(one, this.words) });
    return `${fill(since ?? "", day(first))} ${fill(until ?? "", day(last))}`;
  }

  private issuerName(): string {
    return [...this.snapshot.policy.keys.issuing.values()][0]?.issuer.name ?? "";
  }

  private async show(find: () => Promise<Finding>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const results = main.querySelector(".results") as HTMLElement;
    results.replaceChildren(element("p", { class: "card" }, this.words.kit.reading ?? ""));
    try {
      this.finding = await find();
    } catch {
      this.finding = {
        verdict: { name: "cannot_check", reason: "failed" },
        lookedAt: null,
        genuineAsOf: null,
      };
    }
    this.isBusy = false;
    this.drawResult();
    main.querySelector<HTMLElement>(".verdict h1")?.focus();
  }

  private drawResult(): void {
    const results = main.querySelector(".results") as HTMLElement;
    if (this.finding === null) return;
    const day = writeInstant(this.snapshot.madeAt, this.words);
    const knownOn = fill(this.words.kit.snapshot ?? "", { day });
    results.replaceChildren(drawFinding(this.finding, this.words, knownOn));
  }
}

function refuse(said: typeof REFUSED | typeof REFUSED_OLDER | typeof REFUSED_HERE): void {
  main.replaceChildren(
    element(
      "section",
      { class: "verdict", "data-sign": "not_ours", "data-verdict": "kit_refused" },
      element(
        "h1",
        {},
        element("span", { class: "sign", "aria-hidden": "true" }, "✕"),
        element("span", {}, "Refusé · Geweigerd · Abgelehnt · Refused"),
      ),
      ...said.map(([language, text]) => element("p", { lang: language }, text)),
    ),
  );
  document.documentElement.dataset.ready = "refused";
}

function textOf(data: Bytes | undefined): string {
  return new TextDecoder().decode(data);
}

/** The end of the list that ends first: from there on not every attestation can be cleared. */
async function greenUntil(kit: LoadedKit, snapshot: Snapshot): Promise<number> {
  let earliest = Number.POSITIVE_INFINITY;
  for (const [path, token] of kit.files) {
    if (!path.startsWith("status/")) continue;
    const opened = await snapshot.policy.keys.open(token, STATUS_LIST);
    if ("message" in opened) earliest = Math.min(earliest, opened.message.expiresAt);
  }
  return Number.isFinite(earliest) ? earliest : snapshot.madeAt;
}

async function start(): Promise<void> {
  if (!("subtle" in crypto)) return refuse(REFUSED_HERE);
  const { KIT, KIT_MANIFEST } = globalThis;
  const kit = KIT && KIT_MANIFEST ? await loadKit(KIT, KIT_MANIFEST) : null;
  if (kit === null) return refuse(REFUSED);
  const store = Store.open();
  if (store.isOlderThanSeen(kit.anchor, kit.manifest.madeAt)) return refuse(REFUSED_OLDER);
  const snapshot = await openSnapshot(kit.manifest, kit.files, kit.anchor);
  const checker: Checker = {
    snapshot,
    memory: store.lists(),
    readPicture,
    now: () => store.now(Date.now() / 1000, snapshot.madeAt),
  };
  const languages: readonly Words[] = JSON.parse(textOf(kit.files.get("words.json")));
  const until = await greenUntil(kit, snapshot);
  new Page(kit, snapshot, checker, store, languages, until).draw();
  // For whoever checks by the hundred, from a console or a test.
  const { bytes, text } = {
    bytes: (data: Bytes) => checkFile(checker, data),
    text: (typed: string) => checkText(checker, typed),
  };
  Object.assign(globalThis, { attestations: { checkFile: bytes, checkText: text } });
  document.documentElement.dataset.ready = "yes";
  if (location.protocol !== "file:" && "serviceWorker" in navigator)
    await navigator.serviceWorker.register("service-worker.js").catch(() => undefined);
}

start().catch(() => refuse(REFUSED));
