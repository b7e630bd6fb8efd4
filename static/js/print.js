/* The button that prints this page. */
document.getElementById("print").addEventListener("click", () => print());
