using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Commands.Tape;
using Reprise.Cli.Output;
using Reprise.Playback;
using Reprise.Server.Playback;

namespace Reprise.Cli.Commands.Playback;

/// <summary><c>reprise playback</c>: a server that answers from recordings.</summary>
internal static class PlaybackCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("playback", "Answer calls from recordings alone, for tests and offline work");
        var source = TapeSource.AddTo(command, terminal);
        var options = PlaybackArguments.AddTo(command);
        var redact = RedactOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = options.Read(parsed) with { ExactEncoding = source.IsExact(parsed), Redaction = redact.Read(parsed), Missed = miss => terminal.Tell($"reprise: {miss.Message}") };
            if (settings.File is null == source.Filter(parsed) is null)
                throw CommandFailedException.Usage("reprise playback: say what to play: --file, or one or more of --session, --trace and --filter.");
            if (settings.File is null) settings = settings with { Tape = await ReadAsync(terminal, source, parsed, cancellationToken) };
            await using var server = await StartAsync(settings, cancellationToken);
            Welcome(terminal, server);
            if (settings.Faults is { } faults) terminal.Tell(server.IsRecording ? "Nothing goes wrong on purpose while recording." : string.Create(CultureInfo.InvariantCulture, $"Faults by {faults.Counts.Count} rules, seed {faults.Seed}."));
            await EndOf(cancellationToken);
            foreach (var count in settings.Faults?.Counts ?? []) terminal.Tell($"  fault {count.Rule}: {Format.Count(count.Applied)} of {Format.Count(count.Seen)} calls");
            return Farewell(terminal, server.Summarise(), server, options.IsStrict(parsed));
        });
        return command;
    }

    private static async Task<Reprise.Playback.Tape> ReadAsync(Terminal terminal, TapeSource source, ParseResult parsed, CancellationToken cancellationToken)
    {
        var entries = new List<TapeEntry>();
        await foreach (var entry in source.ReadAsync(terminal, parsed, cancellationToken)) entries.Add(entry);
        if (entries.Count == 0) throw new CommandFailedException("No interaction can be played back.");
        return new Reprise.Playback.Tape { Entries = entries, Header = new TapeHeader { Source = source.Filter(parsed) } };
    }

    private static async Task<PlaybackServer> StartAsync(PlaybackServerOptions settings, CancellationToken cancellationToken)
    {
        try
        {
            return await PlaybackServer.StartAsync(settings, cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // A bad setting, or an address that others could reach.
            throw new CommandFailedException(e.Message, e);
        }
    }

    private static void Welcome(Terminal terminal, PlaybackServer server)
    {
        foreach (var note in server.Notes) terminal.Tell($"reprise: {note}");
        var what = server.IsRecording ? "Recording" : "Playing";
        terminal.Tell($"{what} on {string.Join(" and ", server.Addresses)}, {Format.Count(server.Summarise().Entries)} entries on the tape. Ctrl-C ends it.");
    }

    private static async Task EndOf(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(ended.SetResult);
        await ended.Task;
    }

    private static int Farewell(Terminal terminal, PlaybackSummary summary, PlaybackServer server, bool isStrict)
    {
        var played = summary.Exact + summary.Normalised + summary.Ordered;
        terminal.Tell($"{Format.Count(played)} calls played, {Format.Count(summary.Misses)} missed, {Format.Count(server.Recorded)} recorded, {Format.Count(summary.Unused.Count)} of {Format.Count(summary.Entries)} entries not used.");
        foreach (var entry in server.IsRecording ? [] : summary.Unused.Take(20))
            terminal.Tell($"  not used: {(entry.Line > 0 ? $"line {entry.Line.ToString(CultureInfo.InvariantCulture)}" : entry.Interaction)} {entry.Request.Method} {entry.Request.Path}{(entry.Lane.Length > 0 ? $", lane {entry.Lane}" : "")}");
        return isStrict && summary.Misses > 0 ? ExitCodes.Failed : ExitCodes.Ok;
    }
}
