using System.Globalization;
using System.Text;
using System.Xml;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>A report as JUnit's XML, which build servers show: a case fails where the replay is worse than its original.</summary>
internal static class JUnitReport
{
    public static async Task WriteAsync(RunReport report, RunPairs pairs, Stream output, CancellationToken cancellationToken)
    {
        var settings = new XmlWriterSettings { Async = true, Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CloseOutput = false };
        var xml = XmlWriter.Create(output, settings);
        await using (xml.ConfigureAwait(false))
        {
            long failures = 0, skipped = 0;
            await foreach (var pair in pairs.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (pair.IsWorse) failures++;
                if (WhySkipped(pair) is not null) skipped++;
            }

            await xml.WriteStartDocumentAsync().ConfigureAwait(false);
            await StartAsync(xml, "testsuites", ("name", "reprise replay")).ConfigureAwait(false);
            await StartAsync(
                xml, "testsuite", ("name", report.Run.Id), ("tests", Number(report.Counts.Originals)), ("failures", Number(failures)), ("errors", "0"), ("skipped", Number(skipped)),
                ("timestamp", report.Run.CreatedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture))).ConfigureAwait(false);
            await foreach (var pair in pairs.ReadAsync(cancellationToken).ConfigureAwait(false)) await CaseAsync(xml, report.Run.Id, pair, pairs, cancellationToken).ConfigureAwait(false);
            await xml.WriteEndDocumentAsync().ConfigureAwait(false);
        }
    }

    private static async Task CaseAsync(XmlWriter xml, string run, RunPair pair, RunPairs pairs, CancellationToken cancellationToken)
    {
        var seconds = ((pair.Replay?.LatencyMs ?? 0) / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);
        await StartAsync(xml, "testcase", ("name", Plain(pair.Case)), ("classname", run), ("time", seconds)).ConfigureAwait(false);
        if (WhySkipped(pair) is { } why)
        {
            await StartAsync(xml, "skipped", ("message", why)).ConfigureAwait(false);
            await xml.WriteEndElementAsync().ConfigureAwait(false);
        }
        else if (pair.IsWorse)
        {
            var told = await pairs.DescribeAsync(pair, cancellationToken).ConfigureAwait(false);
            await StartAsync(xml, "failure", ("message", RunWords.Of(told)), ("type", RunWords.Of(pair.Outcome))).ConfigureAwait(false);
            await xml.WriteStringAsync(Plain(Text(told))).ConfigureAwait(false);
            await xml.WriteEndElementAsync().ConfigureAwait(false);
        }

        await xml.WriteEndElementAsync().ConfigureAwait(false);
    }

    private static string? WhySkipped(RunPair pair) => pair switch
    {
        { Replay: null } => "not replayed",
        { Outcome: RunOutcome.Untold, Replay.Succeeded: false } => "the original failed too",
        { Outcome: RunOutcome.Untold } => "nobody can tell which is better",
        _ => null,
    };

    private static string Text(RunWorst pair)
    {
        var text = new StringBuilder();
        foreach (var score in pair.Scores) text.AppendLine(CultureInfo.InvariantCulture, $"{score.Name}: {RunWords.Number(score.Original)} -> {RunWords.Number(score.Replay)}{(score.Reason is null ? "" : " " + score.Reason)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"prompt: {pair.Prompt}");
        text.AppendLine(CultureInfo.InvariantCulture, $"original {pair.OriginalId}: {pair.Original}");
        text.AppendLine(CultureInfo.InvariantCulture, $"replay {pair.ReplayId}: {pair.Replay}");
        return text.ToString();
    }

    private static async Task StartAsync(XmlWriter xml, string name, params (string Name, string Value)[] attributes)
    {
        await xml.WriteStartElementAsync(null, name, null).ConfigureAwait(false);
        foreach (var (attribute, value) in attributes) await xml.WriteAttributeStringAsync(null, attribute, null, Plain(value)).ConfigureAwait(false);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Recorded text may hold characters that no XML may.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) plain.Append(rune.Value is '\n' or '\t' || (rune.Value >= 32 && rune.Value is not (>= 127 and < 160) and not 0xFFFE and not 0xFFFF) ? rune.ToString() : "\uFFFD");
        return plain.ToString();
    }
}
