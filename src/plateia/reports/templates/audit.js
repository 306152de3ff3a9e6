(function () {
  "use strict";
  var table = document.getElementById("area-table");
  var input = document.getElementById("area-search");
  if (!table || !input) { return; }
  var found = document.getElementById("area-found");
  var rows = Array.prototype.slice.call(table.tBodies[0].rows);
  var texts = rows.map(function (row) {
    var words = "";
    for (var i = 0; i < Math.min(3, row.cells.length); i += 1) { words += " " + row.cells[i].textContent; }
    return words.toLocaleLowerCase();
  });
  var waiting = 0;
  function search() {
    var words = input.value.toLocaleLowerCase().trim();
    var shown = 0;
    rows.forEach(function (row, index) {
      var fits = texts[index].indexOf(words) >= 0;
      if (row.hidden === fits) { row.hidden = !fits; }
      if (fits) { shown += 1; }
    });
    found.textContent = found.dataset.words.replace("{shown}", shown).replace("{n}", rows.length);
  }
  input.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  document.querySelector(".search").hidden = false;
}());
