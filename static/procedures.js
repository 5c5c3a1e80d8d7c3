// The list of procedures, filtered as one types: all its rows are on the page, nothing is asked for. Without this script
// the form does it.
(() => {
  const at = id => document.getElementById(id);
  const [box, field, by, rows, told, none] = ["q", "linh_vuc", "noi", "thu-tuc", "tim-thay", "khong-thay"].map(at);
  // As the server folds names: no accents, no capitals, nothing but letters and digits.
  const folded = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  // As the server sorts: the earlier a name says what is typed, then the shorter the name; without it by name.
  const distance = (words, typed) => {
    const name = words.slice(0, words.indexOf(" |"));
    const at = name.indexOf(" " + typed);
    return typed ? (at < 0 ? 1e4 : at) * 1e4 + name.length : 0;
  };
  const sort = typed => {
    const order = [...rows.children].map(row => [distance(row.dataset.words, typed), row.dataset.words, row]);
    order.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
    rows.append(...order.map(each => each[2]));
  };
  let saying;
  let sorted = folded(box.value).join(" ");
  const filter = () => {
    const wanted = folded(box.value);
    if (wanted.join(" ") !== sorted) sort(sorted = wanted.join(" "));
    let found = 0;
    for (const row of rows.children) {
      const { words, field: of, by: decides } = row.dataset;
      const is = wanted.every(word => words.includes(" " + word)) && [of, ""].includes(field.value) && [decides, ""].includes(by.value);
      row.hidden = !is;
      found += is;
    }
    none.hidden = found > 0;
    // Said once the typing rests, not at every letter.
    clearTimeout(saying);
    saying = setTimeout(() => { told.textContent = told.dataset.found.replace("{n}", found); }, 400);
  };
  for (const each of [box, field, by]) each.addEventListener("input", filter);
})();
