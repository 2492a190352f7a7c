using System.Globalization;
using System.Net;
using System.Text;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>A report as one HTML file that needs nothing else. Recorded text is hostile: everything is escaped, no script runs, nothing is fetched.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#f3f4f6;--line:#d5d9df;--dim:#59636e;--good:#136f3a;--bad:#b3261e}
        @media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--paper:#14171b;--soft:#1e2329;--line:#363d46;--dim:#a0aab5;--good:#5fce8d;--bad:#ff8a80}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}p{margin:.3rem 0}.dim{color:var(--dim)}.good{color:var(--good)}.bad{color:var(--bad)}
        .cards{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1rem}.card{background:var(--soft);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .9rem;min-width:8rem}
        .card b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}
        article{border:1px solid var(--line);border-radius:.5rem;padding:.6rem .9rem;margin:.75rem 0}.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:.75rem}
        .sides div{background:var(--soft);border-radius:.4rem;padding:.4rem .6rem;overflow-wrap:anywhere;white-space:pre-wrap}
        """;

    public static string Write(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var html = new StringBuilder(16 * 1024);
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><meta name=\"referrer\" content=\"no-referrer\">")
            .Append("<title>Replay ").Text(report.Run.Id).Append("</title><style>").Append(Style).Append("</style></head><body>\n");
        Head(html, report);
        Measures(html, report);
        Sides(html, report);
        Reasons(html, "Replays that failed", report.Failures);
        Reasons(html, "Not replayed", report.Skipped);
        Worst(html, report);
        return html.Append("</body></html>\n").ToString();
    }

    private static void Head(StringBuilder html, RunReport report)
    {
        var (counts, verdict) = (report.Counts, report.Verdict);
        html.Append("<h1>Replay ").Text(report.Run.Id).Append("</h1><p>").Text(RunWords.ChangesOf(report.Run)).Append("</p><p class=\"dim\">Project ").Text(report.Run.Project).Append(": ")
            .Text(RunWords.SourceOf(report.Run)).Append("</p><p class=\"dim\">").Text(RunWords.Of(report.Run.State)).Text(report.Run.Reason is { } reason ? ". " + reason : "").Append("</p><div class=\"cards\">");
        Card(html, "originals", Count(counts.Originals));
        Card(html, "replayed", Count(counts.Replayed));
        Card(html, "at least as good", RunWords.Share(verdict.KeptShare));
        Card(html, "same answer", RunWords.Share(counts.Same + counts.Changed == 0 ? null : (double)counts.Same / (counts.Same + counts.Changed)));
        Card(html, "failed", Count(counts.Failed), counts.Failed > 0 ? "bad" : null);
        Card(html, "missing", Count(counts.Missing));
        if (counts.Untold > 0) Card(html, "nobody can tell", Count(counts.Untold));
        if (report.Measures.Count > 0 || verdict.Wins > 0)
        {
            Card(html, "wins", Count(verdict.Wins), "good");
            Card(html, "losses", Count(verdict.Losses), verdict.Losses > 0 ? "bad" : null);
            Card(html, "ties", Count(verdict.Ties));
        }

        html.Append("</div>");
        if (report.Note is { } note) html.Append("<p class=\"bad\">").Text(note).Append("</p>");
        if (verdict.WinShare is not null)
        {
            html.Append("<p>Wins of wins and losses: ").Text(RunWords.Share(verdict.WinShare)).Append(" (95 %: ").Text(RunWords.Share(verdict.WinShareLower)).Append(" to ").Text(RunWords.Share(verdict.WinShareUpper))
                .Append("); sign test p = ").Text(RunWords.PValue(verdict.PValue)).Append(".</p>");
        }

        if (verdict.Score is { } score)
        {
            html.Append("<p>Mean score ").Text(RunWords.Number(score.Original)).Append(" → ").Text(RunWords.Number(score.Replay)).Append(", paired difference ").Text(RunWords.Signed(score.Difference)).Append(" (95 %, Student: ")
                .Text(RunWords.Signed(score.Lower)).Append(" to ").Text(RunWords.Signed(score.Upper)).Append(").</p>");
        }
    }

    private static void Measures(StringBuilder html, RunReport report)
    {
        if (report.Measures.Count == 0) return;
        Table(html, "Evaluators", "evaluator", "original#", "replay#", "difference#", "from#", "to#", "wins#", "losses#", "ties#", "p#");
        foreach (var measure in report.Measures)
        {
            Row(
                html, measure.Name, measure.IsPairwise ? "pairwise" : RunWords.Number(measure.Paired?.Original), RunWords.Number(measure.Paired?.Replay ?? measure.Mean), RunWords.Signed(measure.Paired?.Difference),
                RunWords.Signed(measure.Paired?.Lower), RunWords.Signed(measure.Paired?.Upper), Count(measure.Wins), Count(measure.Losses), Count(measure.Ties), RunWords.PValue(measure.PValue));
        }

        html.Append("</table></div>");
    }

    private static void Sides(StringBuilder html, RunReport report)
    {
        Table(html, "Both sides", "", "original#", "replay#");
        Row(html, "latency, median", Ms(report.Latency.OriginalP50), Ms(report.Latency.ReplayP50));
        Row(html, "latency, 95 %", Ms(report.Latency.OriginalP95), Ms(report.Latency.ReplayP95));
        Row(html, "prompt tokens", Count(report.Tokens.OriginalPrompt), Count(report.Tokens.ReplayPrompt));
        Row(html, "completion tokens", Count(report.Tokens.OriginalCompletion), Count(report.Tokens.ReplayCompletion));
        Row(html, "cost", Usd(report.Cost.OriginalUsd), Usd(report.Cost.ReplayUsd));
        if (report.Cost.JudgesUsd > 0) Row(html, "judges", "", Usd(report.Cost.JudgesUsd));
        html.Append("</table></div>");
        if (report.Cost.Unknown > 0) html.Append("<p class=\"dim\">The cost of ").Text(Count(report.Cost.Unknown)).Append(" replays is not known and not in the sum.</p>");
    }

    private static void Reasons(StringBuilder html, string title, IReadOnlyList<RunReasonCount> reasons)
    {
        if (reasons.Count == 0) return;
        Table(html, title, "reason", "count#");
        foreach (var (reason, count) in reasons) Row(html, reason, Count(count));
        html.Append("</table></div>");
    }

    private static void Worst(StringBuilder html, RunReport report)
    {
        if (report.Worst.Count == 0) return;
        html.Append("<h2>Worst first</h2>");
        foreach (var pair in report.Worst)
        {
            html.Append("<article><p><b class=\"bad\">").Text(RunWords.Of(pair)).Append("</b></p><p class=\"dim\">original <code>").Text(pair.OriginalId ?? pair.Case).Append("</code> replay <code>").Text(pair.ReplayId)
                .Append("</code></p><p><bdi>").Text(pair.Prompt).Append("</bdi></p><div class=\"sides\"><div><bdi>").Text(pair.Original ?? RunWords.None).Append("</bdi></div><div><bdi>").Text(pair.Replay ?? RunWords.None)
                .Append("</bdi></div></div>");
            foreach (var score in pair.Scores)
                html.Append("<p class=\"dim\">").Text($"{score.Name}: {RunWords.Number(score.Original)} → {RunWords.Number(score.Replay)} ").Append("<bdi>").Text(score.Reason).Append("</bdi></p>");
            html.Append("</article>\n");
        }
    }

    private static void Card(StringBuilder html, string name, string value, string? tone = null) =>
        html.Append("<div class=\"card\"><b").Append(tone is null ? "" : $" class=\"{tone}\"").Append('>').Text(value).Append("</b>").Text(name).Append("</div>");

    private static void Table(StringBuilder html, string title, params ReadOnlySpan<string> columns)
    {
        html.Append("<h2>").Text(title).Append("</h2><div class=\"scroll\"><table><tr>");
        foreach (var column in columns) html.Append(column.EndsWith('#') ? "<th class=\"n\">" : "<th>").Text(column.TrimEnd('#')).Append("</th>");
        html.Append("</tr>");
    }

    private static void Row(StringBuilder html, string name, params ReadOnlySpan<string> numbers)
    {
        html.Append("<tr><td>").Text(name).Append("</td>");
        foreach (var number in numbers) html.Append("<td class=\"n\">").Text(number).Append("</td>");
        html.Append("</tr>");
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ms(long? value) => value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:N0} ms") : RunWords.None;

    private static string Usd(decimal value) => string.Create(CultureInfo.InvariantCulture, $"${value:0.######}");

    /// <summary>Escaped; characters that steer a screen become a mark.</summary>
    private static StringBuilder Text(this StringBuilder html, string? text)
    {
        if (text is null) return html;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) plain.Append((Rune.IsControl(rune) && rune.Value is not ('\n' or '\t')) || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) ? "\uFFFD" : rune.ToString());
        return html.Append(WebUtility.HtmlEncode(plain.ToString()));
    }
}
