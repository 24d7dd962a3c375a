/** The camera: looks until it finds a QR code. Nothing is kept of what it sees. */

import { drawn, readSymbols } from "./picture.ts";

const PAUSE_MILLISECONDS = 200;

export class Camera {
  private stream: MediaStream | null = null;
  private onStop: () => void = () => {};
  private video: HTMLVideoElement | null = null;

  constructor(private readonly onFound: (texts: readonly string[]) => void) {}

  get isOn(): boolean {
    return this.stream !== null;
  }

  /** Start looking; false where there is no camera, or where it was refused. */
  async start(place: HTMLElement, onStop: () => void): Promise<boolean> {
    this.onStop = onStop;
    try {
      const video = { facingMode: "environment", width: { ideal: 1920 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video });
    } catch {
      onStop();
      return false;
    }
    const screen = document.createElement("video");
    screen.muted = true;
    screen.playsInline = true;
    screen.srcObject = this.stream;
    this.video = screen;
    place.replaceChildren(screen);
    await screen.play();
    void this.look(screen);
    return true;
  }

  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video?.remove();
    this.video = null;
    this.onStop();
  }

  private async look(screen: HTMLVideoElement): Promise<void> {
    while (this.isOn) {
      if (screen.videoWidth > 0) {
        const texts = await readSymbols(drawn(screen));
        if (texts.length > 0 && this.isOn) {
          this.stop();
          this.onFound(texts);
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }
}
