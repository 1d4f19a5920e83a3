// Reads an idea aloud, where the phone has a voice.
const voices = "speechSynthesis" in window;

export function listenTo(button, text) {
  if (!button || !voices) return;
  button.hidden = false;
  button.onclick = () => {
    speechSynthesis.cancel();
    const spoken = new SpeechSynthesisUtterance(text());
    spoken.lang = document.documentElement.lang;
    speechSynthesis.speak(spoken);
  };
}
