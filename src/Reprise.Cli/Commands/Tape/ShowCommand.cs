using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Reprise.Cli.Output;
using Reprise.Playback;

namespace Reprise.Cli.Commands.Tape;

/// <summary><c>reprise tape show</c>.</summary>
internal static class ShowCommand
{
    private static readonly JsonWriterOptions s_pretty = new() { Indented = true, Encoder = JsonLines.Encoder };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show one entry of a tape as a person reads it");
        var file = new Argument<string>("file") { Description = "The tape" };
        var line = new Argument<long>("line") { Description = "The line it stands on, as editors and messages count them" };
        command.Arguments.Add(file);
        command.Arguments.Add(line);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (path, number) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(line));
            await using var stream = File.OpenRead(path);
            await foreach (var item in TapeReader.ReadLinesAsync(stream, Path.GetFileName(path), static _ => { }, cancellationToken))
            {
                if (item.Number != number) continue;
                if (item.Entry is not { } entry) throw new CommandFailedException("That line is the tape's header; entries stand behind it.");
                Write(terminal, entry);
                return ExitCodes.Ok;
            }

            throw new CommandFailedException($"There is no entry on line {number.ToString(CultureInfo.InvariantCulture)}.");
        });
        return command;
    }

    private static void Write(Terminal terminal, TapeEntry entry)
    {
        var (request, answer) = (entry.Request, entry.Answer);
        Line(terminal, $"{request.Method} {request.Path}{request.Query} for {request.Provider}{(entry.Lane.Length > 0 ? $", lane {entry.Lane}" : "")}");
        Line(terminal, $"key {entry.Key}{(entry.Key == TapeKey.Of(request) ? "" : ", not that of the request below: redacted, or edited since")}");
        if (entry.Interaction is { } id) Line(terminal, $"interaction {id}");
        Body(terminal, request.Body, request.ContentType);
        terminal.People.WriteLineSafe("");
        Line(terminal, $"{answer.Status} {answer.ContentType}{(answer.Encoding is { } encoding ? $", in {encoding}" : "")}{(answer.Decoded is { } decoded ? $", came in {decoded}" : "")}");
        foreach (var (name, value) in answer.Headers) Line(terminal, $"{name}: {value}");
        if (answer.Chunks.Count > 0) Line(terminal, $"{Format.Count(answer.Chunks.Count)} pieces within {Format.Milliseconds(answer.Chunks.Sum(static chunk => (long)chunk.DelayMs))}");
        Body(terminal, answer.Body, answer.ContentType);
        if (answer.Broken is { } broken) Line(terminal, $"and broke off: {broken}");
    }

    private static void Line(Terminal terminal, string text) => terminal.People.WriteLineSafe(SafeText.Line(text));

    private static void Body(Terminal terminal, ReadOnlyMemory<byte> body, string? contentType)
    {
        if (body.IsEmpty) return;
        terminal.People.WriteLineSafe("");
        if (!Utf8.IsValid(body.Span)) Line(terminal, $"{Format.Bytes(body.Length)} of {contentType ?? "no type"}");
        else terminal.People.WriteLineSafe(SafeText.Block(Pretty(body)));
    }

    private static string Pretty(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            using var output = new MemoryStream();
            using (var writer = new Utf8JsonWriter(output, s_pretty)) document.RootElement.WriteTo(writer);
            return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(body.Span);
        }
    }
}
