// Dragging a step of the run sheet by its grip: an extra beside the buttons. Where it is dropped, a plain form is sent.
import { dragging } from "../phone/dragging.js";

const list = document.querySelector(".plan-rows");
const form = document.getElementById("place");

if (list && form) {
  document.documentElement.dataset.drags = "";
  const order = () => [...list.children].map((row) => row.dataset.idea);
  const before = order();
  dragging(list, (step) => {
    const to = order().indexOf(step);
    if (before[to] === step) return;
    form.action = `${form.dataset.steps}/${step}`;
    form.elements.to.value = to;
    form.submit();
  });
}
