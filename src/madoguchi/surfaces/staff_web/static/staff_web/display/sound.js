// The chime and the voice of the display. One call after the other: nobody can listen to two at once.
(() => {
  "use strict";

  const AudioContext = window.AudioContext || window.webkitAudioContext;
  const context = AudioContext ? new AudioContext() : null;
  const TONES = [
    { pitch: 659.26, at: 0, long: 0.9 },
    { pitch: 523.25, at: 0.45, long: 1.4 },
  ];
  const LONGEST_SPEECH = 12000;

  const tone = ({ pitch, at, long }) => {
    const begin = context.currentTime + at;
    const sound = context.createOscillator();
    const loudness = context.createGain();
    sound.type = "sine";
    sound.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, begin);
    loudness.gain.exponentialRampToValueAtTime(0.5, begin + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begin + long);
    sound.connect(loudness).connect(context.destination);
    sound.start(begin);
    sound.stop(begin + long);
  };

  const pause = (milliseconds) => new Promise((done) => window.setTimeout(done, milliseconds));

  const chime = async () => {
    document.body.dataset.chimes = String(Number(document.body.dataset.chimes || 0) + 1);
    if (context?.state !== "running") return;
    TONES.forEach(tone);
    await pause(1500);
  };

  const speak = ({ language, text }) =>
    new Promise((done) => {
      const voices = window.speechSynthesis?.getVoices() ?? [];
      const voice = voices.find((one) => one.lang.replace("_", "-").startsWith(language.split("-")[0]));
      if (!voice) {
        done();
        return;
      }
      const said = new SpeechSynthesisUtterance(text);
      said.lang = language;
      said.voice = voice;
      said.rate = 0.9;
      said.onend = said.onerror = done;
      window.setTimeout(done, LONGEST_SPEECH);
      window.speechSynthesis.speak(said);
    });

  window.madoguchiSound = {
    // Browsers let a page sound only after it was touched, unless the device is set up for it.
    isAllowed: () => !context || context.state === "running",
    allow: () => context?.resume(),
    call: async (speech) => {
      await chime();
      for (const one of speech) await speak(one);
    },
  };
  window.speechSynthesis?.getVoices(); // the list comes later, and only to who has asked once
})();
