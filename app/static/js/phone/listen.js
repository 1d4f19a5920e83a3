// Reads an idea aloud in the language it stands in, where the phone has a voice for that language.
const voices = "speechSynthesis" in window;

// A phone may load its voices late: until it has said which it has, its own choice is as good as any.
const voiceFor = (language) => {
  const known = speechSynthesis.getVoices();
  const fits = known.filter((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
  return known.length === 0 || fits.length > 0 ? { voice: fits[0] ?? null } : null;
};

// element: gives what is to be read. The button is hidden where nothing here can read it.
export function listenTo(button, element) {
  if (!button || !voices) return;
  const spoken = () => element().closest("[lang]").lang.split("-")[0];
  button.hidden = !voiceFor(spoken());
  speechSynthesis.onvoiceschanged = () => (button.hidden = !voiceFor(spoken()));
  button.onclick = () => {
    const words = new SpeechSynthesisUtterance(element().textContent);
    const found = voiceFor(spoken());
    words.lang = spoken();
    if (found?.voice) words.voice = found.voice;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  };
}
