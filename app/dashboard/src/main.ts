// Starts the dashboard in the page.
import { mount } from "svelte";
import { flashTogether } from "./flash";
import { fitPressure } from "./measure";
import "./styles/tokens.css";
import "./styles/frame.css";
import "./styles/banner.css";
import "./styles/tile.css";
import "./styles/cover.css";
import "./styles/doors.css";
import "./styles/desktop.css";
import "./styles/tablet.css";
import "./styles/phone.css";
import "./styles/sheet.css";
import "./styles/forms.css";
import App from "./views/App.svelte";

flashTogether();
fitPressure();
const target = document.getElementById("app");
if (target) mount(App, { target });
