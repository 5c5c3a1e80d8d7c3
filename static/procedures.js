// The list of procedures, filtered as one types: all its rows are on the page, nothing is asked for. Without this script
// the form does it.
(() => {
  const at = id => document.getElementById(id);
  const [box, field, by, rows, told, none] = ["q", "linh_vuc", "noi", "thu-tuc", "tim-thay", "khong-thay"].map(at);
  // As the server folds names: no accents, no capitals, nothing but letters and digits.
  const folded = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  let saying;
  const filter = () => {
    const wanted = folded(box.value);
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
