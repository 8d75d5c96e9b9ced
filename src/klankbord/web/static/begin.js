// Says to the stylesheet that scripts run, before anything is drawn.
document.documentElement.classList.add("scripted");
