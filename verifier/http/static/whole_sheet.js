// What to tell somebody who holds a whole sheet before a camera, and its photograph.
"use strict";

const SHEET_MM = [210, 297]; // A4, upright
// A QR symbol's smallest and largest side (docs/format.md). Which one it is nobody knows, so that
// only what is sure is said: of the rest the comparison has the last word.
const SYMBOL_MM = [45, 53.4];
const LEAST_DOTS_PER_MM = 92 / 25.4; // with fewer, a changed digit could hide
const DARK = 90; // of 255
const MARGIN = 2; // pixels: what ends at the picture's border may go on behind it

// Gives the advice by its name: "ready" for a picture that can be compared.
//   width, height: of the picture, in pixels
//   white: how bright its paper is, of 255
//   corners: of its one QR symbol, from the symbol's upper left clockwise; none without one
function adviceOn({ width, height, white, corners }) {
  if (white < DARK) return "dark";
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  if (Math.min(long / SHEET_MM[1], short / SHEET_MM[0]) < LEAST_DOTS_PER_MM) return "coarse";
  const isInside = ({ x, y }) =>
    x >= MARGIN && y >= MARGIN && x < width - MARGIN && y < height - MARGIN;
  if (corners.length !== 4 || !corners.every(isInside)) return "no_code";
  const sides = corners.map((one, at) => {
    const next = corners[(at + 1) % 4];
    return Math.hypot(next.x - one.x, next.y - one.y);
  });
  const side = (sides[0] + sides[1] + sides[2] + sides[3]) / 4;
  const [most, least] = SYMBOL_MM.map((millimetres) => side / millimetres); // pixels of a mm
  const across = Math.abs(corners[1].x - corners[0].x) >= Math.abs(corners[1].y - corners[0].y);
  const [wide, high] = across ? SHEET_MM : [SHEET_MM[1], SHEET_MM[0]];
  if (wide * least > width || high * least > height) return "near";
  return most < LEAST_DOTS_PER_MM ? "far" : "ready";
}

// Gives how bright the paper is: nine tenths of a small picture are darker.
function whiteOf(video) {
  const small = document.createElement("canvas");
  [small.width, small.height] = [64, 48];
  const drawn = small.getContext("2d", { willReadFrequently: true });
  drawn.drawImage(video, 0, 0, small.width, small.height);
  const { data } = drawn.getImageData(0, 0, small.width, small.height);
  const greens = data.filter((_, at) => at % 4 === 1).sort();
  return greens[Math.floor(0.9 * greens.length)];
}

// Gives what the camera sees now, as a JPEG file.
function photographOf(video) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
}
