// The progress of a job, looked at again every three seconds until it is done; without this script a link does it.
(() => {
  const again = async () => {
    try {
      const answer = await fetch(location.href);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [now, before] = [page.getElementById("tien-do"), document.getElementById("tien-do")];
      if (!now) return;
      // Whoever is reading or stands on a link there is not disturbed before the end.
      if (!before.contains(document.activeElement) || !now.querySelector("progress")) before.replaceWith(now);
      if (!now.querySelector("progress")) return;
    } catch { /* the network comes back, or the link is still there */ }
    setTimeout(again, 3000);
  };
  setTimeout(again, 3000);
})();
