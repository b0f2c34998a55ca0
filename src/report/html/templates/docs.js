(() => {
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const find = document.getElementById("find");
  const [words, said] = [find.querySelector("input"), find.querySelector("output")];
  const groups = [...document.querySelectorAll("section.group")].map((group) => {
    const items = [...group.querySelectorAll("[data-text]")];
    const link = document.querySelector(`nav a[href="#${group.id}"]`)?.parentElement ?? group;
    return { group, link, items: items.map((item) => ({ item, text: folded(item.dataset.text) })) };
  });
  const show = () => {
    const asked = folded(words.value).split(/\s+/).filter((word) => word !== "");
    let all = 0;
    for (const { group, link, items } of groups) {
      let found = 0;
      for (const { item, text } of items) {
        item.hidden = !asked.every((word) => text.includes(word));
        if (!item.hidden) found += 1;
      }
      group.hidden = link.hidden = found === 0;
      all += found;
    }
    const count = all === 0 ? find.dataset.none : find.dataset.said.replace("{n}", all);
    said.textContent = asked.length === 0 ? "" : count;
  };
  words.addEventListener("input", show);
  find.hidden = false;
  show();
})();
