using System.CommandLine;
using Reprise.Cli.Output;
using Reprise.Playback;
using Reprise.Playback.Matching;

namespace Reprise.Cli.Commands.Tape;

/// <summary><c>reprise tape create</c>.</summary>
internal static class CreateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("create", "Write interactions on record to a tape, oldest first");
        var source = TapeSource.AddTo(command, terminal);
        var file = new Option<string>("--out", "-o") { Description = "The tape to write", HelpName = "file", Required = true };
        var force = new Option<bool>("--force") { Description = "Replace a tape that is there" };
        var ignore = IgnoreOption();
        foreach (var option in new Option[] { file, force, ignore }) command.Options.Add(option);
        var redact = RedactOptions.AddTo(command);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (source.Filter(parsed) is not { } filter) throw CommandFailedException.Usage("reprise tape create: say what to take with --session, --trace or --filter.");
            if (File.Exists(path) && !parsed.GetValue(force)) throw new CommandFailedException($"{path} is there already; --force replaces it.");
            var header = new TapeHeader
            {
                Created = terminal.Time.GetUtcNow(),
                Source = filter,
                Ignore = [.. MatchRules.Default, .. parsed.GetValue(ignore) ?? []],
            };
            var partial = path + ".partial";
            long count;
            try
            {
                await using (var writer = await TapeWriter.CreateAsync(partial, header, redact.Read(parsed), cancellationToken))
                {
                    await foreach (var entry in source.ReadAsync(terminal, parsed, cancellationToken)) await writer.WriteAsync(entry, cancellationToken);
                    count = writer.Count;
                }

                if (count == 0) throw new CommandFailedException("No interaction can be played back; no tape was written.");
                File.Move(partial, path, overwrite: true);
            }
            finally
            {
                // Moved, when all went well.
                File.Delete(partial);
            }

            terminal.Tell($"Wrote {Format.Count(count)} entries, {Format.Bytes(new FileInfo(path).Length)}, to {path}.");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Option<string[]> IgnoreOption()
    {
        var option = new Option<string[]>("--ignore")
        {
            Description = "What does not count when requests are compared; may be repeated: a JSON pointer (/metadata/run, /messages/*/id), a parameter of the query (?trace), "
                + "or uuid, timestamp, date, unix-time, hex for such things within texts",
            HelpName = "rule",
        };
        option.Validators.Add(result =>
        {
            if (!MatchRules.TryRead(result.Tokens.Select(static token => token.Value), out _, out var mistake)) result.AddError($"--ignore: {mistake}.");
        });
        return option;
    }
}
