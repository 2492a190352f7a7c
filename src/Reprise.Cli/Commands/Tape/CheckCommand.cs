using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Playback;
using Reprise.Playback.Redaction;

namespace Reprise.Cli.Commands.Tape;

/// <summary><c>reprise tape check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("check", "Read a tape to its end and say what is on it, what is remarkable, and what looks like a secret or personal data");
        var file = new Argument<string>("file") { Description = "The tape" };
        command.Arguments.Add(file);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var tape = await TapeReader.ReadAsync(parsed.GetRequiredValue(file), cancellationToken);
            // A rule that is none shows here rather than in somebody's test run.
            var rules = ReadRules(tape);
            var report = Report.Of(tape);
            if (output.IsJson(parsed)) WriteJson(terminal, tape, report);
            else Write(terminal, tape, report, rules);
            foreach (var note in tape.Notes) terminal.Tell($"reprise: {note}");
            if (tape.Entries.Count > 0) return ExitCodes.Ok;
            terminal.Tell("reprise: the tape has no entries; every call to it is a miss.");
            return ExitCodes.Failed;
        });
        return command;
    }

    private static IReadOnlyList<string> ReadRules(Reprise.Playback.Tape tape)
    {
        try
        {
            return new PlaybackOptions().RulesFor(tape.Header).Names;
        }
        catch (FormatException e)
        {
            throw new CommandFailedException($"The header of the tape is wrong: {e.Message}.", e);
        }
    }

    private static void Write(Terminal terminal, Reprise.Playback.Tape tape, Report report, IReadOnlyList<string> rules)
    {
        terminal.People.WriteLineSafe($"{Format.Count(tape.Entries.Count)} entries in {Format.Count(report.Lanes)} {(report.Lanes == 1 ? "lane" : "lanes")}, {Format.Bytes(report.Bytes)} of bodies"
            + $"{(tape.Header.Created is { } created ? $", created {Format.Time(created)} UTC" : "")}{(tape.Header.Source is { } source ? $" from {SafeText.Line(source)}" : "")}.");
        foreach (var (what, count) in report.Calls) terminal.People.WriteLineSafe($"  {Format.Count(count),6}  {SafeText.Line(what)}");
        terminal.People.WriteLineSafe($"Ignored when comparing: {(rules.Count == 0 ? "nothing" : SafeText.Line(string.Join(", ", rules)))}.");
        if (tape.Header.Redaction.Count > 0) terminal.People.WriteLineSafe($"Redacted: {SafeText.Line(string.Join(", ", tape.Header.Redaction))}.");
        if (report.Streams > 0) terminal.People.WriteLineSafe($"{Format.Count(report.Streams)} came in pieces.");
        if (report.Broken > 0) terminal.People.WriteLineSafe($"{Format.Count(report.Broken)} broke off and will break off again.");
        if (report.Decoded > 0) terminal.People.WriteLineSafe($"{Format.Count(report.Decoded)} came compressed and are kept unpacked.");
        if (report.Repeated > 0) terminal.People.WriteLineSafe($"{Format.Count(report.Repeated)} requests are on it more than once and are answered in order.");
        if (report.Redacted > 0) terminal.People.WriteLineSafe($"{Format.Count(report.Redacted)} answers have placeholders in them and are not those that were answered, byte for byte.");
        if (report.ForeignKeys > 0) terminal.People.WriteLineSafe($"{Format.Count(report.ForeignKeys)} have a key that is not that of their request: redacted, or edited since.");
        if (report.Unreadable > 0) terminal.People.WriteLineSafe($"{Format.Count(report.Unreadable)} bodies are no text and were not looked into.");
        foreach (var kind in report.Findings.GroupBy(static finding => finding.Kind, StringComparer.Ordinal))
            terminal.People.WriteLineSafe($"Looks like {Name(kind.Key)}: {Format.Count(kind.Sum(static finding => finding.Count))}, on {Lines([.. kind.Select(static finding => finding.Line)])}.");
    }

    private static string Name(string kind) => kind.Replace('-', ' ');

    private static string Lines(IReadOnlyList<long> lines)
    {
        const int ShownMax = 8;
        var shown = string.Join(", ", lines.Take(ShownMax).Select(static line => line.ToString(CultureInfo.InvariantCulture)));
        return $"{(lines.Count == 1 ? "line" : "lines")} {shown}{(lines.Count > ShownMax ? $" and {Format.Count(lines.Count - ShownMax)} more" : "")}";
    }

    private static void WriteJson(Terminal terminal, Reprise.Playback.Tape tape, Report report) => JsonLines.Write(terminal.Output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("entries", tape.Entries.Count);
        json.WriteNumber("lanes", report.Lanes);
        json.WriteNumber("body_bytes", report.Bytes);
        json.WriteNumber("streams", report.Streams);
        json.WriteNumber("broken", report.Broken);
        json.WriteNumber("decoded", report.Decoded);
        json.WriteNumber("repeated", report.Repeated);
        json.WriteNumber("foreign_keys", report.ForeignKeys);
        json.WriteNumber("redacted", report.Redacted);
        json.WriteNumber("unreadable", report.Unreadable);
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteNumber("line", finding.Line);
            json.WriteString("kind", finding.Kind);
            json.WriteNumber("count", finding.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in tape.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private sealed record Report(int Lanes, long Bytes, int Streams, int Broken, int Decoded, int Repeated, int ForeignKeys, int Redacted, int Unreadable, IReadOnlyList<TapeFinding> Findings, IReadOnlyList<(string What, int Count)> Calls)
    {
        public static Report Of(Reprise.Playback.Tape tape) => new(
            tape.Entries.Select(static e => e.Lane).Distinct(StringComparer.Ordinal).Count(),
            tape.Entries.Sum(static e => (long)e.Request.Body.Length + e.Answer.Body.Length),
            tape.Entries.Count(static e => e.Answer.Chunks.Count > 1),
            tape.Entries.Count(static e => e.Answer.Broken is not null),
            tape.Entries.Count(static e => e.Answer.Decoded is not null),
            tape.Entries.GroupBy(static e => (e.Key, e.Lane)).Count(static group => group.Skip(1).Any()),
            tape.Entries.Count(static e => e.Key != TapeKey.Of(e.Request)),
            tape.Entries.Count(static e => e.Answer.Redacted > 0),
            TapeFindings.UnreadableBodies(tape),
            TapeFindings.In(tape),
            [.. tape.Entries.GroupBy(static e => $"{e.Request.Provider} {e.Request.Method} {e.Request.Path}", StringComparer.Ordinal).Select(static g => (g.Key, g.Count())).OrderByDescending(static c => c.Item2).Take(20)]);
    }
}
