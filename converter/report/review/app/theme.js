// Light or dark: as the system has it, or as the reader chooses; the choice is kept where the browser allows it.

function startTheme() {
  const select = document.getElementById("theme");
  const apply = () => {
    if (select.value) document.documentElement.dataset.theme = select.value;
    else delete document.documentElement.dataset.theme;
  };
  try {
    select.value = localStorage.getItem("review-theme") || "";
  } catch { /* pages opened from files may keep nothing */ }
  select.addEventListener("change", () => {
    apply();
    try {
      localStorage.setItem("review-theme", select.value);
    } catch { /* as above */ }
  });
  apply();
}
